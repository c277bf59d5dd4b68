"""Corrections, closings and revisions, on both databases, from a golden month."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from monitord.model.figures import MonthReport
from monitord.model.incidents import Actor, Cause, Certainty, IncidentChange, Owner
from monitord.model.ledger import LedgerError
from monitord.model.raw import as_csv, digest
from monitord.model.reckoning import Amendment
from monitord.reckoning import changes
from monitord.reckoning.archive import Archive, opened
from monitord.reckoning.changes import StandingError
from monitord.reckoning.months import figures_of
from monitord.reckoning.outages import plain
from monitord.reckoning.spread import Found, found_in
from monitord.store import closings, corrections, incidents, revisions
from monitord.store.engine import prepare, read, transact
from tests.reckoning.filled import MONTH, PROVINCE, fill

HUNG = Actor("hung", "socket")
LATE = datetime(2025, 12, 1, tzinfo=UTC)
"""A month after: every contract's time is over."""
SOON = datetime(2025, 11, 2, tzinfo=UTC)
SUSPECTED = "261008-BBBB/TSL-B"


def figures(url: str, revision: int | None = None, now: datetime = LATE) -> MonthReport:
    """Of the month in the database."""
    with opened(url, now) as archive:
        month = archive.month(MONTH)
        return figures_of(archive.evidence(month), month, revision=revision)


def down(url: str, circuit: str, revision: int | None = None) -> tuple[float, float, float]:
    """Seconds of the provider, suspected, of others."""
    report = figures(url, revision)
    lines = {line.id: line.available for each in report.providers for line in each.circuits}
    found = lines[circuit]
    return found.provider_down, found.suspected_down, found.others_down


def amend(url: str, outage: str, now: datetime = LATE, **wanted: Any) -> dict[str, Any]:
    """Correct it, as Hung."""
    return changes.amend(url, Amendment(outage=outage, why="biên bản", by=HUNG, **wanted), now)


@pytest.fixture
def month(url: str) -> str:
    """Two outages: one confirmed by a correction, one suspected."""
    fill(url, "suspected-then-confirmed")
    return url


def test_a_correction_is_kept_with_what_was_before(month: str) -> None:
    assert down(month, "TSL-B") == (0.0, 3600.0, 0.0)
    done = amend(month, SUSPECTED, owner=Owner.UTILITY, cause=Cause.POWER)
    assert down(month, "TSL-B") == (0.0, 0.0, 3600.0)
    kept = [(each["field"], each["before"], each["after"]) for each in done["corrections"]]
    assert kept == [("cause", "circuit", "power"), ("owner", "provider", "utility")]
    assert done["closings"] == []
    with opened(month, LATE) as archive:
        rows = corrections.all_of(archive.connection)[-2:]
    assert [(each.by, each.why, each.at) for each in rows] == [(HUNG, "biên bản", LATE)] * 2


def test_an_exclusion_can_be_taken_back(month: str) -> None:
    amend(month, "261007-AAAA", excluded=True)
    assert down(month, "TSL-A") == (0.0, 0.0, 0.0)
    amend(month, "261007-AAAA", excluded=False)
    assert down(month, "TSL-A") == (7200.0, 0.0, 0.0)


@pytest.fixture
def small(tmp_path: Path) -> str:
    """The same, where the kind of database does not matter."""
    url = f"sqlite:///{tmp_path}/monitord.db"
    fill(url, "suspected-then-confirmed")
    return url


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("261008-bbbb/tsl-b", SUSPECTED),
        ("261008bbbb", "261008-BBBB"),
        (" 261008-BBBB ", "261008-BBBB"),
    ],
)
def test_an_id_may_be_typed_as_it_is_heard(small: str, typed: str, meant: str) -> None:
    assert amend(small, typed, owner=Owner.SITE)["outage"] == meant


@pytest.mark.parametrize(
    "typed",
    ["", "nothing", "261008-BBBB/TSL-Z", "TSL-B@20251008T020000Z", "TSL-B@20251399T996199Z"],
)
def test_what_there_is_not_is_not_corrected(small: str, typed: str) -> None:
    with pytest.raises(LedgerError) as raised:
        amend(small, typed, owner=Owner.SITE)
    assert plain(raised.value)[0] == "sla.unknown-outage"


def test_what_may_have_been_meant_is_named(small: str) -> None:
    with pytest.raises(LedgerError) as raised:
        amend(small, "261008-BBBB/TSL-C", owner=Owner.SITE)
    assert SUSPECTED in plain(raised.value)[2]


