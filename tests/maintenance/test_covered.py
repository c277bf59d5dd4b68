"""What windows cover."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.maintenance import Covered
from monitord.model.maintenance import CoverKind, Occurrence
from tests.maintenance.province import occurrence, province

PROVINCE = province()
DAY = date(2026, 11, 22)
ALL = {"trung-tam", "huyen", "xa-a", "xa-b", "xa-c", "xa-d"}


def covered(*windows: Occurrence) -> set[str]:
    """The sites that some window covers."""
    cover = Covered(PROVINCE, windows, DAY)
    return {site for site in PROVINCE.sites if cover.site(site) is not None}


@pytest.mark.parametrize(
    ("kind", "ident", "sites"),
    [
        ("site", "trung-tam", ALL),
        ("site", "huyen", {"huyen", "xa-a", "xa-b", "xa-c"}),
        ("site", "xa-a", {"xa-a"}),
        ("circuit", "VN-3", {"xa-a"}),
        ("circuit", "4G-3", set()),
        ("circuit", "VT-1", {"xa-b"}),
        ("circuit", "VN-1", set()),
        ("circuit", "TT-1", ALL),
        ("provider", "viettel", {"xa-b"}),
        ("provider", "vnpt", ALL),
        ("mcu", "nhom", set()),
        ("mcu", "trung-tam/mcu-1", set()),
        ("site", "gone-since", set()),
    ],
)
def test_sites_are_covered_that_are_worked_on_or_can_be_reached_in_no_other_way(
    kind: CoverKind, ident: str, sites: set[str]
) -> None:
    assert covered(occurrence(kind, ident)) == sites


def test_a_site_with_two_primaries_is_covered_when_both_are() -> None:
    both = occurrence("circuit", "VN-1", 2), occurrence("circuit", "VT-2", 4)
    assert covered(*both) == {"huyen", "xa-a", "xa-b", "xa-c"}
    assert Covered(PROVINCE, both).site("xa-c") == "circuit-VN-1", "it ends when the first does"


HOPS = {
    "trung-tam": [{"TT-1"}],
    "huyen": [{"VN-1", "VT-2"}, {"TT-1"}],
    "xa-a": [{"VN-3"}, {"VN-1", "VT-2"}, {"TT-1"}],
    "xa-b": [{"VT-1"}, {"VN-1", "VT-2"}, {"TT-1"}],
    "xa-c": [{"VN-1", "VT-2"}, {"TT-1"}],
    "xa-d": [{"TT-1"}],
}
"""The primary circuits from each site up, hop by hop: one of each has to be left."""


@given(st.frozensets(st.sampled_from(sorted(PROVINCE.circuits))))
def test_whatever_lines_are_worked_on_a_site_is_covered_when_some_hop_has_none_left(
    lines: frozenset[str],
) -> None:
    expected = {site for site, hops in HOPS.items() if any(hop <= lines for hop in hops)}
    assert covered(*(occurrence("circuit", ident) for ident in lines)) == expected


@given(
    st.lists(st.sampled_from(["huyen", "xa-a", "trung-tam/rt"]), unique=True),
    st.lists(st.sampled_from(["VN-1", "VT-2", "VN-3", "VT-1"]), unique=True),
)
def test_one_window_more_never_uncovers_anything(sites: list[str], lines: list[str]) -> None:
    windows = [occurrence("site", ident) for ident in sites]
    windows += [occurrence("circuit", ident) for ident in lines]
    for count in range(len(windows)):
        assert covered(*windows[:count]) <= covered(*windows[: count + 1])


def test_a_circuit_that_is_no_longer_in_use_is_no_other_way() -> None:
    window = occurrence("circuit", "VT-1")
    assert Covered(PROVINCE, [window], DAY).site("xa-b") == "circuit-VT-1"
    assert Covered(PROVINCE, [window], date(2026, 1, 31)).site("xa-b") is None


def test_of_several_windows_the_one_that_ends_last_is_named() -> None:
    short, long = occurrence("site", "huyen", 2), occurrence("site", "xa-a", 8)
    for order in ((short, long), (long, short)):
        cover = Covered(PROVINCE, order)
        assert cover.site("xa-a") == "site-xa-a"
        assert cover.site("xa-b") == "site-huyen"
    twice = occurrence("site", "huyen", 2, "early"), occurrence("site", "huyen", 3, "late")
    assert Covered(PROVINCE, twice[::-1]).site("huyen") == "late"


@pytest.mark.parametrize(
    ("kind", "ident", "circuits"),
    [
        ("circuit", "VN-1", {"VN-1"}),
        ("provider", "viettel", {"VT-2", "VT-1", "4G-3"}),
        ("site", "xa-a", {"VN-3", "4G-3"}),
        ("mcu", "nhom", set()),
    ],
)
def test_circuits_are_covered_by_their_own_window_their_provider_s_and_their_site_s(
    kind: CoverKind, ident: str, circuits: set[str]
) -> None:
    cover = Covered(PROVINCE, [occurrence(kind, ident)], DAY)
    assert {c for c in PROVINCE.circuits if cover.circuit(c)} >= circuits
    assert cover.circuit("TT-1") is None


@pytest.mark.parametrize(
    ("windows", "mcus"),
    [
        ([("mcu", "nhom")], {"nhom", "trung-tam/mcu-1", "huyen/mcu-2"}),
        ([("mcu", "huyen/mcu-2")], {"huyen/mcu-2"}),
        ([("site", "huyen")], {"huyen/mcu-2"}),
        (
            [("mcu", "trung-tam/mcu-1"), ("site", "huyen")],
            {"nhom", "trung-tam/mcu-1", "huyen/mcu-2"},
        ),
        ([("provider", "viettel")], set()),
    ],
)
def test_an_mcu_is_covered_by_its_own_window_its_group_s_and_its_site_s(
    windows: list[tuple[CoverKind, str]], mcus: set[str]
) -> None:
    cover = Covered(PROVINCE, [occurrence(*each) for each in windows])
    assert {i for i in ("nhom", "trung-tam/mcu-1", "huyen/mcu-2") if cover.mcu(i)} == mcus


def test_a_provider_is_covered_by_its_own_window_alone() -> None:
    every_line = [occurrence("circuit", ident) for ident in PROVINCE.circuits]
    assert Covered(PROVINCE, every_line).provider("vnpt") is None
    assert Covered(PROVINCE, [occurrence("provider", "vnpt")]).provider("vnpt") == "provider-vnpt"


def test_without_windows_nothing_is_covered() -> None:
    cover = Covered(PROVINCE, ())
    assert not covered()
    assert cover.circuit("VN-1") is None
    assert cover.circuit("gone-since") is None
    assert cover.mcu("gone/since") is None
