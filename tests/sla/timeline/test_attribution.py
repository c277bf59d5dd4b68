"""Which incident explains what was measured."""

from __future__ import annotations

import pytest

from monitord.model.incidents import (
    Aspect,
    Cause,
    Certainty,
    Incident,
    Owner,
    Scope,
    Severity,
)
from monitord.model.ledger import Affected, Interval, Subject
from tests.sla.timeline.hand import (
    HUYEN,
    MCU_1,
    VN_1,
    VN_2,
    XA_A,
    affects,
    changes,
    evidence,
    incident,
    ledger,
)

UP = "09-29 00:00 up"
HOUR = ("10-03 10:00", "10-03 11:00")
"""In which everything happens."""


def explained(
    subject: Subject,
    state: str,
    incidents: list[Incident],
    affected: dict[str, list[Affected]] | None = None,
) -> Interval:
    """The interval of that hour."""
    said = changes(subject, UP, f"{HOUR[0]} {state}", f"{HOUR[1]} up")
    found = ledger(evidence(said, incidents=incidents, affected=affected))
    return found.intervals[subject][1]


def each_alone_and_all(
    subject: Subject, state: str, ranked: list[Incident], affected: dict[str, list[Affected]]
) -> None:
    """Every one explains it where it is the best of those left; `ranked`: the best first."""
    while ranked:
        found = explained(subject, state, ranked[::-1], affected)
        assert found.incident == ranked[0].id
        ranked = ranked[1:]


def test_a_circuit_down_is_explained_by_the_nearest_incident_first() -> None:
    each_alone_and_all(
        VN_2,
        "down",
        [
            incident("OWN", Scope.CIRCUIT, "VN-2", *HOUR),
            incident("STANDBY", Scope.SITE, "xa-a", *HOUR, aspect=Aspect.STANDBY),
            incident("PROVIDER", Scope.PROVIDER, "vnpt", *HOUR),
            incident("SITE", Scope.SITE, "xa-a", *HOUR),
            incident("ROUTER", Scope.SITE, "xa-a", *HOUR, aspect=Aspect.EQUIPMENT,
                     code="equipment.router"),
            incident("CENTRE", Scope.CENTRE, "trung-tam", *HOUR),
        ],
        {ident: [affects("xa-a", HOUR[0])] for ident in ("PROVIDER", "CENTRE")},
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        incident("X", Scope.CIRCUIT, "VN-1", *HOUR),
        incident("X", Scope.PROVIDER, "viettel", *HOUR),
        incident("X", Scope.SITE, "huyen", *HOUR),
        incident("X", Scope.SITE, "xa-a", *HOUR, aspect=Aspect.QUALITY),
        incident("X", Scope.SITE, "xa-a", *HOUR, aspect=Aspect.EQUIPMENT, code="equipment.silent"),
        incident("X", Scope.SITE, "xa-a", *HOUR, aspect=Aspect.SIGNALLING),
        incident("X", Scope.MCU, "nhom", *HOUR),
        incident("X", Scope.MONITOR, "store", *HOUR, aspect=Aspect.STORE),
        incident("X", Scope.CENTRE, "trung-tam", *HOUR, aspect=Aspect.ISOLATION),
        incident("X", Scope.CIRCUIT, "VN-2", "10-03 08:00", "10-03 10:00"),
        incident("X", Scope.CIRCUIT, "VN-2", "10-03 11:00", None),
    ],
    ids=lambda each: f"{each.key} {each.since:%H:%M}",
)
def test_nobody_is_accused_of_a_circuit_by_what_does_not_fit(other: Incident) -> None:
    found = explained(VN_2, "down", [other], {"X": [affects("xa-a", HOUR[0])]})
    assert (found.incident, found.cause, found.owner, found.certainty) == (None,) * 4
    assert found.outage == "VN-2@20261003T030000Z"


@pytest.mark.parametrize(
    ("joined", "left", "explains"),
    [
        ("10-03 10:00:07", None, True),
        ("10-03 09:00", "10-03 10:00:01", True),
        ("10-03 09:00", "10-03 10:00", False),
        ("10-03 11:00:59", None, True),
        ("10-03 11:01", None, False),
    ],
)
def test_a_provider_explains_a_site_only_while_that_was_affected(
    joined: str, left: str | None, explains: bool
) -> None:
    wide = incident("W", Scope.PROVIDER, "vnpt", "10-03 08:00", "10-03 12:00")
    found = explained(VN_2, "down", [wide], {"W": [affects("xa-a", joined, left)]})
    assert found.incident == ("W" if explains else None)


def test_what_reaches_a_site_from_elsewhere_explains_its_circuit_only_while_unreachable() -> None:
    above = incident("ABOVE", Scope.SITE, "huyen", *HOUR)
    reached = {"ABOVE": [affects("xa-a", HOUR[0])]}
    assert explained(VN_2, "unreachable", [above], reached).incident == "ABOVE"
    assert explained(VN_2, "down", [above], reached).incident is None


