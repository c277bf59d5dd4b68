"""Bodies of requests: small, in JSON, in time, and only of fields that there are.

Imported when the first body comes: pydantic is 20 MB of code.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Literal, TypeVar
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from exporters.web.queries import YEARS
from exporters.web.refusals import Problem, RefusedError
from monitord.model.incidents import Cause, Owner
from monitord.model.names import did_you_mean
from monitord.model.states import Param

DAY = 86_400.0
CODES: Mapping[str, tuple[str, str | None, str | None]] = {
    "missing": ("problem.missing", None, None),
    "string_type": ("problem.text", None, None),
    "string_unicode": ("problem.text", None, None),
    "string_too_short": ("problem.empty", None, None),
    "string_too_long": ("problem.too-long", "most", "max_length"),
    "greater_than_equal": ("problem.too-small", "least", "ge"),
    "less_than_equal": ("problem.too-big", "most", "le"),
    "float_type": ("problem.number", None, None),
    "finite_number": ("problem.number", None, None),
    "enum": ("problem.choice", "choices", "expected"),
    "literal_error": ("problem.choice", "choices", "expected"),
    "bool_type": ("problem.yes-no", None, None),
    "datetime_type": ("problem.instant", None, None),
    "datetime_parsing": ("problem.instant", None, None),
    "datetime_from_date_parsing": ("problem.instant", None, None),
    "timezone_aware": ("problem.offset", None, None),
    "control": ("problem.control", None, None),
    "timezone": ("problem.timezone", None, None),
    "year": ("problem.year", None, None),
    "json_invalid": ("problem.json", None, None),
    "model_type": ("problem.object", None, None),
}
"""By what pydantic calls it: our code, and the name of its parameter, here and there."""
B = TypeVar("B", bound="Body")


def _printable(text: str) -> str:
    """No control characters: they are invisible, and PostgreSQL takes no NUL."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text if letter not in "\n\t"):
        raise PydanticCustomError("control", "has control characters")
    return text


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("timezone", "no time zone of this name")
    return name


def _of_this_age(when: datetime) -> datetime:
    if not YEARS[0] <= when.year <= YEARS[1]:
        raise PydanticCustomError("year", "is too long ago, or too far away")
    return when


Instant = Annotated[AwareDatetime, AfterValidator(_of_this_age)]
"""ISO 8601 with an offset."""
Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(_printable),
]
"""What people write."""
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_printable),
]
OutageId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
]
"""Of an outage or an incident; an outage's has the ids of both and of a device."""
Rule = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""RFC 5545, 3.3.10; whether it can be read is for the desk to say."""


class Body(BaseModel):
    """What every body has in common."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class AckBody(Body):
    """Of `ack`; `seconds` None: until it closes."""

    seconds: Annotated[float, Field(ge=60, le=30 * DAY)] | None = None
    note: Note | None = None


class CommentBody(Body):
    """Of `comment`."""

    note: Note


class CorrectBody(Body):
    """Of `correct`."""

    cause: Cause | None = None
    owner: Owner | None = None
    note: Note | None = None


class TicketBody(Body):
    """Of `ticket`."""

    number: Name | None = None
    reported_at: Instant | None = None
    accepted_at: Instant | None = None
    conference_id: Name | None = None
    note: Note | None = None


class CloseBody(Body):
    """Of `close`: why it is over is to be said."""

    note: Note


class CoverBody(Body):
    """What is worked on."""

    kind: Literal["site", "circuit", "provider", "mcu"]
    id: Name


class WindowBody(Body):
    """Of a new maintenance window; `timezone` None: the organization's, `who` None: who asks."""

    cover: CoverBody
    start: Instant
    seconds: Annotated[float, Field(ge=60, le=31 * DAY)]
    repeat: Rule | None = None
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    why: Note
    who: Name | None = None
    announced_at: Instant | None = None


class AmendBody(Body):
    """Of a correction of an outage; `excluded`: both sides agree to leave it out, or no more."""

    outage: OutageId
    cause: Cause | None = None
    owner: Owner | None = None
    excluded: bool | None = None
    why: Note


CORRECTING = (CorrectBody, AmendBody)


class CloseMonthBody(Body):
    """Of the closing of a month."""

    why: Note


def read(kind: type[B], body: bytes) -> B:
    """What `body` says; an empty one says nothing. Raises RefusedError."""
    try:
        return kind.model_validate_json(body or b"{}")
    except ValidationError as error:
        found = [_problem(kind, each) for each in error.errors(include_url=False)]
        raise RefusedError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "desk.invalid", problems=found
        ) from None


def _problem(kind: type[Body], error: ErrorDetails) -> Problem:
    """Where, what, and what may have been meant."""
    place, wrong = error["loc"], error["input"]
    field = ".".join(map(str, place))
    if error["type"] == "extra_forbidden":
        near = did_you_mean(str(place[-1]), _fields(kind, place[:-1]), 3)
        return Problem(field, "problem.unknown-field", {}, tuple(near))
    choices = _choices(kind, field)
    near = did_you_mean(wrong, choices, 3) if choices and isinstance(wrong, str) else []
    return Problem(field, *_said(error), tuple(near))


def _said(error: ErrorDetails) -> tuple[str, Mapping[str, Param]]:
    """Code and parameters of what pydantic says, so that it can be said in any language."""
    code, name, limit = CODES.get(error["type"], ("problem.other", "said", None))
    if name is None:
        return code, {}
    found = error["msg"] if limit is None else error.get("ctx", {}).get(limit)
    words = found if isinstance(found, int | float | str) else str(found)
    return code, {name: words.replace("'", "") if isinstance(words, str) else words}


def _fields(kind: type[Body], place: Sequence[int | str]) -> Sequence[str]:
    inside = CoverBody if place else kind
    return list(inside.model_fields)


def _choices(kind: type[Body], field: str) -> Sequence[str]:
    """The words that a field takes; empty: it takes others too."""
    enums: dict[str, type[StrEnum]] = {"cause": Cause, "owner": Owner}
    if field == "cover.kind":
        return ("site", "circuit", "provider", "mcu")
    return [str(one) for one in enums[field]] if field in enums and kind in CORRECTING else []
