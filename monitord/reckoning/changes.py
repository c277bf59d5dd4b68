"""What people agree on: corrections, closings, and the revisions that follow from corrections.

A month is worked out while the database is only read; then all that is new is kept in one short
transaction. Where somebody else was quicker in between, it is worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from monitord.model.evidence import Evidence
from monitord.model.figures import Month, Outage
from monitord.model.incidents import Actor
from monitord.model.ledger import Closing, Correction, LedgerError
from monitord.model.raw import as_csv, digest, instant
from monitord.model.reckoning import Amendment, Standing
from monitord.model.states import Param
from monitord.reckoning.archive import opened
from monitord.reckoning.outages import plain
from monitord.reckoning.spread import Found, found_in
from monitord.sla.closing import may_close
from monitord.sla.corrections import Wish, draft
from monitord.sla.ledger import Ledger, work_out
from monitord.sla.months import full_end
from monitord.sla.quality import freeze
from monitord.sla.tenures import parts_of, providers_of
from monitord.store import closings, corrections
from monitord.store.closings import Frozen
from monitord.store.engine import prepare, transact

TRIES = 5
"""How often somebody else may be quicker."""


class StandingError(LedgerError):
    """The provider is still suspected of outages, and has time left to say what they were."""

    def __init__(self, month: Month, outages: Sequence[Outage], until: datetime) -> None:
        local = until.astimezone(ZoneInfo(month.timezone))
        super().__init__(
            "sla.suspected-left", month=month.name, n=len(outages), until_at=local.isoformat()
        )
        self.standing = tuple(_standing(each, month) for each in outages)


class _MeanwhileError(Exception):
    """Something was kept since the month was worked out."""


@dataclass(frozen=True, slots=True)
class _Revised:
    """A closing that is to be kept, and the hash of what it holds."""

    closing: Closing
    sha256: str


def amend(url: str, wanted: Amendment, now: datetime) -> dict[str, Any]:
    """Keep what is agreed about an outage; closed months get a new revision.

    Raises LedgerError as `draft` does, CannotReadError, StoreError.
    """
    for _ in range(TRIES):
        with opened(url, now) as archive:
            found = found_in(archive, wanted.outage)
            drafts = draft(
                found[0].ledger, found[0].ident,
                Wish(cause=wanted.cause, owner=wanted.owner, excluded=wanted.excluded),
                by=wanted.by, at=now, why=wanted.why,
            )  # fmt: skip
            before = corrections.newest(archive.connection)
            rows = _numbered(drafts, before)
            new = _revisions(found, rows, before, wanted.by, wanted.why, now)
        if _kept(url, partial(_keep, rows=rows, before=before, found=found, revised=new)):
            return {
                "outage": found[0].ident,
                "outages": [one.id for each in found for one in each.outages],
                "corrections": [_correction(each) for each in rows],
                "closings": [_closing(each.closing) for each in new],
            }
    raise LedgerError("sla.busy")


def close(url: str, word: str, why: str, by: Actor, now: datetime) -> dict[str, Any]:
    """Close a month, and freeze its quality.

    Raises LedgerError as `may_close` does, StandingError, CannotReadError, StoreError.
    """
    for _ in range(TRIES):
        with opened(url, now) as archive:
            month = archive.month(word)
            if month.end < full_end(month):
                raise LedgerError("sla.month-not-over", month=month.name)
            evidence = archive.evidence(month)
            left = may_close(evidence, month, now)
            if left:
                raise StandingError(month, left, _settles(evidence, month))
            before = corrections.newest(archive.connection)
            closing = Closing(
                month=month.name, revision=1, at=now, by=by, why=why, corrections=before
            )
            ledger = work_out(evidence, month)
            frozen = freeze(evidence, ledger, month)
        if _kept(url, partial(_keep_closing, closing, _digest(ledger), frozen, before)):
            return {"closing": _closing(closing)}
    raise LedgerError("sla.busy")


def revise_for(url: str, incident: str, why: str, by: Actor, now: datetime) -> dict[str, Any]:
    """Closed months that an incident touches get a new revision, where it changes anything.

    Raises LedgerError where a month cannot be worked out, CannotReadError, StoreError.
    """
    for _ in range(TRIES):
        with opened(url, now) as archive:
            try:
                found = found_in(archive, incident)
            except LedgerError as error:
                if plain(error)[0] != "sla.unknown-outage":
                    raise
                return {"closings": []}  # it made nothing that the ledger keeps
            before = corrections.newest(archive.connection)
            made = _revisions(found, [], before, by, why, now)
            new = [each for each in made if _is_news(archive.connection, each)]
        if _kept(url, partial(_keep, rows=[], before=before, found=found, revised=new)):
            return {"closings": [_closing(each.closing) for each in new]}
    raise LedgerError("sla.busy")


def _revisions(
    found: Sequence[Found],
    rows: Sequence[Correction],
    before: int,
    by: Actor,
    why: str,
    now: datetime,
) -> list[_Revised]:
    """The next revision of each of these months that is closed, with `rows` in it."""
    made = []
    for each in found:
        kept = each.evidence.closings
        if not kept:
            continue
        closing = Closing(
            month=each.month.name,
            revision=kept[-1].revision + 1,
            at=now,
            by=by,
            why=why,
            corrections=rows[-1].id if rows else before,
        )
        evidence = replace(
            each.evidence,
            corrections=[*each.evidence.corrections, *rows],
            closings=[*kept, closing],
        )
        made.append(_Revised(closing, _digest(work_out(evidence, each.month))))
    return made


def _digest(ledger: Ledger) -> str:
    """Of the raw intervals: the same that a report of all providers prints."""
    intervals = ledger.intervals
    return digest(as_csv(each for subject in sorted(intervals) for each in intervals[subject]))


def _numbered(drafts: Sequence[Correction], before: int) -> list[Correction]:
    """With the ids that they will have, if nobody is quicker."""
    return [replace(each, id=before + number) for number, each in enumerate(drafts, 1)]


def _is_news(connection: Connection, revised: _Revised) -> bool:
    """Whether it says anything else than the revision before it."""
    known = closings.digests(connection, revised.closing.month)
    return known.get(revised.closing.revision - 1) != revised.sha256


def _kept(url: str, work: Callable[[Connection], None]) -> bool:
    """Whether it was kept; not where something came in between. Raises StoreError, LedgerError."""
    engine = prepare(url)
    try:
        transact(engine, work)
    except _MeanwhileError:
        return False
    except LedgerError as error:
        if error.code != "sla.closed-meanwhile":
            raise
        return False
    finally:
        engine.dispose()
    return True


def _keep(
    connection: Connection,
    rows: Sequence[Correction],
    before: int,
    found: Sequence[Found],
    revised: Sequence[_Revised],
) -> None:
    """A month that was open when it was looked at may have been closed: then it has a revision."""
    _unless_changed(connection, before)
    for one in found:
        if closings.of(connection, one.month.name) != list(one.evidence.closings):
            raise _MeanwhileError
    if corrections.add(connection, rows) != rows:
        raise _MeanwhileError
    for each in revised:
        closings.add(connection, each.closing, each.sha256)


def _keep_closing(
    closing: Closing, sha256: str, frozen: Frozen, before: int, connection: Connection
) -> None:
    _unless_changed(connection, before)
    closings.add(connection, closing, sha256, frozen)


def _unless_changed(connection: Connection, before: int) -> None:
    """Alone from here on. Raises _MeanwhileError where somebody has corrected something."""
    corrections.alone(connection)
    if corrections.newest(connection) != before:
        raise _MeanwhileError


def _settles(evidence: Evidence, month: Month) -> datetime:
    """From when on the month may be closed with suspicions, by every contract."""
    providers = providers_of(parts_of(month, evidence.revisions)).values()
    longest = max((each.sla.suspected_after for each in providers), default=0.0)
    return full_end(month) + timedelta(seconds=longest)


def _standing(outage: Outage, month: Month) -> Standing:
    zone = ZoneInfo(month.timezone)
    params: dict[str, Param] = {
        "start_at": outage.start.astimezone(zone).isoformat(),
        "down_seconds": outage.down,
        "provider": outage.provider or "",
    }
    return Standing(outage.id, "sla.suspected-outage", params)


def _correction(each: Correction) -> dict[str, Any]:
    return {
        "id": each.id,
        "outage": each.outage,
        "at": instant(each.at),
        "by": {"name": each.by.name, "via": each.by.via},
        "why": each.why,
        "field": each.field,
        "before": each.before,
        "after": each.after,
    }


def _closing(each: Closing) -> dict[str, Any]:
    return {
        "month": each.month,
        "revision": each.revision,
        "at": instant(each.at),
        "by": {"name": each.by.name, "via": each.by.via},
        "why": each.why,
        "corrections": each.corrections,
    }
