"""What happened, in lines: what, since when, how many cannot meet, why, who answers for it."""

from __future__ import annotations

from collections.abc import Iterator

from monitord.alerts.matter import Matter
from monitord.alerts.words import Words
from monitord.model.incidents import Aspect, Cause, Incident, Owner, Scope, Severity
from monitord.model.inventory import Inventory
from monitord.model.states import Reason
from monitord.texts import MissingTextError


def headline(words: Words, inventory: Inventory, incident: Incident) -> str:
    """What broke, in one line (Điểm cầu UBND xã Như Thanh mất kết nối)."""
    key = f"alert.what.{incident.key.scope}.{incident.key.aspect}"
    special = f"{key}.{incident.cause}"
    key = special if special in words.texts.entries else key
    return words.say(key, name=subject(inventory, incident))


def subject(inventory: Inventory, incident: Incident) -> str:
    """What people call the thing that is broken; its id when the inventory has it no more."""
    ident = incident.key.subject
    match incident.key.scope:
        case Scope.SITE | Scope.CENTRE:
            return site_name(inventory, ident)
        case Scope.PROVIDER:
            provider = inventory.providers.get(ident)
            return provider.name if provider else ident
        case Scope.MCU:
            group = inventory.mcu_groups.get(ident)
            device = inventory.devices.get(group.primary if group else ident)
            return device.name or device.id if device else ident
        case _:
            return ident


def site_name(inventory: Inventory, ident: str) -> str:
    """A site's name; its id when the inventory has it no more."""
    site = inventory.sites.get(ident)
    return site.name if site else ident


def impact(words: Words, incident: Incident) -> str:
    """How many sites suffer (30 điểm cầu không họp được)."""
    if incident.key.aspect is Aspect.ISOLATION:
        return words.say("alert.affected.unknown")
    number = len(incident.sites) if incident.open else incident.most_sites
    kind = "cannot-meet" if incident.severity is Severity.CRITICAL else "affected"
    if number == 0:
        return words.say("alert.affected.none")
    return words.say(
        f"alert.{kind}.{'one' if number == 1 else 'many'}", n=words.texts.number(number, 0)
    )


def why(words: Words, reason: Reason) -> str:
    """A reason in words; its code where nobody wrote any: an alert goes out whatever happens."""
    try:
        return words.texts.reason(reason)
    except MissingTextError:
        return reason.code


def describe(words: Words, inventory: Inventory, matter: Matter) -> str:
    """The description, a fact a line."""
    return "\n".join(_lines(words, inventory, matter))


def _lines(words: Words, inventory: Inventory, matter: Matter) -> Iterator[str]:
    say, incident = words.say, matter.incident
    since = words.instant(incident.since)
    yield say("alert.line.what", what=headline(words, inventory, incident), since=since)
    if incident.sites and incident.key.aspect is not Aspect.ISOLATION:
        names = words.several([site_name(inventory, ident) for ident in incident.sites])
        yield say("alert.line.sites", impact=sentence(impact(words, incident)), names=names)
    yield _cause(words, incident)
    yield _owner(words, matter)
    dial = _instead(matter)
    if dial is not None:
        yield say("alert.line.standby-number", dial=dial)
    yield from _course(words, inventory, incident)


def _cause(words: Words, incident: Incident) -> str:
    unknown = incident.cause is Cause.UNDETERMINED
    certainty = "undetermined" if unknown else incident.certainty
    cause = words.say(f"cause.{incident.cause}")
    if incident.corrected and not unknown:  # the reason is of what the rules had concluded
        return words.say("alert.line.cause.corrected", cause=cause)
    reason = why(words, incident.reason)
    return words.say(f"alert.line.cause.{certainty}", cause=cause, reason=reason)


def _owner(words: Words, matter: Matter) -> str:
    """Who answers for it, by name where the inventory has one."""
    owner = matter.incident.owner
    companies = {
        Owner.PROVIDER: matter.provider,
        Owner.OPERATOR: matter.operator,
        Owner.UTILITY: matter.utility,
        Owner.UPSTREAM: matter.upstream,
    }
    company, said = companies.get(owner), words.say(f"owner.{owner}")
    if company is None:
        return words.say("alert.line.owner", owner=said)
    return words.say("alert.line.owner.named", owner=said, name=company.name)


def _instead(matter: Matter) -> str | None:
    """What to dial while something stands in; None: nothing does, or it has no number."""
    key = matter.incident.key
    if key.aspect is not Aspect.STANDBY or not matter.incident.open:
        return None
    if key.scope is Scope.MCU:
        return matter.other_mcu.dial if matter.other_mcu else None
    return matter.dial


def _course(words: Words, inventory: Inventory, incident: Incident) -> Iterator[str]:
    """What has become of it so far."""
    say = words.say
    if incident.overrun:
        yield say("alert.line.overrun", window=incident.overrun)
    if incident.flapping:
        yield say("alert.line.flapping")
    if incident.reopened:
        yield say("alert.line.reopened", n=incident.reopened)
    if incident.provider_ticket:
        yield say("alert.line.ticket", ticket=incident.provider_ticket)
    for step in incident.escalations:
        team = inventory.teams.get(step.team)
        name = team.name if team else step.team
        yield say("alert.line.escalated", team=name, at=words.instant(step.at))
    yield from _ends(words, incident)


def _ends(words: Words, incident: Incident) -> Iterator[str]:
    say = words.say
    taken = incident.acknowledged
    if taken is not None:
        yield say("alert.line.acknowledged", name=taken.by.name, at=words.instant(taken.at))
    if incident.merged_into:
        yield say("alert.line.merged", incident=incident.merged_into)
    elif incident.restored_at is not None and not incident.open:
        seconds = (incident.restored_at - incident.since).total_seconds()
        spent = words.texts.duration(seconds)
        yield say("alert.line.restored", at=words.instant(incident.restored_at), duration=spent)
    elif incident.closed_by is not None and incident.closed_at is not None:
        at = words.instant(incident.closed_at)
        yield say("alert.line.closed", name=incident.closed_by.name, at=at)


def sentence(text: str) -> str:
    """`text` with a capital letter."""
    return text[:1].upper() + text[1:]
