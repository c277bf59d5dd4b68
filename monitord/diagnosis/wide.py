"""Many silences at once: one cause above all of them. Pure.

- *provider*: at least `provider_circuits` of its circuits fell silent within `provider_within`
  seconds, and with those behind them they are `provider_share` of its primary ones;
- *upstream*: the centre's own routers are silent; or within as many seconds `upstream_share` of all
  sites, and of those that hang on the centre directly, by two roots at least. Where all of them
  are one provider's, and there is another one, it is the provider.

A circuit that was silent long before is dead by itself. One that falls silent later, while the wide
cause lasts, is dead by it. One that has just come back still counts for a moment, so that a cause
that ends circuit by circuit does not fall apart into the circuits that are last.

Sites without power, in maintenance or not in service witness nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitord.diagnosis.causes import rule_on
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.silences import Quiet
from monitord.model.incidents import Cause, Scope
from monitord.model.states import Param, Reason


@dataclass(frozen=True, slots=True)
class Wide:
    """A cause above several roots of silence."""

    scope: Scope
    subject: str
    roots: tuple[Quiet, ...]
    since: datetime
    decided_at: datetime
    reason: Reason


def widen(sight: Sight, quiets: Sequence[Quiet]) -> list[Wide]:
    """The wide causes among these roots; no root belongs to two."""
    rules = sight.world.rules
    witnesses = [quiet for quiet in quiets if _witness(quiet, sight)]
    by_provider: dict[str, list[Quiet]] = {}
    for quiet in witnesses:
        provider = provider_of(quiet, sight)
        if provider is not None:
            by_provider.setdefault(provider, []).append(quiet)
    centre = _upstream(sight, witnesses)
    if centre is not None:
        return [centre]
    found = (
        _provider(sight, provider, members)
        for provider, members in by_provider.items()
        if len(members) + len(sight.world.came_back) >= rules.provider_circuits
    )
    return [wide for wide in found if wide is not None]


def provider_of(quiet: Quiet, sight: Sight) -> str | None:
    """Whose circuit is silent; None where that is not one provider's."""
    if quiet.root.kind == "circuit":
        return sight.world.inventory.circuits[quiet.root.id].provider
    return sight.places[quiet.root.id].provider


def _witness(quiet: Quiet, sight: Sight) -> bool:
    if quiet.window is not None or not any(sight.places[i].in_service for i in quiet.sites):
        return False
    facts = sight.world.facts.get(quiet.root.id)
    return not facts or rule_on(quiet, sight).cause is not Cause.POWER


def _provider(sight: Sight, provider: str, members: list[Quiet]) -> Wide | None:
    rules, total = sight.world.rules, sight.world.ties.primaries[provider]
    cluster, at_once = _cluster(members, rules.provider_within)
    back = _back(sight, cluster[0].since, lambda ident: _by_itself(ident, provider, sight))
    if at_once + len(back) < rules.provider_circuits:
        return None
    dead = sum(_lines(sight, quiet, provider) for quiet in cluster) + len(back)
    if dead < rules.provider_share * total:
        return None
    tipping = min(rules.provider_circuits, len(cluster)) - 1
    return _wide(
        Scope.PROVIDER, provider, cluster, tipping, "provider.wide",
        provider=provider, circuits=dead, total=total,
    )  # fmt: skip


def _upstream(sight: Sight, members: list[Quiet]) -> Wide | None:
    ties, rules = sight.world.ties, sight.world.rules
    root = ties.root
    if root is None or not members or sight.silence(root) is not None:
        return None
    cluster, at_once = _cluster(members, rules.provider_within)
    back = _back(sight, cluster[0].since, lambda ident: ident != root)
    if _of_one_provider(sight, members, back):
        return None
    silent = {ident for quiet in cluster for ident in quiet.sites}.union(_following(sight, back))
    directly = ties.below(root)
    total = len(sight.places) - 1
    if (
        at_once + len(back) < 2
        or len(silent) < rules.upstream_share * total
        or sum(ident in silent for ident in directly) < rules.upstream_share * len(directly)
    ):
        return None
    return _wide(
        Scope.CENTRE, root, cluster, len(cluster) - 1, "upstream.wide",
        silent=len(silent), total=total,
    )  # fmt: skip


def _of_one_provider(sight: Sight, members: list[Quiet], back: list[str]) -> bool:
    """Whether all that are or were silent are one provider's, and there is another one."""
    providers = {provider_of(quiet, sight) for quiet in members}
    providers.update(sight.places[ident].provider for ident in back)
    return len(providers - {None}) == 1 and len(sight.world.ties.primaries) > 1


def _wide(
    scope: Scope, subject: str, roots: list[Quiet], tipping: int, code: str, **params: Param
) -> Wide:
    """`tipping`: the place of the transition that decided it, among those of the roots."""
    decided = sorted(quiet.decided_at for quiet in roots)
    reason = Reason(code, params)
    return Wide(scope, subject, tuple(roots), roots[0].since, decided[tipping], reason)


def _cluster(members: Iterable[Quiet], within: float) -> tuple[list[Quiet], int]:
    """The most that fell silent within so many seconds, with all that did so later, by time.

    And how many the first of these are.
    """
    found = sorted(members, key=lambda quiet: quiet.since)
    span, first, best, most = timedelta(seconds=within), 0, 0, 0
    for last, quiet in enumerate(found):
        while quiet.since - found[first].since > span:
            first += 1
        if last - first + 1 > most:
            best, most = first, last - first + 1
    return found[best:], most


def _back(sight: Sight, since: datetime, counts: Callable[[str], bool]) -> list[str]:
    """Sites that were silent after `since`, and have come back a moment ago."""
    world = sight.world
    earliest = max(since, world.now - timedelta(seconds=world.rules.settle))
    return [
        ident
        for ident, at in world.came_back.items()
        if at > earliest and ident in sight.places and sight.silence(ident) is None
        and counts(ident)
    ]  # fmt: skip


def _following(sight: Sight, back: list[str]) -> set[str]:
    """Sites that came back, and what hangs on them and is still on its way."""
    below = (ident for site in back for ident in sight.world.ties.subtree(site))
    return {*back, *(ident for ident in below if sight.silence(ident) is not None)}


def _by_itself(ident: str, provider: str, sight: Sight) -> bool:
    """Whether a site of the provider came back, and not because what it hangs on did.

    That may show a moment later than the site itself.
    """
    at, world = sight.places[ident], sight.world
    if at.provider != provider:
        return False
    back, above = world.came_back[ident], at.above
    while above is not None:
        began = world.came_back.get(above)
        if began is not None and abs(back - began) <= timedelta(seconds=world.rules.recovery):
            return False
        if sight.silence(above) is not None:
            return False
        above = sight.places[above].above
    return True


def _lines(sight: Sight, quiet: Quiet, provider: str) -> int:
    """Primary circuits of the provider that are silent with this root."""
    own = 0
    if quiet.root.kind == "circuit":
        line = sight.world.inventory.circuits[quiet.root.id]
        own = 1 if line.role == "primary" else 0
    return own + sum(
        1
        for ident in quiet.sites
        for line in sight.places[ident].primaries
        if line.provider == provider
    )
