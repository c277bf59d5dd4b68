"""Addresses as sockets want them and as the kernel spells them."""

from __future__ import annotations

import socket

import pytest

from probes.kernel.address import Address, unmapped, without_zone


def test_an_ipv4_address_keeps_its_port() -> None:
    where = Address.parse("192.0.2.1", 862)
    assert (where.family, where.packed) == ("ipv4", b"\xc0\0\x02\x01")
    assert where.sockaddr == where.source == ("192.0.2.1", 862)


def test_an_ipv6_address_is_spelt_as_the_kernel_does() -> None:
    where = Address.parse("2001:DB8:0::1", 862)
    assert where.source == ("2001:db8::1", 862)
    assert where.sockaddr == ("2001:db8::1", 862, 0, 0)


def test_a_zone_is_an_interface_and_no_part_of_the_source() -> None:
    where = Address.parse("fe80::1%lo", 862)
    assert where.sockaddr == ("fe80::1", 862, 0, socket.if_nametoindex("lo"))
    assert where.source == without_zone(("fe80::1%lo", 862, 0, 1)) == ("fe80::1", 862)


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("vc.example", 1),
        ("192.0.2.256", 1),
        ("192.0.2.1", -1),
        ("192.0.2.1", 65536),
        ("fe80::1%nosuch0", 1),
        ("fe80::1%99999999999999999999", 1),
    ],
)
def test_nonsense_is_refused(text: str, port: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        Address.parse(text, port)


def test_an_ipv4_address_on_a_socket_of_both_families_is_itself() -> None:
    assert unmapped("::ffff:192.0.2.1") == "192.0.2.1"
    assert unmapped("2001:db8::1") == "2001:db8::1"
