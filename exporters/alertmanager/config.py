"""A configuration for Alertmanager (0.25 and later) that suits an inventory. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporters.alertmanager.wire import INCIDENT
from monitord.model.inventory import Inventory, Team
from monitord.texts import Texts

WEBHOOK = "http://webhook.invalid/monitord"
"""Where receivers send until somebody writes their own: no such host can exist (RFC 6761, 6.4)."""
GROUP_WAIT = 10.0
"""Seconds for which the first alerts of an incident are gathered."""
GROUP_INTERVAL = 60.0
"""Seconds until what has changed of an incident is told, its end among it."""
OTHERS = "others"
"""The receiver of what has no team: Prometheus' alerts about monitord itself."""
ALIVE = "dead-mans-switch"
ALIVE_ALERT = "MonitordAlive"
"""Fires as long as Prometheus and monitord live (deploy/prometheus/rules)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the receivers that each team has."""

    id: str
    matchers: tuple[str, ...]
    """What of the team's alerts it takes besides."""
    repeat: str


KINDS = (
    Kind("escalated", ('escalated="yes"',), "1h"),
    Kind("morning", ('urgency="morning"',), "24h"),
    Kind("page", (), "4h"),
)
"""In the order in which they are asked: the last takes the rest."""


def alertmanager_config(
    inventory: Inventory,
    texts: Texts,
    group_wait: float = GROUP_WAIT,
    group_interval: float = GROUP_INTERVAL,
    webhook: str = WEBHOOK,
) -> str:
    """The file `alertmanager.yml`, with comments in the language of `texts`.

    Each team has three receivers, webhooks below `webhook` that people replace by their own.
    """
    teams = list(inventory.teams.values())
    whose = _one_line(inventory.organization.name)
    lines = [
        *_comments(texts, "alertmanager.header", organization=whose),
        "",
        *_root(texts, group_wait, group_interval),
        *_alive(texts),
        *_unattached(),
        *(line for team in teams for line in _routes(team)),
        "",
        *_comments(texts, "alertmanager.inhibit"),
        "",
        *_receivers(texts, teams, webhook.rstrip("/")),
    ]
    return "\n".join(lines) + "\n"


def receiver_of(team: str, kind: Kind) -> str:
    """The name of a team's receiver."""
    return f"{team}/{kind.id}"


def _root(texts: Texts, wait: float, interval: float) -> Iterator[str]:
    yield "route:"
    yield f"  receiver: {OTHERS}"
    yield from _comments(texts, "alertmanager.group", "  ")
    yield f"  group_by: [{INCIDENT}]"
    yield f"  group_wait: {_duration(wait)}"
    yield f"  group_interval: {_duration(interval)}"
    yield "  repeat_interval: 4h"
    yield "  routes:"


def _alive(texts: Texts) -> Iterator[str]:
    yield from _comments(texts, "alertmanager.alive", "    ")
    yield from _route(ALIVE, [f'alertname="{ALIVE_ALERT}"'])
    yield "      group_by: [alertname]"
    yield "      group_wait: 0s"
    yield "      group_interval: 1m"
    yield "      repeat_interval: 1m"


def _unattached() -> Iterator[str]:
    """What is no incident is grouped by what it is; else all of it would be one group."""
    yield from _route(OTHERS, [f'{INCIDENT}=""'])
    yield "      group_by: [alertname, instance]"


def _routes(team: Team) -> Iterator[str]:
    yield f"    # {_one_line(team.name)}"
    for kind in KINDS:
        yield from _route(receiver_of(team.id, kind), [f'team="{team.id}"', *kind.matchers])
        yield f"      repeat_interval: {kind.repeat}"


def _route(receiver: str, matchers: Iterable[str]) -> Iterator[str]:
    yield f"    - receiver: {receiver}"
    yield f"      matchers: [{', '.join(_single(each) for each in matchers)}]"


def _receivers(texts: Texts, teams: Iterable[Team], webhook: str) -> Iterator[str]:
    yield from _comments(texts, "alertmanager.receivers")
    yield "receivers:"
    yield from _receiver(OTHERS, webhook)
    yield from _receiver(ALIVE, webhook)
    for team in teams:
        yield f"  # {_one_line(team.name)}"
        for kind in KINDS:
            yield from _receiver(receiver_of(team.id, kind), webhook)


def _receiver(name: str, webhook: str) -> Iterator[str]:
    yield f"  - name: {name}"
    yield "    webhook_configs:"
    yield f"      - {{url: {json.dumps(f'{webhook}/{name}')}, send_resolved: true}}"


def _comments(texts: Texts, key: str, indent: str = "", **params: str) -> list[str]:
    return [f"{indent}# {line}".rstrip() for line in texts.say(key, **params).splitlines()]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _duration(seconds: float) -> str:
    """As Prometheus and Alertmanager write one, in whole milliseconds."""
    return f"{seconds:g}s" if seconds == int(seconds) else f"{round(seconds * 1000)}ms"
