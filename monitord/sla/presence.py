"""When a subject was in the inventory, and where: by the revisions in force. Pure.

A circuit is present while it and its site are within their dates, a device while its site is.

Outages are followed out of the month, for which revisions need not be given: what was in force when
it began is taken to have been so ever before, and what was at its end for ever after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitord.model.evidence import InForce
from monitord.model.figures import Month
from monitord.model.inventory import Circuit, Inventory, Site
from monitord.model.ledger import Subject
from monitord.sla.months import midnight

EVER, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_A_DAY = timedelta(days=1)


class Stay(NamedTuple):
    """A time in which a subject was present at one site and, a circuit, with one provider."""

    start: datetime
    """[start, end), UTC; may reach out of the month."""
    end: datetime
    site: str
    provider: str | None


def presence(revisions: Iterable[InForce], month: Month) -> Mapping[Subject, Sequence[Stay]]:
    """The stays of every subject that is present at any time of the month, by time."""
    zone = ZoneInfo(month.timezone)
    found: dict[Subject, list[Stay]] = {}
    for revision in reaching_out(revisions, month):
        for subject, stay in _stays(revision, zone):
            _append(found.setdefault(subject, []), stay)
    return {
        subject: stays
        for subject, stays in found.items()
        if any(stay.start < month.end and stay.end > month.start for stay in stays)
    }


def reaching_out(revisions: Iterable[InForce], month: Month) -> list[InForce]:
    """The first in force ever before, the last for ever after, as far as they are at the edges."""
    found = list(revisions)
    if found and found[0].start <= month.start:
        found[0] = replace(found[0], start=EVER)
    if found and (found[-1].end or NEVER) >= month.end:
        found[-1] = replace(found[-1], end=None)
    return found


def _stays(revision: InForce, zone: ZoneInfo) -> Iterator[tuple[Subject, Stay]]:
    start, end = revision.start, revision.end or NEVER
    for subject, site, provider, dated in _subjects(revision.inventory):
        since, until = start, end
        for each in dated:
            if each.from_ is not None:
                since = max(since, midnight(each.from_, zone))
            if each.until is not None and each.until < date.max:
                until = min(until, midnight(each.until + _A_DAY, zone))
        if since < until:
            yield subject, Stay(since, until, site, provider)


def _subjects(
    inventory: Inventory,
) -> Iterator[tuple[Subject, str, str | None, tuple[Site | Circuit, ...]]]:
    """Every subject, its site and provider, and whose dates bound it."""
    sites = inventory.sites
    for circuit in inventory.circuits.values():
        site = sites[circuit.site]
        yield Subject("circuit", circuit.id), site.id, circuit.provider, (circuit, site)
    for site in sites.values():
        yield Subject("site", site.id), site.id, None, (site,)
    for device in inventory.devices.values():
        if device.role == "mcu":
            yield Subject("mcu", device.id), device.site, None, (sites[device.site],)


def _append(stays: list[Stay], stay: Stay) -> None:
    """After the others; what goes on as it was is one stay."""
    last = stays[-1] if stays else None
    if last and last.end == stay.start and last[2:] == stay[2:]:
        stays[-1] = last._replace(end=stay.end)
    else:
        stays.append(stay)
