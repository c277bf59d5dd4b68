"""The maintenance windows of the examples, and who answers outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitord.maintenance import Covered, check_rule, in_force
from monitord.model.maintenance import Occurrence
from tests.examples.conftest import example

PROVINCES = ("inventory", "thanh-hoa", "khanh-hoa", "phu-tho", "quang-nam", "nghe-an")


def occurrences(name: str, at: datetime) -> dict[str, Occurrence]:
    """Those in force, by window."""
    inventory = example(name)
    return {o.window.id: o for o in in_force(inventory.maintenance, inventory, at)}


@pytest.mark.parametrize("name", PROVINCES)
def test_every_window_can_be_in_force(name: str) -> None:
    assert [check_rule(window) for window in example(name).maintenance if check_rule(window)] == []


@pytest.mark.parametrize("hours", range(0, 48, 7))
def test_the_demonstration_always_has_a_window_in_force(hours: int) -> None:
    now = datetime(2027, 3, 14, 15, 9, 26, tzinfo=UTC) + timedelta(hours=hours)
    found = occurrences("inventory", now)
    assert "sua-phong-hop-dai-loc" in found
    covered = Covered(example("inventory"), found.values())
    assert covered.site("x-hau-loc-dai-loc") == "sua-phong-hop-dai-loc"
    assert covered.site("h-hau-loc") is None


def test_work_announced_a_day_before_is_not_agreed_and_covers_the_district() -> None:
    now = datetime(2026, 11, 24, 7, tzinfo=UTC)
    found = occurrences("thanh-hoa", now)
    assert {ident: each.agreed for ident, each in found.items()} == {"han-noi-cap-muong-lat": False}
    covered = Covered(example("thanh-hoa"), found.values())
    assert covered.site("h-muong-lat") == "han-noi-cap-muong-lat"
    assert covered.site("h-quan-hoa") is None


def test_the_monthly_work_of_the_provider_is_agreed_and_covers_every_site() -> None:
    now = datetime(2026, 12, 5, 18, tzinfo=UTC)
    found = occurrences("thanh-hoa", now)
    assert found["vnpt-hang-thang"].agreed is True
    covered = Covered(example("thanh-hoa"), found.values())
    assert all(covered.site(site) for site in example("thanh-hoa").sites)


@pytest.mark.parametrize("name", PROVINCES)
def test_each_says_whom_to_call_outside(name: str) -> None:
    inventory = example(name)
    organization = inventory.organization
    assert organization.operator is not None
    assert organization.upstream is not None
    assert organization.test_call
    assert {site.utility for site in inventory.sites.values()} <= {"dien-luc", None}
    assert "dien-luc" in inventory.utilities
