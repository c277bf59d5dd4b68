"""From a body to what is to be done. Imports pydantic: see `bodies`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus

from exporters.web.bodies import (
    AckBody,
    AmendBody,
    CloseBody,
    CloseMonthBody,
    CommentBody,
    CorrectBody,
    CoverBody,
    TicketBody,
    WindowBody,
    read,
)
from exporters.web.refusals import RefusedError
from monitord.model.actions import Acknowledge, AnyAction, Close, Comment, Correct, Ticket
from monitord.model.incidents import Actor
from monitord.model.inventory import Inventory
from monitord.model.maintenance import Cover, Window
from monitord.model.names import did_you_mean
from monitord.model.reckoning import Amendment


def action_of(name: str, incident: str, by: Actor, body: bytes) -> AnyAction:
    """What `by` wants done to `incident`. Raises RefusedError."""
    make = ACTIONS.get(name)
    if make is None:
        near = did_you_mean(name, ACTIONS)
        raise RefusedError(HTTPStatus.NOT_FOUND, "desk.unknown-action", {"name": name}, near)
    return make(incident, by, body)


def window_of(body: bytes, inventory: Inventory) -> Window:
    """The window that is to be added, without an id. Raises RefusedError."""
    asked = read(WindowBody, body)
    return Window(
        id="",
        cover=_cover(asked.cover, inventory),
        start=asked.start,
        seconds=asked.seconds,
        repeat=asked.repeat,
        timezone=asked.timezone or inventory.organization.timezone,
        why=asked.why,
        who=asked.who or "",
        announced_at=asked.announced_at,
        source="command",
    )


def amendment_of(by: Actor, body: bytes) -> Amendment:
    """What `by` wants set right about an outage. Raises RefusedError."""
    asked = read(AmendBody, body)
    if asked.cause is None and asked.owner is None and asked.excluded is None:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "sla.nothing-to-correct")
    return Amendment(
        outage=asked.outage,
        why=asked.why,
        by=by,
        cause=asked.cause,
        owner=asked.owner,
        excluded=asked.excluded,
    )


def why_of(body: bytes) -> str:
    """Why a month is closed. Raises RefusedError."""
    return read(CloseMonthBody, body).why


def _ack(incident: str, by: Actor, body: bytes) -> AnyAction:
    asked = read(AckBody, body)
    return Acknowledge(incident=incident, by=by, note=asked.note, seconds=asked.seconds)


def _comment(incident: str, by: Actor, body: bytes) -> AnyAction:
    return Comment(incident=incident, by=by, note=read(CommentBody, body).note)


def _correct(incident: str, by: Actor, body: bytes) -> AnyAction:
    asked = read(CorrectBody, body)
    if asked.cause is None and asked.owner is None:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.nothing-to-correct")
    return Correct(incident=incident, by=by, note=asked.note, cause=asked.cause, owner=asked.owner)


def _ticket(incident: str, by: Actor, body: bytes) -> AnyAction:
    asked = read(TicketBody, body)
    if not asked.model_fields_set - {"note"}:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.nothing-to-report")
    return Ticket(
        incident=incident,
        by=by,
        note=asked.note,
        number=asked.number,
        reported_at=asked.reported_at,
        accepted_at=asked.accepted_at,
        conference_id=asked.conference_id,
    )


def _close(incident: str, by: Actor, body: bytes) -> AnyAction:
    return Close(incident=incident, by=by, note=read(CloseBody, body).note)


ACTIONS: Mapping[str, Callable[[str, Actor, bytes], AnyAction]] = {
    "ack": _ack,
    "comment": _comment,
    "correct": _correct,
    "ticket": _ticket,
    "close": _close,
}
"""By the last word of the address."""


def _cover(asked: CoverBody, inventory: Inventory) -> Cover:
    """What the inventory has of this id. Raises RefusedError."""
    known = _known(asked.kind, inventory)
    if asked.id not in known:
        near = did_you_mean(asked.id, known, 3)
        params = {"kind": asked.kind, "id": asked.id}
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.unknown-cover", params, near)
    return Cover(asked.kind, asked.id)


def _known(kind: str, inventory: Inventory) -> Collection[str]:
    match kind:
        case "site":
            return inventory.sites
        case "circuit":
            return inventory.circuits
        case "provider":
            return inventory.providers
    mcus = (device.id for device in inventory.devices.values() if device.role == "mcu")
    return {*inventory.mcu_groups, *mcus}
