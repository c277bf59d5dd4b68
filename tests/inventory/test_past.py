"""Files that were accepted once are read again, whatever has become of the world around them."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from monitord.inventory.past import parse_past
from monitord.model.inventory import Inventory
from monitord.model.ledger import LedgerError
from tests.inventory.good import complaints, edited, parsed

SINCE = datetime(2026, 10, 3, 10, tzinfo=UTC)
COMMUNITY = "{env: MONITORD_COMMUNITY}"
POLY = "modules: [system, poly-group]"


def past(text: str) -> Inventory:
    return parse_past(text.encode(), SINCE)


def test_it_is_the_inventory_that_it_was() -> None:
    inventory, then = past(edited()), parsed()
    assert inventory.revision == then.revision == sha256(edited().encode()).hexdigest()[:16]
    assert (inventory.sites, inventory.circuits) == (then.sites, then.circuits)
    assert (inventory.providers, inventory.maintenance) == (then.providers, then.maintenance)
    assert (inventory.daemon.incidents, inventory.mcu_groups) == (
        then.daemon.incidents,
        then.mcu_groups,
    )


def test_secrets_that_are_gone_are_not_missed() -> None:
    gone = edited((COMMUNITY, "{file: gone}"))
    assert "gone" in "".join(complaints(gone))
    assert past(gone).sites.keys() == parsed().sites.keys()


def test_nor_are_modules_of_ones_own() -> None:
    own = edited(
        ("witnesses: [127.1.0.1]", "witnesses: [127.1.0.1], snmp_modules: /nowhere/modules"),
        (POLY, "modules: [system, of-our-own]"),
    )
    assert past(own).sites.keys() == parsed().sites.keys()


def test_lines_may_have_been_too_narrow_for_their_streams() -> None:
    rt = "{id: rt, profile: cpe-router, address: 127.1.1.1"
    narrow = edited(
        ("bandwidth: 20Mbit/s", "bandwidth: 64kbit/s"), (rt, f"{rt}, checks: {{rtp: {{}}}}")
    )
    assert complaints(narrow)
    assert past(narrow).circuits["TSL-TH-0123"].bandwidth == 64_000


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("service: live", "service: alive", "sites.h-nhu-thanh.service"),
        ("provider: vnpt", "provider: vntp", "provider"),
        ("version: 1", "version: 1\nversion: 1", "version"),
        ("sites:", "sites: [", "a value is missing here"),
    ],
)
def test_what_the_schema_of_today_does_not_take_is_named(old: str, new: str, why: str) -> None:
    text = edited((old, new))
    with pytest.raises(LedgerError) as raised:
        past(text)
    params = raised.value.params
    assert raised.value.code == "sla.past-inventory"
    assert params["revision"] == sha256(text.encode()).hexdigest()[:16]
    assert params["at"] == "2026-10-03T10:00:00+00:00"
    assert why in str(params["why"])
    assert "\n" not in str(params["why"])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"a: \x00"])
def test_so_is_what_is_no_inventory_at_all(content: bytes) -> None:
    with pytest.raises(LedgerError) as raised:
        parse_past(content, SINCE)
    assert raised.value.params["why"]