def test_a_month_is_not_closed_while_the_provider_is_suspected(month: str) -> None:
    with pytest.raises(StandingError) as raised:
        changes.close(month, MONTH, "xong", HUNG, SOON)
    assert raised.value.code == "sla.suspected-left"
    assert raised.value.params["until_at"] == "2025-11-06T00:00:00+07:00"
    assert [each.outage for each in raised.value.standing] == [SUSPECTED]
    amend(month, SUSPECTED, SOON, owner=Owner.UTILITY)
    assert changes.close(month, MONTH, "xong", HUNG, SOON)["closing"]["revision"] == 1


def test_after_the_contracts_time_suspicion_is_settled(month: str) -> None:
    changes.close(month, MONTH, "xong", HUNG, LATE)
    assert down(month, "TSL-B") == (3600.0, 0.0, 0.0)
    report = figures(month)
    assert report.closing is not None
    assert (report.closing.by, report.closing.why) == (HUNG, "xong")
    assert [each.settled for each in report.providers[0].outages] == [False, True]


def test_a_closing_keeps_the_hash_that_the_report_prints(month: str) -> None:
    changes.close(month, MONTH, "xong", HUNG, LATE)
    amend(month, SUSPECTED, owner=Owner.UTILITY)
    with opened(month, LATE) as archive:
        kept = closings.digests(archive.connection, MONTH)
        assert closings.frozen(archive.connection, MONTH) == {}
    for revision in (1, 2):
        report = figures(month, revision)
        assert kept[revision] == report.inputs.data == digest(as_csv(report.intervals))


def test_a_correction_of_a_closed_month_makes_the_next_revision(month: str) -> None:
    changes.close(month, MONTH, "xong", HUNG, LATE)
    done = amend(month, SUSPECTED, owner=Owner.UTILITY)
    assert [(each["month"], each["revision"]) for each in done["closings"]] == [(MONTH, 2)]
    assert down(month, "TSL-B") == (0.0, 0.0, 3600.0)
    assert down(month, "TSL-B", revision=1) == (3600.0, 0.0, 0.0)


def test_a_month_is_closed_once(month: str) -> None:
    changes.close(month, MONTH, "xong", HUNG, LATE)
    with pytest.raises(LedgerError) as raised:
        changes.close(month, MONTH, "xong", HUNG, LATE)
    assert raised.value.code == "sla.month-closed"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("2025-11", "sla.month-not-over"),
        ("2025-12", "sla.month-future"),
        ("2025-13", "sla.month-unreadable"),
        ("2025-01", "sla.no-data"),
    ],
)
def test_what_cannot_be_closed_is_refused(small: str, word: str, code: str) -> None:
    with pytest.raises(LedgerError) as raised:
        changes.close(small, word, "xong", HUNG, SOON)
    assert raised.value.code == code


def corrected_incident(url: str, owner: Owner) -> None:
    """As `monitord incidents correct` leaves it."""
    engine = prepare(url)
    found = read(engine, partial(incidents.one, ident="261008-BBBB"))
    assert found is not None
    after = IncidentChange(
        replace(found, owner=owner, certainty=Certainty.CONFIRMED, corrected=True), ()
    )
    transact(engine, partial(incidents.keep, changes=[after]))
    engine.dispose()


def test_an_incident_judged_anew_makes_a_revision_of_a_closed_month_only(month: str) -> None:
    corrected_incident(month, Owner.SITE)
    assert changes.revise_for(month, "261008-BBBB", "x", HUNG, LATE) == {"closings": []}
    changes.close(month, MONTH, "xong", HUNG, LATE)
    corrected_incident(month, Owner.UTILITY)
    [made] = changes.revise_for(month, "261008-BBBB", "cắt điện", HUNG, LATE)["closings"]
    assert (made["revision"], made["by"], made["why"]) == (
        2, {"name": "hung", "via": "socket"}, "cắt điện",
    )  # fmt: skip
    assert changes.revise_for(month, "261008-BBBB", "again", HUNG, LATE) == {"closings": []}
    assert changes.revise_for(month, "261009-ZZZZ", "unknown", HUNG, LATE) == {"closings": []}


