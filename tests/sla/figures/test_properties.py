"""What is true of every month, whatever happened in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitord.model.evidence import Evidence
from monitord.model.figures import Available, MonthReport, Repairs
from monitord.model.incidents import Owner
from monitord.model.ledger import Closing, CorrectedField, Correction
from monitord.sla.closing import may_close
from monitord.sla.corrections import Wish, draft
from monitord.sla.ledger import work_out
from monitord.sla.report import report
from tests.sla.figures.drawn import LONG, evidences
from tests.sla.figures.made import END, MONTH
from tests.sla.golden.loader import WHO

FEW = settings(max_examples=60, deadline=None)
CLOSED = Closing(month="2026-10", revision=1, at=END, by=WHO, why="w", corrections=0)


def close(one: float, other: float) -> bool:
    return one == pytest.approx(other, abs=2e-6)


def every(of: MonthReport) -> Iterator[Available]:
    """All that is said of availability anywhere in a report."""
    for provider in of.providers:
        yield provider.available
        yield from provider.days
        for circuit in provider.circuits:
            yield circuit.available
            yield from circuit.days
    for area in of.areas:
        yield area.available


@FEW
@given(evidences(), st.booleans())
def test_seconds_are_counted_once_and_none_is_lost(evidence: Evidence, closed: bool) -> None:
    of = report(replace(evidence, closings=[CLOSED] if closed else []), MONTH)
    for each in every(of):
        down = each.provider_down + each.suspected_down + each.others_down
        assert min(each.provider_down, each.suspected_down, each.others_down) >= 0
        assert all(seconds > 0 for seconds in each.excluded.values())
        assert down <= each.counted + 1e-6
        assert close(fsum(each.excluded.values()) + each.counted, each.present)
        assert close(fsum(each.states.values()), each.present)
        assert each.ratio.value is None or 0 <= each.ratio.value <= 1
        assert each.with_suspected.good <= each.ratio.good
        assert not closed or each.suspected_down == 0
    for circuit in (circuit for each in of.providers for circuit in each.circuits):
        assert circuit.available.present == LONG
        assert close(fsum(day.counted for day in circuit.days), circuit.available.counted)
        assert close(
            fsum(day.provider_down for day in circuit.days), circuit.available.provider_down
        )
        assert 0 <= circuit.credit <= 0.5


@FEW
@given(evidences())
def test_a_provider_and_the_areas_are_the_sums_of_their_circuits(evidence: Evidence) -> None:
    of = report(evidence, MONTH)
    for provider in of.providers:
        for whole, parts in (
            (provider.available, [each.available for each in provider.circuits]),
            (provider.available, [each.available for each in provider.areas]),
            (provider.available, list(provider.days)),
        ):
            assert close(whole.counted, fsum(each.counted for each in parts))
            assert close(whole.provider_down, fsum(each.provider_down for each in parts))
            assert close(whole.suspected_down, fsum(each.suspected_down for each in parts))
            assert close(whole.others_down, fsum(each.others_down for each in parts))
        assert provider.repairs.outages == sum(each.repairs.outages for each in provider.circuits)
        assert provider.repairs.longest == max(each.repairs.longest for each in provider.circuits)
    assert close(of.served.lost, fsum(each.served.lost for each in of.sites))


@FEW
@given(evidences())
def test_the_outages_listed_are_the_time_down(evidence: Evidence) -> None:
    """Where degraded counts as up: the list of outages explains every second of the figure."""
    for provider in report(evidence, MONTH).providers:
        if provider.provider.sla.degraded == "up":
            said = provider.available
            down = said.provider_down + said.suspected_down + said.others_down
            assert close(fsum(each.down for each in provider.outages), down)


@FEW
@given(evidences())
def test_what_a_site_lost_and_what_was_not_measured_is_part_of_its_hours(
    evidence: Evidence,
) -> None:
    for site in report(evidence, MONTH).sites:
        assert site.served.lost + site.served.unknown <= site.served.hours + 1e-6
        assert site.served.ratio.value is None or 0 <= site.served.ratio.value <= 1
        assert close(fsum(site.states.values()) + site.absent, LONG)


@FEW
@given(evidences(), st.data())
def test_an_exclusion_taken_back_restores_the_figures(
    evidence: Evidence, data: st.DataObject
) -> None:
    ids = _outages(evidence)
    if ids:
        target = data.draw(st.sampled_from(ids))
        changed = _corrected(evidence, target, Wish(excluded=True))
        restored = _corrected(changed, target, Wish(excluded=False))
        assert _said(restored) == _said(evidence)
        assert [each.after for each in restored.corrections] == ["yes", "no"]


@FEW
@given(evidences(), st.sampled_from(list(Owner)), st.sampled_from(list(Owner)), st.data())
def test_of_several_corrections_the_last_decides(
    evidence: Evidence, first: Owner, last: Owner, data: st.DataObject
) -> None:
    ids = _outages(evidence)
    if ids and first is not last:
        target = data.draw(st.sampled_from(ids))
        alone = _set(evidence, target, 1, last)
        both = _set(_set(evidence, target, 1, first), target, 2, last)
        assert _said(both) == _said(alone)


def _outages(evidence: Evidence) -> list[str]:
    return [each.id for its in work_out(evidence, MONTH).outages.values() for each in its]


def _said(evidence: Evidence) -> list[tuple[Available, Repairs]]:
    """Every figure of every circuit that a correction can change."""
    providers = report(evidence, MONTH).providers
    return [(each.available, each.repairs) for one in providers for each in one.circuits]


def _corrected(evidence: Evidence, target: str, wish: Wish) -> Evidence:
    """With what a person says now."""
    drafts = draft(work_out(evidence, MONTH), target, wish, by=WHO, at=END, why="w")
    last = len(evidence.corrections)
    rows = [replace(each, id=last + number) for number, each in enumerate(drafts, 1)]
    return replace(evidence, corrections=[*evidence.corrections, *rows])


def _set(evidence: Evidence, target: str, ident: int, owner: Owner) -> Evidence:
    """With a row, be it news or not."""
    row = Correction(
        id=ident, outage=target, at=END, by=WHO, why="w", field=CorrectedField.OWNER,
        before=None, after=owner,
    )  # fmt: skip
    return replace(evidence, corrections=[*evidence.corrections, row])


@FEW
@given(evidences())
def test_a_month_may_be_closed_when_nobody_is_suspected_or_time_is_up(evidence: Evidence) -> None:
    waiting = may_close(evidence, MONTH, END)
    suspected = [each.available.suspected_down for each in report(evidence, MONTH).providers]
    plain = all(
        each.sla.degraded == "up" for each in evidence.revisions[0].inventory.providers.values()
    )
    assert not plain or bool(waiting) == (sum(suspected) > 0)
