"""The report as a whole: what it is made from, and what a partner may see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitord.model.ledger import LedgerError
from monitord.model.raw import as_csv, digest
from monitord.sla.report import report
from tests.sla import golden

VNPT = {"TSL-TTDL", "TSL-HUYEN", "TSL-A", "TSL-B"}


def test_it_says_from_what_it_was_made() -> None:
    month = golden.load("begins-and-ends")
    of = report(month.evidence, month.month, version="1.2.3")
    assert of.inputs.version == "1.2.3"
    assert of.inputs.data == digest(as_csv(of.intervals))
    assert list(of.inputs.inventories) == [
        (each.start, each.sha256) for each in month.evidence.revisions
    ]


@pytest.mark.parametrize("name", golden.NAMES)
def test_the_same_evidence_gives_the_same_report(name: str) -> None:
    one, two = golden.load(name), golden.load(name)
    assert report(one.evidence, one.month) == report(two.evidence, two.month)


@pytest.mark.parametrize("name", golden.NAMES)
def test_the_intervals_of_each_subject_are_the_month_without_hole_or_overlap(name: str) -> None:
    month = golden.load(name)
    by_subject: dict[str, list[tuple[object, object]]] = {}
    for each in report(month.evidence, month.month).intervals:
        by_subject.setdefault(str(each.subject), []).append((each.start, each.end))
    for stretches in by_subject.values():
        starts, ends = zip(*stretches, strict=True)
        assert starts == (month.month.start, *ends[:-1])
        assert ends[-1] == month.month.end


def test_a_provider_sees_its_own_and_nothing_else() -> None:
    month = golden.load("owner-corrected-later")
    of = report(month.evidence, month.month, "vnpt")
    assert [each.provider.id for each in of.providers] == ["vnpt"]
    assert {each.subject.id for each in of.intervals} == VNPT
    assert {each.id for each in of.providers[0].circuits} == VNPT
    assert (of.sites, of.mcus, of.served.hours) == ([], [], 0)
    assert "xa-c" not in of.names
    assert [each.id for each in of.corrections] == [1, 2, 3, 4]  # 5 is of the other's circuit


def test_of_a_circuit_that_changed_hands_each_provider_sees_its_own_time() -> None:
    month = golden.load("changes-provider")
    before = report(month.evidence, month.month, "viettel")
    change = month.evidence.revisions[1].start
    assert {each.subject.id for each in before.intervals} == {"TSL-C"}
    assert max(each.end for each in before.intervals) == change
    after = report(month.evidence, month.month, "vnpt")
    assert min(i.start for i in after.intervals if i.subject.id == "TSL-C") == change


def test_a_provider_that_there_is_not_is_refused() -> None:
    month = golden.load("across-midnight")
    with pytest.raises(LedgerError) as caught:
        report(month.evidence, month.month, "vnptt")
    assert caught.value.code == "sla.unknown-provider-near"
    assert caught.value.params["near"] == "vnpt"


def test_a_month_before_any_inventory_is_refused() -> None:
    month = golden.load("across-midnight")
    with pytest.raises(LedgerError) as caught:
        report(replace(month.evidence, revisions=()), month.month)
    assert caught.value.code == "sla.nothing-known"


def test_an_earlier_revision_can_be_made_again() -> None:
    month = golden.load("second-revision")
    first = report(month.evidence, month.month, revision=1)
    (line,) = [c for each in first.providers for c in each.circuits if c.id == "TSL-A"]
    assert first.closing is not None
    assert first.closing.revision == 1
    assert line.available.provider_down == 3600  # settled by the contract's default
    assert list(first.corrections) == []


def test_a_provider_reads_why_a_revision_was_made_only_if_it_was_for_an_outage_of_its_own() -> None:
    month = golden.load("second-revision")
    said = {
        (provider, revision): made.closing.why
        for provider in (None, "vnpt", "viettel")
        for revision in (1, 2)
        if (made := report(month.evidence, month.month, provider, revision=revision)).closing
    }
    assert said == {
        (None, 1): "đã quá 5 ngày",
        (None, 2): "mất điện",
        ("vnpt", 1): "",
        ("vnpt", 2): "mất điện",
        ("viettel", 1): "",
        ("viettel", 2): "",
    }


def test_areas_are_what_lies_below_the_root() -> None:
    month = golden.load("parent-and-child")
    of = report(month.evidence, month.month)
    assert [(each.id, each.circuits, each.sites) for each in of.areas] == [
        ("ttdl", 1, 1),
        ("huyen", 4, 4),
    ]
    assert sum(each.available.provider_down for each in of.areas) == 7200 + 1200
    assert sum(each.served.lost for each in of.areas) == of.served.lost


def test_a_provider_has_in_each_area_the_sites_of_its_circuits() -> None:
    """In this month two of its circuits end at the same site."""
    month = golden.load("moves-site")
    (vnpt,) = report(month.evidence, month.month, "vnpt").providers
    assert [(each.id, each.circuits, each.sites) for each in vnpt.areas] == [
        ("ttdl", 1, 1),
        ("huyen", 3, 2),
    ]


def test_a_month_that_goes_on_is_provisional() -> None:
    for name, provisional in (("not-over", True), ("across-midnight", False)):
        month = golden.load(name)
        of = report(month.evidence, month.month)
        assert of.provisional is provisional
        assert len(of.days) == (10 if provisional else 31)


def test_circuits_below_their_target_are_counted() -> None:
    month = golden.load("across-the-months-edge")
    of = report(month.evidence, month.month)
    assert {each.provider.id: each.below_target for each in of.providers} == {
        "vnpt": 1,
        "viettel": 0,
    }
