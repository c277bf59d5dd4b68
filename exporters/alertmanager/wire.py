"""Alerts and silences as Alertmanager's API v2 has them (api/v2/openapi.yaml, 0.25)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from exporters.slices import Slices
from monitord.model.alerts import Alert, Silence

Key: TypeAlias = frozenset[tuple[str, str]]
"""What makes two alerts one: their labels."""

INCIDENT = "incident"
"""The label by which alerts of one incident are grouped and silenced."""


def key_of(alert: Alert) -> Key:
    """The identity of an alert."""
    return frozenset(alert.labels.items())


def stamp(at: datetime) -> str:
    """RFC 3339 with microseconds, UTC."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Encoder:
    """Writes alerts as JSON; what does not change of an alert is written once."""

    def __init__(self) -> None:
        self._heads: dict[Key, tuple[Alert, bytes]] = {}

    def encode(self, alert: Alert, ends: datetime) -> bytes:
        """The object for this alert; a firing one ends at `ends` unless it is sent again.

        None may end before it begins: Alertmanager refuses that.
        """
        end = stamp(max(alert.ended_at or ends, alert.starts_at))
        return b'%s,"endsAt":"%s"}' % (self._head(alert), end.encode())

    def keep(self, keys: Iterable[Key]) -> None:
        """Forget the words of all other alerts."""
        self._heads = {key: self._heads[key] for key in keys if key in self._heads}

    def _head(self, alert: Alert) -> bytes:
        key = key_of(alert)
        known = self._heads.get(key)
        if known is not None and (known[0] is alert or known[0] == alert):
            return known[1]
        head = _dumps(_fixed(alert))[:-1]
        self._heads[key] = (alert, head)
        return head


def _fixed(alert: Alert) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "labels": dict(alert.labels),
        "annotations": dict(alert.annotations),
        "startsAt": stamp(alert.starts_at),
    }
    if alert.generator_url and _is_url(alert.generator_url):
        fields["generatorURL"] = alert.generator_url
    return fields


def _is_url(text: str) -> bool:
    """Whether Alertmanager takes it for one; else it would refuse all that come with it."""
    return text.isascii() and " " not in text and text.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Held:
    """A silence of ours that a replica has, in force or about to be."""

    id: str
    incident: str
    starts_at: datetime
    ends_at: datetime


def silence_body(held: Held | None, wanted: Silence, by: str) -> bytes:
    """A silence of all alerts of an incident, made `by` us; `held`: the one whose end is moved."""
    matcher = {"name": INCIDENT, "value": wanted.incident, "isRegex": False, "isEqual": True}
    fields: dict[str, Any] = {
        "matchers": [matcher],
        "startsAt": stamp(held.starts_at if held else wanted.starts_at),
        "endsAt": stamp(wanted.ends_at),
        "createdBy": by,
        "comment": wanted.comment if wanted.by == by else f"{wanted.by}: {wanted.comment}",
    }
    return _dumps({"id": held.id, **fields} if held else fields)


def held_in(silence: Mapping[str, Any], by: str) -> Held | None:
    """One of the answer to GET /silences; None: not by us, not of one incident, or over."""
    if silence["createdBy"] != by or silence["status"]["state"] == "expired":
        return None
    first, *more = silence["matchers"]
    if more or first["name"] != INCIDENT or first["isRegex"] or not first.get("isEqual", True):
        return None
    starts, ends = (datetime.fromisoformat(silence[key]) for key in ("startsAt", "endsAt"))
    return Held(silence["id"], first["value"], starts, ends)


async def elements(text: str) -> AsyncIterator[Any]:
    """Those of a JSON array, however many, without anything else having to wait.

    Raises ValueError, perhaps after some, for what is none.
    """
    slices, decoder = Slices(), json.JSONDecoder()
    at = _after(text, 0, "[")
    while text[at : at + 1] != "]":
        element, at = decoder.raw_decode(text, at)
        yield element
        at = _skipped(text, at)
        if text[at : at + 1] != "]":
            at = _after(text, at, ",")
        if slices.over:
            await slices.rest()


def _after(text: str, at: int, sign: str) -> int:
    """Where what follows `sign` begins."""
    at = _skipped(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(f"no {sign} at {at}")
    return _skipped(text, at + 1)


def _skipped(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\n", "\r", "\t"):
        at += 1
    return at


def _dumps(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
