"""Why the API does not do what it was asked: a status, a code, and what may have been meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from monitord.model.desk import DeskError, UnknownError
from monitord.model.names import did_you_mean
from monitord.model.reckoning import ReckoningError
from monitord.model.states import Param
from monitord.texts import MissingTextError, texts

UNAVAILABLE = frozenset({"desk.database-away", "desk.closed", "sla.busy", "sla.failed"})
"""Codes of what may well be done later."""
NOWHERE = frozenset(
    {
        "sla.month-unreadable",
        "sla.month-future",
        "sla.revision-unknown",
        "sla.no-data",
        "sla.empty",
        "sla.no-file",
        "sla.unknown-outage",
        "sla.unknown-provider",
        "sla.unknown-circuit",
        "sla.unknown-site",
    }
)
"""Codes of what there is not."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a body, or one parameter of the address.

    Or an outage that stands in the way: `field` is its id. `code` is a key of the texts.
    """

    field: str
    code: str
    params: Mapping[str, Param]
    near: tuple[str, ...] = ()


class RefusedError(Exception):
    """What was asked is not done. `code` is a key of the texts."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        params: Mapping[str, Param] | None = None,
        near: Sequence[str] = (),
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.params = status, code, params or {}
        self.near, self.problems = tuple(near), tuple(problems)


def of_desk(error: DeskError) -> RefusedError:
    """What the desk said, as the API says it."""
    if isinstance(error, UnknownError):
        near = did_you_mean(str(error.params["id"]), error.near, 3)
        return RefusedError(HTTPStatus.NOT_FOUND, error.code, error.params, near)
    if isinstance(error, ReckoningError):
        ways = [Problem(each.outage, each.code, each.params) for each in error.standing]
        return RefusedError(_status(error.code), error.code, error.params, error.near, ways)
    return RefusedError(_status(error.code), error.code, error.params)


def _status(code: str) -> HTTPStatus:
    if code in UNAVAILABLE:
        return HTTPStatus.SERVICE_UNAVAILABLE
    if code in NOWHERE:
        return HTTPStatus.NOT_FOUND
    wrong_times = code.startswith("maintenance.")
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong_times else HTTPStatus.CONFLICT


def document(refusal: RefusedError) -> dict[str, Any]:
    """For programs by code, for people in English. May block: it reads the catalogue once."""
    said = {
        "error": _sentence(refusal.code, refusal.params),
        "code": refusal.code,
        "params": dict(refusal.params),
        "did_you_mean": list(refusal.near),
    }
    if not refusal.problems:
        return said
    return {**said, "problems": [_problem(problem) for problem in refusal.problems]}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "field": problem.field,
        "error": _sentence(problem.code, problem.params),
        "code": problem.code,
        "params": dict(problem.params),
        "did_you_mean": list(problem.near),
    }


def _sentence(code: str, params: Mapping[str, Param]) -> str:
    try:
        return texts("en").say(code, **params)
    except MissingTextError:
        return code
