"""Thanh Hóa before and after July 2025: what a site keeps when everything around it changes."""

from __future__ import annotations

from datetime import date

import pytest

from monitord.model.inventory import Inventory

LAST_DAY = date(2025, 6, 30)
FIRST_DAY = date(2025, 7, 1)


def test_no_site_is_lost_and_none_is_new(before: Inventory, after: Inventory) -> None:
    assert set(after.sites) == set(before.sites)


def test_two_levels_are_left(after: Inventory) -> None:
    assert [level.id for level in after.levels] == ["province", "commune"]
    alive = [site for site in after.sites.values() if site.active(FIRST_DAY)]
    assert sum(site.level == "commune" for site in alive) == 166
    assert len(alive) == 195


def test_a_closed_site_says_where_it_went(after: Inventory) -> None:
    closed = [site for site in after.sites.values() if not site.active(FIRST_DAY)]
    assert len(closed) == 426
    for site in closed:
        assert not site.devices, site.id
        heir = site
        while heir.merged_into is not None:
            assert heir.until is not None, heir.id
            heir = after.sites[heir.merged_into]
        assert heir.active(FIRST_DAY), site.id


def test_a_closed_commune_joined_one_that_still_existed(after: Inventory) -> None:
    for site in after.sites.values():
        if site.merged_into is not None:
            assert site.until is not None
            heir = after.sites[site.merged_into]
            assert heir.until is None or heir.until > site.until, site.id


def test_a_site_that_lives_on_keeps_devices_and_lines(before: Inventory, after: Inventory) -> None:
    for ident, site in after.sites.items():
        if site.until is None:
            assert site.devices == before.sites[ident].devices
            assert site.circuits == before.sites[ident].circuits


@pytest.mark.parametrize(
    ("ident", "was", "now"),
    [
        ("x-nhu-thanh-ben-sung", "UBND thị trấn Bến Sung", "UBND xã Như Thanh"),
        ("x-thanh-hoa-dong-hai", "UBND phường Đông Hải", "UBND phường Hạc Thành"),
        ("x-muong-lat-tam-chung", "UBND xã Tam Chung", "UBND xã Tam Chung"),
        ("so-nnptnt", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Nông nghiệp và Môi trường"),
    ],
)
def test_an_id_outlives_a_name(
    before: Inventory, after: Inventory, ident: str, was: str, now: str
) -> None:
    assert (before.sites[ident].name, after.sites[ident].name) == (was, now)


@pytest.mark.parametrize(
    ("ident", "until", "into"),
    [
        ("x-nhu-thanh-hai-long", LAST_DAY, "x-nhu-thanh-ben-sung"),
        ("h-nhu-thanh", LAST_DAY, "x-nhu-thanh-ben-sung"),
        ("h-thanh-hoa", LAST_DAY, "x-thanh-hoa-dong-hai"),
        ("x-thanh-hoa-tan-son", date(2024, 12, 31), "x-thanh-hoa-phu-son"),
        ("so-tttt", date(2025, 2, 28), "so-khcn"),
    ],
)
def test_a_merger_is_the_real_one(after: Inventory, ident: str, until: date, into: str) -> None:
    site = after.sites[ident]
    assert (site.until, site.merged_into) == (until, into)


def test_all_hang_directly_on_the_centre(after: Inventory) -> None:
    assert {site.parent for site in after.sites.values()} == {None, "ttdl"}
