"""Messages as JSON and back, for a channel that leaves the process.

Unknown fields are refused, and so is another schema: a poller and a centre of different ages must
notice. Datetimes are ISO 8601 in UTC with microseconds.
"""

from __future__ import annotations

import json
from dataclasses import fields

from pydantic import TypeAdapter, ValidationError

from monitord.model.messages import (
    SCHEMA,
    AnyCommand,
    AnyEvent,
    Heartbeat,
    Observation,
    Recheck,
    RunOnce,
    SetInterval,
    StreamSummary,
    Summary,
    Transition,
)

AnyMessage = AnyEvent | AnyCommand

_TYPES: dict[str, type[AnyMessage]] = {
    "transition": Transition,
    "summary": Summary,
    "stream_summary": StreamSummary,
    "observation": Observation,
    "heartbeat": Heartbeat,
    "recheck": Recheck,
    "set_interval": SetInterval,
    "run_once": RunOnce,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_ADAPTERS: dict[str, TypeAdapter[AnyMessage]] = {
    name: TypeAdapter(kind) for name, kind in _TYPES.items()
}


class WireError(ValueError):
    """Bytes that are not a message of this schema."""


def encode(message: AnyMessage) -> bytes:
    """One message as a JSON object."""
    kind = _NAMES[type(message)]
    body = _ADAPTERS[kind].dump_python(message, mode="json")
    return json.dumps({"schema": SCHEMA, "kind": kind, "body": body}, ensure_ascii=False).encode()


def decode(data: bytes) -> AnyMessage:
    """The message in `data`.

    Raises WireError when it is not one, or of another schema.
    """
    try:
        envelope = json.loads(data)
        if envelope["schema"] != SCHEMA:
            raise WireError(f"schema {envelope['schema']} instead of {SCHEMA}")
        body = envelope["body"]
        message = _ADAPTERS[envelope["kind"]].validate_python(body)
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise WireError(f"not a message: {error}") from None
    except ValidationError as error:
        raise WireError(f"not a message: {error.error_count()} wrong fields") from None
    strange = body.keys() - {field.name for field in fields(message)}
    if strange:
        raise WireError(f"unknown fields: {', '.join(sorted(strange))}")
    return message
