"""URLs of replicas, and how long one that failed is left alone."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest

from exporters.alertmanager.address import Address, parse
from exporters.backoff import Backoff


@pytest.mark.parametrize(
    ("url", "base", "login"),
    [
        ("http://127.0.0.1:9093", "http://127.0.0.1:9093", None),
        ("http://am.example/alerts/", "http://am.example/alerts", None),
        ("https://u:p%40ss@[::1]:9093", "https://[::1]:9093", ("u", "p@ss")),
        ("http://u@am.example", "http://am.example", ("u", "")),
    ],
)
def test_a_url_is_taken_apart(url: str, base: str, login: tuple[str, str] | None) -> None:
    address = parse(url)
    assert address == Address(base, login)
    assert address.secure == base.startswith("https")
    assert "p@ss" not in repr(address)


@pytest.mark.parametrize("url", ["", "am:9093", "ftp://u:geheim@am", "http://", "//u:geheim@am"])
def test_what_is_no_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="not the URL of an Alertmanager") as refused:
        parse(url)
    assert "geheim" not in str(refused.value)


def test_waits_grow_to_their_bound_and_begin_small_again() -> None:
    backoff = Backoff(0.25, 15.0, Random(1))
    waits = [backoff.failed() for _ in range(12)]
    for wait, whole in zip(waits, [0.25, 0.5, 1, 2, 4, 8, 15, 15, 15, 15, 15, 15], strict=True):
        assert 0.75 * whole <= wait <= whole
    backoff.succeeded()
    assert backoff.failed() <= 0.25


IMPORTS = """
import sys
import exporters.alertmanager.dispatcher, exporters.notify.notifier
print(*sorted({"httpx", "apprise", "requests", "pydantic"} & set(sys.modules)))
"""


def test_who_has_no_alertmanager_and_no_receivers_does_not_load_their_libraries() -> None:
    found = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []
