"""Cause, severity and owner change while an incident lasts, and so do its alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitord.model.actions import Correct
from monitord.model.facts import Fact
from monitord.model.incidents import Cause, Certainty, Owner, Severity, Urgency
from tests.incidents.county import CLERK, at, book, fault, firing, happened, look, of

POWER = replace(
    fault(), cause=Cause.POWER, owner=Owner.UTILITY, certainty=Certainty.CONFIRMED
)  # fmt: skip


def test_another_cause_ends_the_old_alert_and_starts_the_new_one_in_one_change() -> None:
    ours = book()
    look(ours, 6, fault())
    (told,) = look(ours, 9, POWER)
    old, new = told.incident.alerts
    assert (old.ended_at, old.silent, new.starts_at) == (at(9), False, at(9))
    assert (old.labels["cause"], new.labels["cause"]) == ("circuit", "power")
    assert told.events[0].data == {
        "cause": "power", "cause_before": "circuit",
        "owner": "utility", "owner_before": "provider",
        "certainty": "confirmed", "certainty_before": "suspected",
    }  # fmt: skip


def test_labels_that_fire_again_replace_those_that_ended() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 9, replace(fault(), severity=Severity.WARNING, urgency=Urgency.MORNING))
    look(ours, 12, fault())
    alerts = of(ours, "c1").alerts
    assert [(a.labels["severity"], a.starts_at, a.ended_at) for a in alerts] == [
        ("warning", at(9), at(12)),
        ("critical", at(12), None),
    ]


def test_certainty_alone_changes_no_alert() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 9, replace(fault(), certainty=Certainty.CONFIRMED))
    assert of(ours, "c1").certainty is Certainty.CONFIRMED
    assert len(of(ours, "c1").alerts) == 1


def test_what_is_certain_is_not_undone_by_what_is_suspected() -> None:
    ours = book()
    look(ours, 6, POWER)
    assert look(ours, 9, fault()) == []
    assert of(ours, "c1").cause is Cause.POWER


def test_a_persons_word_is_not_changed_by_the_rules() -> None:
    ours = book()
    look(ours, 6, fault())
    asked = Correct(incident=of(ours, "c1").id, by=CLERK, owner=Owner.SITE, note="máy xúc")
    told = ours.act(asked, at(20))
    assert told.events[0].data == {
        "owner": "site", "owner_before": "provider",
        "certainty": "confirmed", "certainty_before": "suspected", "note": "máy xúc",
    }  # fmt: skip
    assert [labels["owner"] for labels in firing(told.incident)] == ["site"]
    assert look(ours, 30, POWER) == []
    corrected = of(ours, "c1")
    assert (corrected.cause, corrected.owner) == (Cause.CIRCUIT, Owner.SITE)


def test_how_bad_it_is_changes_whatever_a_person_said_of_the_cause() -> None:
    ours = book()
    look(ours, 6, fault())
    ours.act(Correct(incident=of(ours, "c1").id, by=CLERK, cause=Cause.POWER), at(20))
    look(ours, 30, replace(fault(), severity=Severity.WARNING))
    assert of(ours, "c1").severity is Severity.WARNING
    assert of(ours, "c1").cause is Cause.POWER


def test_what_gets_worse_waits_for_somebody_from_then_on() -> None:
    ours = book()
    look(ours, 6, replace(fault(), severity=Severity.WARNING))
    assert of(ours, "c1").unattended_since is None
    look(ours, 5000, fault())
    assert of(ours, "c1").unattended_since == at(5000)
    assert of(ours, "c1").escalations == ()


def test_evidence_is_kept_when_it_is_not_to_be_found_any_more() -> None:
    ours = book()
    battery = Fact("c1/ups/snmp", "on-battery", {"active": 1}, at(3))
    hops = Fact("c1/rt/icmp", "path", {"hops": 3}, at(8))
    look(ours, 6, replace(fault(), evidence=(battery,)))
    assert happened(look(ours, 9, replace(fault(), evidence=(hops,)))) == [("c1", "evidence")]
    assert of(ours, "c1").evidence == (battery, hops)
    assert look(ours, 10, replace(fault(), evidence=(hops,))) == []


def test_evidence_has_an_end_but_what_counts_now_is_never_dropped() -> None:
    ours = book()
    facts = [Fact("c1/rt/icmp", "trap", {"n": n}, at(6) + timedelta(seconds=n)) for n in range(100)]
    for second, each in enumerate(facts):
        look(ours, 6 + second, replace(fault(), evidence=(facts[0], each)))
    kept = of(ours, "c1").evidence
    assert len(kept) == 40
    assert (kept[0], kept[-1]) == (facts[0], facts[-1])


def test_a_reason_with_new_figures_is_kept_and_tells_nobody() -> None:
    ours = book()
    look(ours, 6, fault())
    other = replace(fault(), reason=replace(fault().reason, params={"seconds": 7}))
    (told,) = look(ours, 9, other)
    assert told.events == ()
    assert of(ours, "c1").reason.params == {"seconds": 7}