def at_once(url: str, *questions: dict[str, Any]) -> list[dict[str, Any]]:
    """What children say that the daemon might have, and a command beside it."""
    pipe, about = subprocess.PIPE, {"database": url, "by": asdict(HUNG)}
    children = [subprocess.Popen(CHILD, stdin=pipe, stdout=pipe) for _ in questions]
    for child, question in zip(children, questions, strict=True):
        assert child.stdin is not None
        child.stdin.write(json.dumps({**question, **about}).encode())
        child.stdin.close()  # all of it is there: begin
        child.stdin = None
    return [json.loads(child.communicate()[0]) for child in children]


def correcting(outage: str, owner: Owner) -> dict[str, Any]:
    """The question."""
    said = {"outage": outage, "why": "biên bản", "cause": None, "excluded": None}
    return {"do": "amend", "owner": owner, **said}


CHILD = (sys.executable, "-m", "monitord.reckoning.child")
CLOSE = {"do": "close", "month": MONTH, "why": "xong"}


def test_two_who_correct_at_once_are_both_heard(month: str) -> None:
    changes.close(month, MONTH, "xong", HUNG, LATE)
    done = at_once(
        month, correcting(SUSPECTED, Owner.UTILITY), correcting("261007-AAAA", Owner.SITE)
    )
    made = sorted(each["revision"] for one in done for each in one["closings"])
    assert made == [2, 3]
    assert down(month, "TSL-A")[2] == 7200.0
    assert down(month, "TSL-B")[2] == 3600.0


def test_of_two_who_close_at_once_one_does(month: str) -> None:
    said = at_once(month, CLOSE, CLOSE)
    assert sorted(one.get("code", "") for one in said) == ["", "sla.month-closed"]


def test_a_month_that_was_closed_while_it_was_looked_at_gets_a_revision(
    month: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed_meanwhile(archive: Archive, word: str) -> list[Found]:
        found = found_in(archive, word)
        if not archive.closed():
            changes.close(month, MONTH, "xong", HUNG, LATE)
        return found

    monkeypatch.setattr("monitord.reckoning.changes.found_in", closed_meanwhile)
    done = amend(month, SUSPECTED, owner=Owner.UTILITY)
    assert [each["revision"] for each in done["closings"]] == [2]
    assert down(month, "TSL-B") == (0.0, 0.0, 3600.0)


def test_a_correction_beside_a_closing_is_in_it_or_makes_the_next_revision(month: str) -> None:
    at_once(month, CLOSE, correcting(SUSPECTED, Owner.UTILITY))
    report = figures(month)
    assert report.closing is not None
    assert report.closing.corrections == report.corrections[-1].id
    assert down(month, "TSL-B") == (0.0, 0.0, 3600.0)
    with opened(month, LATE) as archive:
        kept = closings.digests(archive.connection, MONTH)
    assert kept[report.closing.revision] == report.inputs.data


def test_what_cannot_be_read_any_more_is_no_reason_to_forget_a_revision(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitord.db"
    fill(url, "suspected-then-confirmed")
    changes.close(url, MONTH, "xong", HUNG, LATE)
    engine = prepare(url)
    for day, content in ((20, b"nothing: of ours"), (21, PROVINCE)):
        at = datetime(2025, 10, day, tzinfo=UTC)
        named = sha256(content).hexdigest()[:16]
        transact(
            engine,
            partial(revisions.accept, revision=named, content=content, source="x", at=at),
        )
    engine.dispose()
    with pytest.raises(LedgerError) as raised:
        changes.revise_for(url, "261008-BBBB", "x", HUNG, LATE)
    assert raised.value.code == "sla.past-inventory"


def test_an_outage_over_the_edge_revises_each_month_that_is_closed(url: str) -> None:
    fill(url, "across-the-months-edge")
    now = LATE + timedelta(days=40)
    with opened(url, now) as archive:
        month = archive.month(MONTH)
        found = figures_of(archive.evidence(month), month)
    over = [each for one in found.providers for each in one.outages if each.start < month.start]
    later = [
        each
        for one in found.providers
        for each in one.outages
        if each.end is None or each.end > month.end
    ]
    assert over
    assert later
    for name in ("2025-09", MONTH, "2025-11"):
        changes.close(url, name, "xong", HUNG, now)
    for outage, months in ((over[0], ["2025-09", MONTH]), (later[0], [MONTH, "2025-11"])):
        done = changes.amend(
            url,
            Amendment(outage=outage.id, why="x", by=HUNG, excluded=True),
            now,
        )
        assert [each["month"] for each in done["closings"]] == months
