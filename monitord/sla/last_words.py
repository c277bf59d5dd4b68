"""What people set right afterwards: of each outage the last word for each field. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from monitord.model.evidence import Evidence
from monitord.model.figures import Month
from monitord.model.incidents import Cause, Owner
from monitord.model.ledger import CorrectedField, Correction, LedgerError


@dataclass(frozen=True, slots=True)
class LastWord:
    """None: nothing was said of it."""

    cause: Cause | None = None
    owner: Owner | None = None
    agreed: bool = False
    corrected: bool = False
    """Whether anything was said at all, be it taken back since."""


UNSAID = LastWord()


def in_revision(evidence: Evidence, month: Month, revision: int | None) -> Sequence[Correction]:
    """The corrections that a revision of a month holds, by id; None: the newest, or all.

    Raises LedgerError (`sla.revision-unknown`) for one that there is not.
    """
    closings = {closing.revision: closing for closing in evidence.closings}
    if revision is None and not closings:
        return sorted(evidence.corrections, key=attrgetter("id"))
    closing = closings.get(max(closings, default=0) if revision is None else revision)
    if closing is None:
        raise LedgerError("sla.revision-unknown", month=month.name, revision=revision or 0)
    held = (each for each in evidence.corrections if each.id <= closing.corrections)
    return sorted(held, key=attrgetter("id"))


class LastWords:
    """Of all outages, found by their ids and by those of their incidents."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        """`corrections`: by id."""
        self._by_outage: dict[str, list[Correction]] = {}
        for each in corrections:
            self._by_outage.setdefault(each.outage, []).append(each)

    def on(self, outage: str | None, incident: str | None) -> LastWord:
        """On an outage; a word on its incident is one on it. None: there is no such id."""
        if not self._by_outage:
            return UNSAID
        ids = {ident for ident in (outage, incident) if ident is not None}
        said = [each for ident in ids for each in self._by_outage.get(ident, ())]
        return _last(sorted(said, key=attrgetter("id"))) if said else UNSAID


def _last(said: Iterable[Correction]) -> LastWord:
    cause, owner, agreed = None, None, False
    for each in said:
        match each.field:
            case CorrectedField.CAUSE:
                cause = Cause(each.after)
            case CorrectedField.OWNER:
                owner = Owner(each.after)
            case CorrectedField.EXCLUDED:
                agreed = each.after == "yes"
    return LastWord(cause, owner, agreed, corrected=True)
