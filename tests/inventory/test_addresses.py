"""Addresses as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.inventory import addresses
from tests.inventory.good import refuses


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("127.1.0.10", "127.1.0.10"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("rt.h-nhu-thanh.example", "rt.h-nhu-thanh.example"),
        ("MCU-1", "mcu-1"),
        ("_sip.example", "_sip.example"),
        ("example.vn.", "example.vn."),
        ("4g-router", "4g-router"),
    ],
)
def test_hosts_have_one_spelling(typed: str, canonical: str) -> None:
    assert addresses.parse_address(typed) == canonical


@pytest.mark.parametrize(
    "typed",
    [
        *("", ".", "a..b", "-a", "a-", "a b", "máy.vn", "a" * 64, ".".join(["a" * 60] * 5)),
        *("1.2.3", "10", "256.1.1.1", "10.0.0.01", "10.0.0.0/8", "0x7f.1", "1.2.3.4.5"),
        *("0.0.0.0", "255.255.255.255", "224.0.0.1", "::", "ff02::1", "2001:db8::1::2", "[::1]"),
        *("127.0.0.1:80", "http://a", "a/b", "a_b.1"),
    ],
)
def test_what_is_no_host_is_refused(typed: str) -> None:
    assert refuses(addresses.parse_address, typed)


@pytest.mark.parametrize(
    "typed", ["127.0.0.1:9779", "0.0.0.0:1", ":9779", "[::1]:9779", "[::]:65535", "localhost:80"]
)
def test_places_to_listen(typed: str) -> None:
    assert addresses.parse_listen(typed) == typed


@pytest.mark.parametrize(
    "typed", ["", "9779", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "::1:80", "[1.2.3.4]:80"]
)
def test_places_where_nobody_can_listen(typed: str) -> None:
    assert refuses(addresses.parse_listen, typed)


@given(st.text() | st.ip_addresses().map(str))
def test_what_was_understood_is_understood_again(text: str) -> None:
    try:
        once = addresses.parse_address(text)
    except ValueError:
        return
    assert addresses.parse_address(once) == once
