"""Drafting corrections: what a person says of an outage, as rows to be kept for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitord.model.figures import Outage
from monitord.model.incidents import Actor, Cause, Certainty, Owner
from monitord.model.ledger import CorrectedField, Correction, LedgerError
from monitord.model.names import fold
from monitord.sla.ledger import Ledger
from monitord.sla.unknown import unknown

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants set; None: left as it is."""

    cause: Cause | None = None
    owner: Owner | None = None
    excluded: bool | None = None


def draft(
    ledger: Ledger, target: str, wish: Wish, *, by: Actor, at: datetime, why: str
) -> Sequence[Correction]:
    """The corrections to be kept, one for each field that changes; their ids are 0.

    `target`: the id of an outage, or of an incident for all its outages, in any case. Raises
    LedgerError as `meant` does, and `sla.why-missing`, `sla.nothing-to-correct` where no field is
    given, `sla.so-already` where each of them says what is known.
    """
    fields = list(_fields(wish))
    if not fields:
        raise LedgerError("sla.nothing-to-correct")
    if not why.strip():
        raise LedgerError("sla.why-missing")
    ident, outages = meant(ledger, target)
    changed = [
        Correction(
            id=0, outage=ident, at=at, by=by, why=why.strip(),
            field=field, before=_before(outages, field), after=after,
        )
        for field, after in fields
        if any(_differs(outage, field, after) for outage in outages)
    ]  # fmt: skip
    if not changed:
        raise LedgerError("sla.so-already", id=ident)
    return changed


def meant(ledger: Ledger, target: str) -> tuple[str, Sequence[Outage]]:
    """The id of an outage or an incident that a person typed, and its outages.

    Raises LedgerError: `sla.unknown-outage`, or `sla.unknown-outage-near` with what may have been
    meant.
    """
    outages = [outage for its in ledger.outages.values() for outage in its]
    wanted = fold(target.strip())
    for known in (_by_outage(outages), _by_incident(outages)):
        if wanted in known:
            return known[wanted]
    ids = {each.id for each in outages} | {each.incident for each in outages if each.incident}
    raise unknown("sla.unknown-outage", target.strip(), sorted(ids))


def _by_outage(outages: Iterable[Outage]) -> dict[str, tuple[str, list[Outage]]]:
    """One of a circuit that changed its provider meanwhile is one of each, by the same id."""
    found: dict[str, tuple[str, list[Outage]]] = {}
    for each in outages:
        found.setdefault(fold(each.id), (each.id, []))[1].append(each)
    return found


def _by_incident(outages: Iterable[Outage]) -> dict[str, tuple[str, list[Outage]]]:
    found: dict[str, tuple[str, list[Outage]]] = {}
    for each in outages:
        if each.incident is not None:
            found.setdefault(fold(each.incident), (each.incident, []))[1].append(each)
    return found


def _fields(wish: Wish) -> Iterator[tuple[CorrectedField, str]]:
    if wish.cause is not None:
        yield CorrectedField.CAUSE, wish.cause
    if wish.owner is not None:
        yield CorrectedField.OWNER, wish.owner
    if wish.excluded is not None:
        yield CorrectedField.EXCLUDED, YES if wish.excluded else NO


def _value(outage: Outage, field: CorrectedField) -> str | None:
    match field:
        case CorrectedField.CAUSE:
            return outage.cause
        case CorrectedField.OWNER:
            return outage.owner
        case CorrectedField.EXCLUDED:
            return YES if outage.agreed else NO


def _before(outages: Iterable[Outage], field: CorrectedField) -> str | None:
    """What it was; where the outages of an incident differ, each value once, in order."""
    values = sorted({value for each in outages if (value := _value(each, field)) is not None})
    return ", ".join(values) or None


def _differs(outage: Outage, field: CorrectedField, after: str) -> bool:
    """Whether this is news: also the same cause or owner, where it was suspected only."""
    if _value(outage, field) != after:
        return True
    return field is not CorrectedField.EXCLUDED and outage.certainty is not Certainty.CONFIRMED
