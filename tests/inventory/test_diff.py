"""What a new inventory changes."""

from __future__ import annotations

import pytest

from monitord.inventory import Changes, diff
from tests.inventory.good import parsed

OLD = parsed()
NOTHING = frozenset[str]()


def test_a_comment_changes_nothing() -> None:
    changes = diff(OLD, parsed(("version: 1\n", "version: 1\n# new\n")))
    assert changes == Changes(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        (("127.1.1.1}", "127.1.1.9}"), {"h-nhu-thanh/rt/icmp", "h-nhu-thanh/rt/snmp"}),
        (("interval: 2s", "interval: 3s"), {"h-nhu-thanh/vc/icmp"}),
        (("from: 07:00", "from: 08:00"), {"x-1/vc/icmp", "x-1/vc/snmp"}),
        (
            ("{env: A}", "{env: C}"),
            {"ttdl/mcu-1/snmp", "ttdl/mcu-2/snmp"},
        ),
    ],
    ids=["address", "settings", "presence", "credential"],
)
def test_a_check_is_changed_with_all_that_it_depends_on(
    edit: tuple[str, str], changed: set[str]
) -> None:
    changes = diff(OLD, parsed(edit))
    assert changes.changed == changed
    assert changes.added == changes.removed == NOTHING


def test_a_new_name_changes_the_site_and_no_check() -> None:
    changes = diff(OLD, parsed(("name: UBND xã Xuân Du", "name: Xã Xuân Du")))
    assert changes.changed_sites == {"x-1"}
    assert changes.changed == NOTHING


def test_a_site_that_comes_or_goes_takes_its_checks_along() -> None:
    new = parsed(("- id: x-1", "- id: x-2"))
    changes = diff(OLD, new)
    assert changes.added_sites == {"x-2"}
    assert changes.removed_sites == {"x-1"}
    assert changes.added == {"x-2/vc/icmp", "x-2/vc/snmp"}
    assert changes.removed == {"x-1/vc/icmp", "x-1/vc/snmp"}
    back = diff(new, OLD)
    assert (back.added, back.removed) == (changes.removed, changes.added)
