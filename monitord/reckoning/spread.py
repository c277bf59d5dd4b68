"""The months over which an outage, or an incident with all its outages, is spread."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitord.incidents.ids import as_meant
from monitord.model.evidence import Evidence
from monitord.model.figures import Month, Outage
from monitord.model.ledger import LedgerError
from monitord.reckoning.archive import Archive
from monitord.sla.corrections import meant
from monitord.sla.ledger import Ledger, work_out
from monitord.sla.months import full_end, month_of
from monitord.store import incidents

_STAMP = re.compile(r".*@(\d{8}T\d{6}Z)", re.ASCII)
_DAY = re.compile(r"(\d{2})(\d{2})(\d{2})-?.{4}(?:/.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """What is meant, within one month."""

    month: Month
    evidence: Evidence
    """Without quality."""
    ledger: Ledger
    ident: str
    """Of the outage, or of the incident."""
    outages: Sequence[Outage]


def found_in(archive: Archive, word: str) -> list[Found]:
    """All months in which the outage is, or the incident has any; one at least, oldest first.

    Raises LedgerError as `corrections.meant` does.
    """
    ident, start, end = _bounds(archive, word.strip())
    one = "/" in ident or "@" in ident
    found: list[Found] = []
    unknown: LedgerError | None = None
    for month in _months(archive, start):
        evidence = archive.evidence(month, quality=False)
        ledger = work_out(evidence, month)
        try:
            known, outages = meant(ledger, ident)
        except LedgerError as error:
            unknown = unknown or error
            if month.end >= end or (found and one):
                break
            continue
        found.append(Found(month, evidence, ledger, known, outages))
        over = all(each.end is not None and each.end <= month.end for each in outages)
        if over and (one or month.end >= end):
            break
    if not found:
        raise unknown or LedgerError("sla.unknown-outage", id=word)
    return found


def _bounds(archive: Archive, word: str) -> tuple[str, datetime, datetime]:
    """What is meant as far as the word itself tells, from when on, and until when there is more.

    Raises LedgerError.
    """
    stamped, dated = _STAMP.fullmatch(word.upper()), _DAY.fullmatch(word)
    if stamped is not None:
        return word, _moment(stamped), archive.now
    if dated is None:
        raise LedgerError("sla.unknown-outage", id=word)
    head, slash, tail = word.partition("/")
    incident = incidents.one(archive.connection, as_meant(head))
    if incident is None:
        at = _day(dated, archive)
        return word, at, at
    while incident.merged_into is not None:
        wider = incidents.one(archive.connection, incident.merged_into)
        if wider is None:
            break
        incident = wider
    end = incident.restored_at or incident.closed_at or archive.now
    return f"{incident.id}{slash}{tail}", incident.since, end


def _moment(stamped: re.Match[str]) -> datetime:
    """The moment that the id of an outage without an incident ends with. Raises LedgerError."""
    try:
        return datetime.strptime(stamped[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise LedgerError("sla.unknown-outage", id=stamped[0]) from None


def _day(dated: re.Match[str], archive: Archive) -> datetime:
    """The day that an incident's id begins with. Raises LedgerError."""
    zone = ZoneInfo(archive.timezone)
    try:
        return datetime(2000 + int(dated[1]), int(dated[2]), int(dated[3]), tzinfo=zone)
    except ValueError:
        raise LedgerError("sla.unknown-outage", id=dated[0]) from None


def _months(archive: Archive, start: datetime) -> Iterator[Month]:
    """That of `start` and those after it, as far as there is anything of them."""
    zone, at = ZoneInfo(archive.timezone), max(start, archive.since)
    while at <= archive.now:
        local = at.astimezone(zone)
        try:
            month = month_of(f"{local:%Y-%m}", archive.timezone, archive.now)
        except LedgerError:  # it begins at this very moment
            return
        yield month
        at = full_end(month)
