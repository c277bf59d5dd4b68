"""Outages of a month that somebody asks for, and how they go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from monitord.model.evidence import Evidence
from monitord.model.figures import Month, Outage
from monitord.model.incidents import Certainty
from monitord.model.inventory import Inventory
from monitord.model.ledger import LedgerError
from monitord.model.names import did_you_mean, find
from monitord.model.raw import instant
from monitord.model.reckoning import Wanted
from monitord.model.states import Param
from monitord.sla.closing import settled
from monitord.sla.ledger import work_out
from monitord.sla.tenures import parts_of, providers_of

NEAR = 3
"""Names that are told to somebody who has mistyped one."""


class UnknownNameError(LedgerError):
    """There is none of this name, or more than one. `near`: what may have been meant."""

    def __init__(self, kind: str, word: str, near: Sequence[str]) -> None:
        super().__init__(f"sla.unknown-{kind}", id=word)
        self.near = tuple(near)


def plain(error: LedgerError) -> tuple[str, Mapping[str, Param], Sequence[str]]:
    """Code, parameters, and what may have been meant, apart from each other."""
    if isinstance(error, UnknownNameError):
        return error.code, error.params, error.near
    if not error.code.endswith("-near"):
        return error.code, error.params, ()
    params = {name: value for name, value in error.params.items() if name != "near"}
    near = str(error.params.get("near", "")).split(", ")
    return error.code.removesuffix("-near"), params, near


def outages_of(evidence: Evidence, month: Month, wanted: Wanted) -> list[Outage]:
    """Those that are wanted, by their start.

    Names may be typed without diacritics. Raises UnknownNameError and what `work_out` raises.
    """
    inventory = evidence.revisions[-1].inventory
    meant = _Meant(inventory, wanted, [each.inventory for each in evidence.revisions])
    found = [each for each in all_outages(evidence, month) if meant.wants(each)]
    return sorted(found, key=lambda each: (each.start, each.id))


def all_outages(evidence: Evidence, month: Month) -> list[Outage]:
    """Every one; of a closed month as suspicion came to be settled."""
    ledger = work_out(evidence, month)
    every = [each for its in ledger.outages.values() for each in its]
    if not evidence.closings:
        return every
    return list(settled(every, providers_of(parts_of(month, evidence.revisions))))


class _Meant:
    """What is wanted, with names put in the place of what was typed."""

    def __init__(
        self, inventory: Inventory, wanted: Wanted, inventories: Sequence[Inventory]
    ) -> None:
        self.wanted = wanted
        providers = {each.id: each.name for one in inventories for each in one.providers.values()}
        self.provider = the_one("provider", wanted.provider, providers, exactly=wanted.own)
        lines = {line.id: line for one in inventories for line in one.circuits.values()}
        own = {
            line.id: line.site
            for line in lines.values()
            if self.provider is None or line.provider == self.provider
        }
        names = {site.id: site.name for one in inventories for site in one.sites.values()}
        known = names.keys() if self.provider is None else set(own.values())
        self.circuit = the_one("circuit", wanted.circuit, {each: each for each in own})
        sites = {ident: name for ident, name in names.items() if ident in known}
        self.site = the_one("site", wanted.site, sites)

    def wants(self, outage: Outage) -> bool:
        wanted, subject = self.wanted, outage.subject
        if wanted.kind is not None and subject.kind != wanted.kind:
            return False
        if self.provider is not None and outage.provider != self.provider:
            return False
        if self.circuit is not None and subject.id != self.circuit:
            return False
        if self.site is not None and outage.site != self.site:
            return False
        if wanted.owner is not None and (outage.owner or "undetermined") != wanted.owner:
            return False
        return not wanted.suspected or is_suspected(outage)


def is_suspected(outage: Outage) -> bool:
    """Whether somebody is suspected, and nobody has confirmed it."""
    return outage.certainty is Certainty.SUSPECTED and not outage.agreed


def the_one(
    kind: str, word: str | None, names: Mapping[str, str], *, exactly: bool = False
) -> str | None:
    """The id that is meant; None: nobody asks. `exactly`: it is an id, and no other is named.

    Raises UnknownNameError.
    """
    if word is None or word in names:
        return word
    if exactly:
        raise UnknownNameError(kind, word, ())
    found = find(word, names)
    if len(found) == 1:
        return found[0]
    raise UnknownNameError(kind, word, found[:NEAR] or _near(word, names))


def _near(word: str, names: Mapping[str, str]) -> list[str]:
    owner = {spelling: ident for ident, name in names.items() for spelling in (name, ident)}
    return list(dict.fromkeys(owner[near] for near in did_you_mean(word, owner, NEAR)))


def outage_document(outage: Outage, names: Mapping[str, str]) -> dict[str, Any]:
    """One, for machines; `names` are those of sites."""
    return {
        "id": outage.id,
        "kind": outage.subject.kind,
        "subject": outage.subject.id,
        "site": outage.site,
        "site_name": names.get(outage.site, outage.site),
        "provider": outage.provider,
        "start": instant(outage.start),
        "end": _instant(outage.end),
        "decided_at": instant(outage.decided_at),
        "down": outage.down,
        "excluded": outage.excluded,
        "cause": outage.cause,
        "owner": outage.owner,
        "certainty": outage.certainty,
        "settled": outage.settled,
        "incident": outage.incident,
        "ticket": outage.ticket,
        "reported_at": _instant(outage.reported_at),
        "agreed": outage.agreed,
        "corrected": outage.corrected,
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else instant(at)
