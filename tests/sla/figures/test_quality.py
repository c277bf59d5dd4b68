"""What test packets say of circuits: each slot by itself, sums over all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from monitord.inventory.codecs import shipped
from monitord.model.figures import Quality, Within
from monitord.model.inventory import Sla
from monitord.model.quality import Direction
from monitord.model.settings import IcmpCheck, RtpCheck
from monitord.model.sketch import Sketch
from monitord.model.slots import (
    Brief,
    Briefs,
    Counts,
    Samples,
    Slot,
    Strip,
    brief,
    merged_counts,
    merged_samples,
)
from monitord.sla.ledger import work_out
from monitord.sla.limits import Kept, Limits
from monitord.sla.quality import checks_of, freeze, merged
from monitord.sla.report import report
from tests.sla import golden
from tests.sla.figures.made import at

ROUND_TRIP, TO_SITE = Direction.ROUND_TRIP, Direction.TO_SITE


def strip(
    check: str, start: datetime, *slots: Counts, rtt: float = 0.02, way: Direction = ROUND_TRIP
) -> Strip:
    """Slots of five minutes in a row; each that was received took `rtt`."""
    each = [
        Slot(check=check, direction=way, start=start + timedelta(seconds=300 * number),
             seconds=300, counts=counts,
             rtt=Samples(rtt * counts.received, Sketch.of([rtt] * counts.received)))
        for number, counts in enumerate(slots)
    ]  # fmt: skip
    whole = replace(
        each[0],
        seconds=3600,
        counts=merged_counts(s.counts for s in each),
        rtt=merged_samples(s.rtt for s in each),
    )
    return Strip(whole, Briefs.of(brief(s) for s in each))


def lost(number: int, of: int = 300) -> Counts:
    return Counts(sent=of, received=of - number, lost=number)


def measured(*strips: Strip, name: str = "changes-provider") -> dict[str, list[Quality]]:
    """The qualities of the report of a golden month with these strips, by `circuit@provider`."""
    month = golden.load(name)
    of = report(replace(month.evidence, quality=strips), month.month)
    return {f"{c.id}@{c.provider}": list(c.quality) for each in of.providers for c in each.circuits}


def test_a_limit_is_kept_up_to_itself_and_judged_only_where_it_was_measured() -> None:
    kept = Kept(Limits(loss=0.01, rtt=0.15, jitter=0.03, mos=3.6))
    kept.add(
        Briefs.of(
            [
                Brief(3, 300, 45.0, 300, 0.03, 1, 3.6, 1),  # 1 %, 150 ms, 30 ms, 3.6: all just kept
                Brief(4, 300, 45.1, 300, 0.031, 1, 3.5, 1),  # none is
                Brief(0, 0, 0.0, 0, 0.0, 0, 0.0, 0),  # nothing was measured
                Brief(300, 300, 0.0, 0, 0.0, 0, 0.0, 0),  # all lost: there is no delay to judge
            ]
        )
    )
    assert kept.within == {
        "loss": Within(0.01, 1, 3),
        "rtt": Within(0.15, 1, 2),
        "jitter": Within(0.03, 1, 2),
        "mos": Within(3.6, 1, 2),
    }


def test_only_limits_that_the_contract_has_are_judged() -> None:
    kept = Kept(Limits.of(Sla(rtt=0.1)))
    kept.add(Briefs.of([Brief(0, 300, 3.0, 300, 0.0, 0, 0.0, 0)]))
    assert kept.within == {"rtt": Within(0.1, 1, 1)}


def test_a_circuit_is_told_by_the_echoes_of_its_router_and_the_streams_of_its_site() -> None:
    inventory = golden.load("across-midnight").evidence.revisions[0].inventory
    line = inventory.circuits["TSL-A"]
    assert checks_of(line, inventory) == ["xa-a/rt/icmp"]
    assert checks_of(replace(line, role="backup"), inventory) == []
    assert checks_of(replace(line, device=None), inventory) == []


def test_the_streams_of_all_devices_of_the_site_tell_of_its_circuit() -> None:
    inventory = golden.load("across-midnight").evidence.revisions[0].inventory
    site = inventory.sites["xa-a"]
    reflector = replace(
        site.devices[0],
        id="xa-a/pc",
        checks={"icmp": IcmpCheck(), "rtp": RtpCheck(shipped()["g711"])},
    )
    sites = {**inventory.sites, "xa-a": replace(site, devices=(*site.devices, reflector))}
    more = replace(inventory, sites=sites)
    assert checks_of(more.circuits["TSL-A"], more) == ["xa-a/rt/icmp", "xa-a/pc/rtp"]
    assert checks_of(more.circuits["TSL-B"], more) == ["xa-b/rt/icmp"]


def test_what_lies_on_both_sides_of_a_new_inventory_is_counted_once() -> None:
    found = measured(
        strip("xa-a/rt/icmp", at(1_252_800 - 3600), lost(7)),
        strip("xa-a/rt/icmp", at(1_252_800), lost(2)),
    )
    (quality,) = found["TSL-A@vnpt"]
    assert (quality.counts.lost, quality.slots) == (9, 2)


def test_strips_of_a_month_are_added_up_by_direction() -> None:
    start = at(0)
    found = measured(
        strip("xa-a/rt/icmp", start, lost(0), lost(30)),
        strip("xa-a/rt/icmp", start + timedelta(hours=1), lost(300)),
        strip("xa-b/rt/icmp", start, lost(1)),
        strip("nobody/rt/icmp", start, lost(1)),
    )
    (quality,) = found["TSL-A@vnpt"]
    assert quality.direction is ROUND_TRIP
    assert (quality.counts.sent, quality.counts.lost, quality.slots) == (900, 330, 3)
    assert quality.rtt.count == 570
    assert found["TSL-HUYEN@vnpt"] == []


def test_each_provider_of_a_circuit_is_told_by_its_own_time() -> None:
    """In this month the circuit changes hands on the 15th at noon: 1,252,800 s after its start."""
    found = measured(
        strip("xa-c/rt/icmp", at(1_252_800 - 3600), lost(7)),
        strip("xa-c/rt/icmp", at(1_252_800), lost(2)),
    )
    assert [each.counts.lost for each in found["TSL-C@viettel"]] == [7]
    assert [each.counts.lost for each in found["TSL-C@vnpt"]] == [2]


def test_what_lies_outside_the_month_is_not_its() -> None:
    found = measured(strip("xa-a/rt/icmp", at(-3600), lost(7)))
    assert found["TSL-A@vnpt"] == []


def test_a_provider_is_told_by_all_its_circuits() -> None:
    month = golden.load("across-midnight")
    strips = [strip("xa-a/rt/icmp", at(0), lost(3)), strip("xa-b/rt/icmp", at(0), lost(4))]
    of = report(replace(month.evidence, quality=strips), month.month, "vnpt")
    (quality,) = of.providers[0].quality
    assert quality.counts.lost == 7


def test_directions_stay_apart_when_they_are_merged() -> None:
    month = golden.load("across-midnight")
    strips = [
        strip("xa-a/rt/icmp", at(0), lost(3)),
        strip("xa-a/rt/icmp", at(0), lost(5), way=TO_SITE),
    ]
    of = report(replace(month.evidence, quality=strips), month.month)
    both = merged(of.providers[0].quality)
    assert [(each.direction, each.counts.lost) for each in both] == [(TO_SITE, 5), (ROUND_TRIP, 3)]


def test_once_frozen_the_strips_are_not_read() -> None:
    def unread() -> Iterator[Strip]:
        raise AssertionError("the month is frozen")
        yield

    month = golden.load("across-midnight")
    strips = [strip("xa-a/rt/icmp", at(0), lost(3))]
    before = report(replace(month.evidence, quality=strips), month.month)
    ledger = work_out(month.evidence, month.month)
    frozen = freeze(replace(month.evidence, quality=strips), ledger, month.month)
    after = report(replace(month.evidence, quality=unread(), frozen=frozen), month.month)
    assert after == before
    assert [each.counts.lost for each in after.providers[0].quality] == [3]
