"""Which circuits lie on the way to a site, and what they leave for test streams."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.inventory.codecs import shipped
from monitord.model.checks import Check, Means, Pipe, Reflector, checks_of, compare
from monitord.model.inventory import Credential, Inventory, Site, Uplink
from monitord.model.secrets import Secret
from monitord.model.settings import RtpCheck
from monitord.model.ways import Ways
from tests.centre.province import PROVINCE, ROOM, inventory, site

DAY = date(2026, 11, 22)
NO_MEANS = Means()
KEY = b"a key that nobody sees"
STREAM = RtpCheck(shipped()["g711"])
COMMUNE = PROVINCE.sites["commune-1"]


def way(province: Inventory, to: str) -> list[str]:
    return [stretch.circuit.id for stretch in Ways(province).to(to)]


def with_site(changed: Site) -> Inventory:
    return inventory(*{**PROVINCE.sites, changed.id: changed}.values())


def stream_to(changed: Site, means: Means = NO_MEANS, credential: str | None = None) -> Check:
    """The check of test streams to the router of a site."""
    router = replace(changed.devices[0], checks={"rtp": STREAM}, credential=credential)
    province = with_site(replace(changed, devices=(router,)))
    keyed = Credential("keyed", None, Secret("env", "KEY"))
    province = replace(province, credentials={"keyed": keyed, "plain": Credential("plain")})
    return checks_of(province, DAY, means)[f"{router.id}/rtp"]


def test_a_way_has_the_primary_circuits_from_the_root_down_and_no_backup() -> None:
    assert way(PROVINCE, "commune-1") == ["TSL-hub", "TSL-district", "TSL-commune-1"]
    assert way(PROVINCE, "hub") == ["TSL-hub"]


def test_of_several_primary_circuits_each_may_carry_the_packets() -> None:
    first = COMMUNE.circuits[0]
    second = replace(first, id="second")
    twice = with_site(replace(COMMUNE, circuits=(first, second)))
    assert way(twice, "commune-1") == ["TSL-hub", "TSL-district", "TSL-commune-1", "second"]


def test_it_follows_the_uplink_rather_than_the_parent() -> None:
    moved = with_site(replace(COMMUNE, uplink=Uplink("site", "other")))
    assert way(moved, "commune-1") == ["TSL-hub", "TSL-other", "TSL-commune-1"]


def test_a_circuit_of_another_site_as_uplink_stands_for_that_sites_circuits() -> None:
    moved = with_site(replace(COMMUNE, uplink=Uplink("circuit", "4G-district")))
    assert way(moved, "commune-1") == ["TSL-hub", "4G-district", "TSL-commune-1"]


def test_a_circuit_of_its_own_as_uplink_leads_to_the_parent() -> None:
    named = with_site(replace(COMMUNE, uplink=Uplink("circuit", "4G-commune-1")))
    assert way(named, "commune-1") == ["TSL-hub", "TSL-district", "4G-commune-1"]
    root = site("root", None, ROOM, Uplink("circuit", "TSL-root"))
    assert way(inventory(root), "root") == ["TSL-root"]


def test_a_pipe_has_the_share_of_its_circuits_bandwidth() -> None:
    reflector = stream_to(COMMUNE).reflector
    room = 0.02 * 20_000_000
    assert reflector == Reflector(
        (Pipe("TSL-hub", room), Pipe("TSL-district", room), Pipe("TSL-commune-1", room))
    )


@pytest.mark.parametrize("change", [{"bandwidth": None}, {"until": date(2026, 11, 21)}])
def test_a_circuit_of_unknown_bandwidth_or_out_of_force_bounds_nothing(
    change: dict[str, object],
) -> None:
    line = replace(COMMUNE.circuits[0], **change)  # type: ignore[arg-type]
    reflector = stream_to(replace(COMMUNE, circuits=(line,))).reflector
    assert reflector is not None
    assert [pipe.circuit for pipe in reflector.pipes] == ["TSL-hub", "TSL-district"]


def test_the_circuits_of_a_site_that_has_ended_bound_nothing() -> None:
    ended = with_site(replace(PROVINCE.sites["district"], until=date(2026, 11, 21)))
    active = [s.circuit.id for s in Ways(ended).to("commune-1") if s.active(DAY)]
    assert active == ["TSL-hub", "TSL-commune-1"]


def test_a_credential_with_a_key_locks_the_reflector_whether_it_was_read_or_not() -> None:
    shut = stream_to(COMMUNE, NO_MEANS, "keyed").reflector
    open_ = stream_to(COMMUNE, Means(keys={"keyed": KEY}), "keyed").reflector
    plain = stream_to(COMMUNE, Means(keys={"keyed": KEY}), "plain").reflector
    assert shut is not None
    assert open_ is not None
    assert plain is not None
    assert (shut.locked, shut.key) == (True, None)
    assert (open_.locked, open_.key) == (True, KEY)
    assert (plain.locked, plain.key) == (False, None)


def test_a_key_is_never_shown() -> None:
    means = Means(keys={"keyed": KEY})
    check = stream_to(COMMUNE, means, "keyed")
    assert KEY.decode() not in f"{check!r} {check} {means!r}"


@pytest.mark.parametrize(
    "other",
    [
        stream_to(COMMUNE, Means(keys={"keyed": b"another key of 24 bytes."}), "keyed"),
        stream_to(COMMUNE, NO_MEANS, "keyed"),
        stream_to(replace(COMMUNE, circuits=()), Means(keys={"keyed": KEY}), "keyed"),
        replace(
            stream_to(COMMUNE, Means(keys={"keyed": KEY}), "keyed"),
            settings=replace(STREAM, codec=replace(STREAM.codec, size=200)),
        ),
    ],
    ids=["key", "no key", "pipes", "codec"],
)
def test_another_key_pipe_or_codec_is_a_change(other: Check) -> None:
    check = stream_to(COMMUNE, Means(keys={"keyed": KEY}), "keyed")
    assert compare({check.id: check}, {check.id: check}).changed == ()
    assert compare({check.id: check}, {check.id: other}).changed == (check.id,)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30))
def test_in_a_tree_a_way_is_that_to_the_parent_and_one_circuit_more(parents: list[int]) -> None:
    sites = [site("s0", None, ROOM)]
    for n, choice in enumerate(parents, start=1):
        sites.append(site(f"s{n}", f"s{choice % n}", ROOM))
    province = inventory(*reversed(sites))
    for each in sites:
        above = way(province, each.parent) if each.parent else []
        assert way(province, each.id) == [*above, f"TSL-{each.id}"]
