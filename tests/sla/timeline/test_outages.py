"""Outages: what belongs to one, when it began and ended, and what of it counts within the month."""

from __future__ import annotations

import pytest

from monitord.model.figures import Outage
from monitord.model.incidents import Cause, Certainty, Incident, Owner, Scope
from monitord.model.ledger import Span
from tests.sla.timeline.hand import (
    ALWAYS,
    MCU_1,
    VN_1,
    at,
    changes,
    evidence,
    incident,
    ledger,
    month,
    outages,
    span,
    wall,
)

UP = "09-29 00:00 up"
KILLED = (span("09-29 00:00", "10-03 10:30"), span("10-03 11:00", "11-03 00:00"))
RUN = "VN-1@20261003T030000Z"


@pytest.mark.parametrize(
    ("said", "spans", "expected"),
    [
        pytest.param(
            ["10-03 10:00 down", "10-03 10:07:30.25 up"],
            ALWAYS,
            [(RUN, "03 10:00:00", "03 10:07:30.250000", 450.25, 0)],
            id="one",
        ),
        pytest.param(
            ["10-03 10:00 down", "10-03 10:10 up", "10-03 10:20 down", "10-03 10:30 degraded"],
            ALWAYS,
            [
                (RUN, "03 10:00:00", "03 10:10:00", 600, 0),
                ("VN-1@20261003T032000Z", "03 10:20:00", "03 10:30:00", 600, 0),
            ],
            id="a recovery ends it",
        ),
        pytest.param(
            ["10-03 10:00 down", "10-03 11:10 up"],
            KILLED,
            [(RUN, "03 10:00:00", "03 11:10:00", 2400, 0)],
            id="it goes on through what was not measured, which does not count",
        ),
        pytest.param(
            ["10-03 10:00 down", "10-03 10:40 up"],
            KILLED,
            [(RUN, "03 10:00:00", "03 10:30:00", 1800, 0)],
            id="it ends with the last that was measured down",
        ),
        pytest.param(
            ["10-03 10:00 down", "10-03 10:10 off", "10-04 07:00 down", "10-04 07:10 up"],
            ALWAYS,
            [(RUN, "03 10:00:00", "04 07:10:00", 1200, 0)],
            id="a closed room is no recovery",
        ),
        pytest.param(
            ["10-03 10:00 down", "10-03 10:10 unreachable", "10-03 10:20 down", "10-03 10:25 up"],
            ALWAYS,
            [(RUN, "03 10:00:00", "03 10:25:00", 900, 0)],
            id="nor is being out of sight",
        ),
        pytest.param(
            ["10-03 10:00 down"],
            (span("09-29 00:00", "10-03 10:30"),),
            [(RUN, "03 10:00:00", None, 1800, 0)],
            id="the monitor died and never came back: its end is not known",
        ),
        pytest.param(
            ["10-03 10:00 down", "10-03 10:10 unknown"],
            ALWAYS,
            [(RUN, "03 10:00:00", None, 600, 0)],
            id="it was not measured any more: neither",
        ),
        pytest.param(
            ["09-30 22:00 down", "10-01 01:00 up", "10-31 23:00 down", "11-01 02:00 up"],
            ALWAYS,
            [
                ("VN-1@20260930T150000Z", "30 22:00:00", "01 01:00:00", 3600, 0),
                ("VN-1@20261031T160000Z", "31 23:00:00", "01 02:00:00", 3600, 0),
            ],
            id="over the edges of the month: true start and end, its own seconds",
        ),
        pytest.param(
            ["09-30 22:00 down", "10-01 00:00 up", "11-01 00:00 down"],
            ALWAYS,
            [],
            id="nothing of it in the month",
        ),
        pytest.param(["10-03 10:00 degraded", "10-03 11:00 up"], ALWAYS, [], id="none"),
    ],
)
def test_without_an_incident_it_is_one_run_of_down(
    said: list[str], spans: tuple[Span, ...], expected: list[tuple[str, str, str, float, float]]
) -> None:
    made = evidence(changes(VN_1, UP, *said), spans=spans)
    assert list(outages(ledger(made), VN_1)) == expected


def one(said: list[str], *incidents: Incident) -> Outage:
    [outage] = ledger(evidence(changes(VN_1, UP, *said), incidents=incidents)).outages[VN_1]
    return outage


FLAPS = ["10-03 10:00 down", "10-03 10:10 up", "10-03 10:20 down", "10-03 10:30 up"]


def test_all_that_one_incident_explains_is_one_outage() -> None:
    found = one(FLAPS, incident("K7QF", Scope.SITE, "huyen", "10-03 10:00", "10-03 10:30",
                                ticket="VNPT-77"))  # fmt: skip
    assert (found.id, wall(found.start), found.end and wall(found.end)) == (
        "K7QF/VN-1", "03 10:00:00", "03 10:30:00",
    )  # fmt: skip
    assert (found.down, found.excluded) == (1200, 0)
    assert (found.site, found.provider) == ("huyen", "vnpt")
    assert (found.cause, found.owner, found.certainty) == (
        Cause.CIRCUIT, Owner.PROVIDER, Certainty.SUSPECTED,
    )  # fmt: skip
    assert (found.incident, found.ticket, found.settled) == ("K7QF", "VNPT-77", False)
    assert found.decided_at == at("10-03 10:00:05")


def test_what_lasts_at_the_moment_of_asking_has_no_end() -> None:
    made = evidence(changes(VN_1, UP, "10-20 11:00 down"), now="10-20 12:00")
    found = ledger(made, month(now="10-20 12:00"))
    assert list(outages(found, VN_1)) == [("VN-1@20261020T040000Z", "20 11:00:00", None, 3600, 0)]


def test_an_outage_that_turned_into_one_of_another_incident_is_over() -> None:
    said = ["10-03 10:00 down", "10-03 10:10 unknown", "10-03 11:00 down", "10-03 11:10 up"]
    first = incident("A", Scope.CIRCUIT, "VN-1", "10-03 10:00", "10-03 10:10")
    second = incident("B", Scope.CIRCUIT, "VN-1", "10-03 11:00", "10-03 11:10")
    made = evidence(changes(VN_1, UP, *said), incidents=[first, second])
    assert list(outages(ledger(made), VN_1)) == [
        ("A/VN-1", "03 10:00:00", "03 10:10:00", 600, 0),
        ("B/VN-1", "03 11:00:00", "03 11:10:00", 600, 0),
    ]


def test_the_seconds_of_a_month_and_those_of_the_next_are_the_whole_outage() -> None:
    made = evidence(changes(VN_1, UP, "10-31 23:00 down", "11-01 02:00:00.5 up"))
    october = ledger(made).outages[VN_1]
    november = ledger(made, month("2026-11")).outages[VN_1]
    assert [each.id for each in october] == [each.id for each in november]
    assert october[0].down + november[0].down == 3 * 3600 + 0.5


def test_an_mcu_and_its_site() -> None:
    made = evidence(changes(MCU_1, UP, "10-03 10:00 down", "10-03 10:10 up"))
    [found] = ledger(made).outages[MCU_1]
    assert (found.id, found.site, found.provider) == (
        "trung-tam/mcu-1@20261003T030000Z", "trung-tam", None,
    )  # fmt: skip


def test_intervals_say_to_which_outage_they_belong() -> None:
    made = ledger(evidence(changes(VN_1, UP, *FLAPS)))
    assert [each.outage for each in made.intervals[VN_1]] == [
        None, RUN, None, "VN-1@20261003T032000Z", None,
    ]  # fmt: skip
