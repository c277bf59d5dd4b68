"""What people set right afterwards, and which revision of a month holds it."""

from __future__ import annotations

import pytest

from monitord.model.figures import Outage
from monitord.model.incidents import Cause, Certainty, Owner, Scope
from monitord.model.ledger import Closing, CorrectedField, Correction, LedgerError
from tests.sla.timeline.hand import (
    VN_1,
    VN_2,
    affects,
    changes,
    closing,
    correction,
    evidence,
    incident,
    ledger,
    told,
)

UP = "09-29 00:00 up"
CAUSE, OWNER, EXCLUDED = CorrectedField.CAUSE, CorrectedField.OWNER, CorrectedField.EXCLUDED
SUSPECTED = (Cause.CIRCUIT, Owner.PROVIDER, Certainty.SUSPECTED)


def outage(
    *corrections: Correction, closings: tuple[Closing, ...] = (), revision: int | None = None
) -> Outage:
    made = evidence(
        changes(VN_1, UP, "10-03 10:00 down", "10-03 11:00 up"),
        incidents=[incident("K7QF", Scope.CIRCUIT, "VN-1", "10-03 10:00", "10-03 11:00")],
        corrections=corrections,
        closings=closings,
    )
    found = ledger(made, revision=revision)
    [one] = found.outages[VN_1]
    interval = found.intervals[VN_1][1]
    assert (one.cause, one.owner, one.certainty, one.agreed) == (
        interval.cause, interval.owner, interval.certainty, interval.agreed,
    )  # fmt: skip
    return one


def said(found: Outage) -> tuple[Cause | None, Owner | None, Certainty | None]:
    return found.cause, found.owner, found.certainty


@pytest.mark.parametrize("target", ["K7QF/VN-1", "K7QF"])
def test_what_a_person_says_is_confirmed(target: str) -> None:
    found = outage(correction(1, target, OWNER, "site"))
    assert said(found) == (Cause.CIRCUIT, Owner.SITE, Certainty.CONFIRMED)
    assert found.corrected
    found = outage(correction(1, target, CAUSE, "power"))
    assert said(found) == (Cause.POWER, Owner.PROVIDER, Certainty.CONFIRMED)


def test_what_is_about_another_outage_changes_nothing() -> None:
    found = outage(correction(1, "K7QF/VN-2", OWNER, "site"), correction(2, "K7Q", OWNER, "site"))
    assert said(found) == SUSPECTED
    assert not found.corrected


def test_an_agreed_exclusion_takes_all_of_its_time_out() -> None:
    found = outage(correction(1, "K7QF", EXCLUDED, "yes"))
    assert (found.down, found.excluded, found.agreed) == (0, 3600, True)
    assert said(found) == SUSPECTED


def test_of_each_field_the_last_word_counts_in_the_order_of_id() -> None:
    found = outage(
        correction(5, "K7QF", EXCLUDED, "no"),
        correction(2, "K7QF/VN-1", OWNER, "site"),
        correction(3, "K7QF", OWNER, "utility"),
        correction(4, "K7QF/VN-1", EXCLUDED, "yes"),
        correction(1, "K7QF", CAUSE, "power"),
    )
    assert said(found) == (Cause.POWER, Owner.UTILITY, Certainty.CONFIRMED)
    assert (found.agreed, found.down, found.corrected) == (False, 3600, True)


def test_an_outage_without_an_incident_is_corrected_by_its_own_id() -> None:
    made = evidence(
        changes(VN_1, UP, "10-03 10:00 down", "10-03 11:00 up"),
        corrections=[correction(1, "VN-1@20261003T030000Z", OWNER, "provider")],
    )
    [found] = ledger(made).outages[VN_1]
    assert said(found) == (None, Owner.PROVIDER, Certainty.CONFIRMED)


def test_a_word_on_an_incident_is_one_on_all_its_outages_and_what_it_degraded() -> None:
    made = evidence(
        [
            *changes(VN_1, UP, "10-03 10:00 down", "10-03 11:00 up"),
            *changes(VN_2, UP, "10-03 10:00 down", "10-03 10:30 degraded", "10-03 11:00 up"),
        ],
        incidents=[incident("W", Scope.PROVIDER, "vnpt", "10-03 10:00", "10-03 11:00")],
        affected={"W": [affects("huyen", "10-03 10:00:06"), affects("xa-a", "10-03 10:00:06")]},
        corrections=[
            correction(1, "W", OWNER, "force_majeure"),
            correction(2, "W", EXCLUDED, "yes"),
        ],
    )
    found = ledger(made)
    assert [(o.id, o.owner, o.agreed) for each in found.outages.values() for o in each] == [
        ("W/VN-1", Owner.FORCE_MAJEURE, True),
        ("W/VN-2", Owner.FORCE_MAJEURE, True),
    ]
    degraded = found.intervals[VN_2][2]
    assert (degraded.owner, degraded.certainty) == (Owner.FORCE_MAJEURE, Certainty.CONFIRMED)
    assert not degraded.agreed


CLOSINGS = (closing(1, 1), closing(2, 2))
THREE = (
    correction(1, "K7QF", OWNER, "site"),
    correction(2, "K7QF", OWNER, "utility"),
    correction(3, "K7QF", OWNER, "centre"),
)


@pytest.mark.parametrize(
    ("closings", "revision", "owner"),
    [
        ((), None, Owner.CENTRE),
        (CLOSINGS, None, Owner.UTILITY),
        (CLOSINGS[::-1], None, Owner.UTILITY),
        (CLOSINGS, 1, Owner.SITE),
        (CLOSINGS, 2, Owner.UTILITY),
        ((closing(1, 0),), None, Owner.PROVIDER),
    ],
)
def test_a_revision_holds_the_corrections_up_to_its_closing(
    closings: tuple[Closing, ...], revision: int | None, owner: Owner
) -> None:
    assert outage(*THREE, closings=closings, revision=revision).owner is owner


@pytest.mark.parametrize(("closings", "revision"), [((), 1), (CLOSINGS, 3), (CLOSINGS, 0)])
def test_a_revision_that_there_is_not_is_refused(
    closings: tuple[Closing, ...], revision: int
) -> None:
    with pytest.raises(LedgerError) as raised:
        outage(closings=closings, revision=revision)
    assert raised.value.code == "sla.revision-unknown"
    assert raised.value.params == {"month": "2026-10", "revision": revision}


def test_corrections_move_no_edge() -> None:
    said = changes(VN_1, UP, "10-03 10:00 down", "10-03 11:00 up")
    before = ledger(evidence(said))
    after = ledger(
        evidence(said, corrections=[correction(1, "VN-1@20261003T030000Z", EXCLUDED, "yes")])
    )
    assert told(before.intervals[VN_1]) == told(after.intervals[VN_1])
