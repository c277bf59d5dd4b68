"""The board: what Alertmanager should know, worded once for each incident that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitord.alerts import Written, build_board
from monitord.model.alerts import AlertBoard
from monitord.model.incidents import (
    Acknowledgement,
    Actor,
    AlertSet,
    Aspect,
    Cause,
    Escalation,
    Incident,
    Scope,
)
from monitord.model.maintenance import Cover, Occurrence, Window
from monitord.model.states import Reason
from monitord.texts.catalogue import LANGUAGES
from tests.alerts.place import COMMUNE, KINDS, PLACE, SINCE, incident, snapshot

NOW = SINCE + timedelta(seconds=10)
BICH = Actor("bich", "socket")


def board(*incidents: Incident, now: datetime = NOW, language: str = "vi") -> AlertBoard:
    """The board with these incidents."""
    return build_board(snapshot(*incidents), now, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scope", "aspect", "cause"), KINDS)
def test_every_alert_says_what_and_what_to_do(
    scope: Scope, aspect: Aspect, cause: Cause, language: str
) -> None:
    (alert,) = board(incident(scope, aspect, cause), language=language).alerts
    for name in ("summary", "description", "what_to_do", "clerk", "runbook_url"):
        assert alert.annotations[name]
    for text in alert.annotations.values():
        assert "{" not in text
        assert "None" not in text


def test_an_alert_carries_its_labels_numbers_and_links() -> None:
    (alert,) = board(incident()).alerts
    told = alert.annotations
    assert alert.labels == {"alertname": "SiteDown", "incident": "260910-K7QF"}
    assert (alert.starts_at, alert.ended_at) == (SINCE, None)
    assert told["circuit"] == "TSLCD-THA-2025-000007"
    assert told["hotline"] == "Viễn thông Thanh Hóa (VNPT) 0237.800.0126"
    assert told["contact"] == "Lê Thị Bích Ngọc, Văn phòng – Thống kê 0987.654.321"
    assert told["runbook_url"] == "https://tinh.vn/runbooks/vi/circuit.md"
    assert told["dashboard_url"] == f"https://grafana.tinh.vn/d/site?var-site={COMMUNE}"
    assert alert.generator_url == told["dashboard_url"]
    assert "10.9.8.7" in told["evidence"]


def test_what_ended_stays_for_a_quarter_of_an_hour() -> None:
    ended = replace(incident(), alerts=(AlertSet({"a": "b"}, SINCE, ended_at=NOW),))
    assert board(ended, now=NOW + timedelta(minutes=14)).alerts[0].ended_at == NOW
    assert board(ended, now=NOW + timedelta(minutes=15)).alerts == ()


def test_changed_labels_end_the_old_alert_beside_the_new_one() -> None:
    sets = (AlertSet({"cause": "a"}, SINCE, NOW), AlertSet({"cause": "b"}, NOW))
    alerts = board(replace(incident(), alerts=sets)).alerts
    assert [(alert.labels["cause"], alert.ended_at) for alert in alerts] == [
        ("a", NOW),
        ("b", None),
    ]


def test_an_acknowledgement_is_a_silence_until_its_end() -> None:
    until = SINCE + timedelta(hours=2)
    taken = replace(incident(), acknowledged=Acknowledgement(BICH, SINCE, until))
    (silence,) = board(taken).silences
    assert (silence.incident, silence.by) == (taken.id, "bich")
    assert (silence.starts_at, silence.ends_at) == (SINCE, until)
    assert board(taken, now=until).silences == ()
    assert board(replace(taken, closed_at=NOW)).silences == ()


def test_one_without_an_end_moves_its_end_once_a_day_and_is_never_near_it() -> None:
    taken = replace(incident(), acknowledged=Acknowledgement(BICH, SINCE))
    ends = set()
    for hour in range(72):
        now = SINCE + timedelta(hours=hour)
        (silence,) = board(taken, now=now).silences
        assert silence.ends_at - now >= timedelta(hours=12)
        ends.add(silence.ends_at)
    assert len(ends) == 4


def test_what_a_wider_incident_took_over_ends_in_silence() -> None:
    sets = (AlertSet({"a": "b"}, SINCE, ended_at=NOW, silent=True),)
    merged = replace(incident(), alerts=sets, closed_at=NOW, merged_into="260910-AAAA")
    made = board(merged)
    assert made.alerts[0].silent
    (silence,) = made.silences
    assert "260910-AAAA" in silence.comment
    assert silence.ends_at - NOW > timedelta(minutes=15)
    later = board(merged, now=NOW + timedelta(minutes=10))
    assert later.alerts == ()
    assert later.silences == made.silences


def test_an_escalation_is_told() -> None:
    told = replace(incident(), escalations=(Escalation("lanh-dao", NOW),))
    assert "Lãnh đạo Trung tâm" in board(told).alerts[0].annotations["description"]


def test_a_reason_that_nobody_has_words_for_stops_no_alert() -> None:
    odd = replace(incident(), reason=Reason("of.tomorrow"))
    assert "(of.tomorrow)" in board(odd).alerts[0].annotations["description"]


def test_only_what_changed_is_worded_again() -> None:
    incidents = [incident(number=f"{number:04}") for number in range(300)]
    written = Written()
    first = build_board(snapshot(*incidents), NOW, "vi", written)
    incidents[7] = replace(incidents[7], provider_ticket="BH-1")
    second = build_board(snapshot(*incidents), NOW, "vi", written)
    same = [
        one.annotations is other.annotations
        for one, other in zip(first.alerts, second.alerts, strict=True)
    ]
    assert same.count(False) == 1
    assert not same[7]


def test_a_new_inventory_is_worded_anew() -> None:
    written = Written()
    build_board(snapshot(incident()), NOW, "vi", written)
    place = replace(PLACE, providers={})
    (alert,) = build_board(snapshot(incident(), place=place), NOW, "vi", written).alerts
    assert "hotline" not in alert.annotations


def test_what_is_in_a_window_is_silenced_until_that_ends_and_no_longer() -> None:
    window = Window(id="m-1", cover=Cover("site", COMMUNE), start=SINCE, seconds=3600.0)
    end = SINCE + timedelta(hours=1)
    inside = replace(incident(), window="m-1")
    within = replace(snapshot(inside), in_force=(Occurrence(window, SINCE, end, None),))
    (silence,) = build_board(within, NOW, "vi").silences
    assert (silence.incident, silence.ends_at) == (inside.id, end)
    assert build_board(snapshot(inside), NOW, "vi").silences == ()