def test_a_site_is_explained_by_what_keeps_it_from_meeting() -> None:
    everywhere = [affects("xa-a", HOUR[0])]
    each_alone_and_all(
        XA_A,
        "down",
        [
            incident("OWN", Scope.SITE, "xa-a", *HOUR),
            incident("LINE", Scope.CIRCUIT, "VN-1", *HOUR),
            incident("PROVIDER", Scope.PROVIDER, "vnpt", *HOUR),
            incident("ABOVE", Scope.SITE, "huyen", *HOUR),
            incident("CENTRE", Scope.CENTRE, "trung-tam", *HOUR),
            incident("CODEC", Scope.SITE, "xa-a", *HOUR, aspect=Aspect.EQUIPMENT),
            incident("CALLS", Scope.SITE, "xa-a", *HOUR, aspect=Aspect.SIGNALLING),
            incident("MCU", Scope.MCU, "nhom", *HOUR),
        ],
        dict.fromkeys(("LINE", "PROVIDER", "ABOVE", "CENTRE", "MCU"), everywhere),
    )


def test_a_warning_does_not_explain_that_a_site_is_down() -> None:
    mild = incident("X", Scope.SITE, "xa-a", *HOUR, severity=Severity.WARNING)
    assert explained(XA_A, "down", [mild]).incident is None
    assert explained(XA_A, "degraded", [mild]).incident == "X"


@pytest.mark.parametrize("subject", [VN_2, XA_A])
def test_degraded_is_explained_by_quality_first_and_is_no_outage(subject: Subject) -> None:
    incidents = [
        incident("DEAD", Scope.SITE, "xa-a", *HOUR),
        incident("POOR", Scope.SITE, "xa-a", *HOUR, aspect=Aspect.QUALITY, cause=Cause.QUALITY),
    ]
    found = explained(subject, "degraded", incidents)
    assert (found.incident, found.cause, found.outage) == ("POOR", Cause.QUALITY, None)
    assert explained(subject, "down", incidents).incident == "DEAD"


def test_an_mcu_is_explained_by_its_own_its_groups_and_its_sites() -> None:
    each_alone_and_all(
        MCU_1,
        "down",
        [
            incident("OWN", Scope.MCU, MCU_1.id, *HOUR),
            incident("GROUP", Scope.MCU, "nhom", *HOUR, aspect=Aspect.STANDBY),
            incident("SITE", Scope.SITE, "trung-tam", *HOUR),
            incident("ABOVE", Scope.PROVIDER, "vnpt", *HOUR),
            incident("CENTRE", Scope.CENTRE, "trung-tam", *HOUR),
        ],
        {"ABOVE": [affects("trung-tam", HOUR[0])]},
    )
    other = incident("OTHER", Scope.MCU, "huyen/mcu-2", *HOUR)
    assert explained(MCU_1, "down", [other]).incident is None


def test_of_two_that_fit_alike_the_one_that_overlaps_longest_then_the_oldest() -> None:
    one = incident("ONE", Scope.CIRCUIT, "VN-1", "10-03 09:00", "10-03 10:20")
    two = incident("TWO", Scope.CIRCUIT, "VN-1", "10-03 10:20", "10-03 12:00")
    assert explained(VN_1, "down", [one, two]).incident == "TWO"
    same = incident("AAA", Scope.CIRCUIT, "VN-1", "10-03 10:00", None)
    older = incident("BBB", Scope.CIRCUIT, "VN-1", "10-03 09:00", None)
    assert explained(VN_1, "down", [same, older]).incident == "BBB"


def test_the_final_incident_of_all_merging_has_the_word() -> None:
    incidents = [
        incident("A", Scope.SITE, "xa-a", *HOUR, merged_into="B", ticket="T-1"),
        incident("B", Scope.SITE, "huyen", *HOUR, merged_into="C"),
        incident("C", Scope.PROVIDER, "vnpt", *HOUR, cause=Cause.PROVIDER,
                 certainty=Certainty.CONFIRMED),
    ]  # fmt: skip
    found = explained(VN_2, "down", incidents)
    assert (found.incident, found.cause, found.owner, found.certainty) == (
        "C", Cause.PROVIDER, Owner.PROVIDER, Certainty.CONFIRMED,
    )  # fmt: skip
    assert found.outage == "C/VN-2"


def test_an_incident_merged_into_one_that_is_not_known_keeps_its_own_word() -> None:
    lost = incident("A", Scope.CIRCUIT, "VN-1", *HOUR, merged_into="GONE")
    assert explained(VN_1, "down", [lost]).incident == "A"


def test_incidents_merged_in_a_ring_come_to_an_end() -> None:
    ring = [
        incident("A", Scope.CIRCUIT, "VN-1", *HOUR, merged_into="B"),
        incident("B", Scope.CIRCUIT, "VN-1", *HOUR, merged_into="A"),
    ]
    assert explained(VN_1, "down", ring).incident in ("A", "B")


def test_time_that_was_well_is_explained_by_nothing() -> None:
    own = incident("X", Scope.SITE, "huyen", "10-01 00:00", None)
    said = changes(HUYEN, UP, "10-03 10:00 off", "10-03 11:00 up")
    found = ledger(evidence(said, incidents=[own])).intervals[HUYEN]
    assert [each.incident for each in found] == [None, None, None]
