"""The child process of `monitord.daemon.reckoner`: one question on standard input, one answer out.

Both are JSON. A refusal is an answer too, and then the exit code is `REFUSED`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from monitord.model.incidents import Actor, Cause, Owner
from monitord.model.ledger import LedgerError
from monitord.model.reckoning import Amendment, Wanted
from monitord.reckoning import changes, months
from monitord.reckoning.archive import opened
from monitord.reckoning.attended import attend
from monitord.reckoning.changes import StandingError
from monitord.reckoning.outages import plain
from monitord.store.failures import StoreError
from monitord.store.reading import CannotReadError

REFUSED = 3
"""Exit code: what is printed says why."""


def answer(question: Mapping[str, Any], now: datetime) -> bytes:
    """What is to be printed. Raises LedgerError, CannotReadError, StoreError."""
    asked = {name: value for name, value in question.items() if name not in ("do", "database")}
    return ANSWERS[question["do"]](question["database"], now, asked)


def _figures(url: str, now: datetime, asked: Mapping[str, Any]) -> bytes:
    with opened(url, now) as archive:
        month = archive.month(asked["month"])
        evidence, provider = archive.evidence(month), asked["provider"]
        made = months.figures_of(evidence, month, provider, own=asked["own"])
    return months.figures_document(made)


def _outages(url: str, now: datetime, asked: Mapping[str, Any]) -> bytes:
    with opened(url, now) as archive:
        found = months.found_outages(archive, Wanted(**asked))
    return encoded(months.outages_document(found))


def _amend(url: str, now: datetime, asked: Mapping[str, Any]) -> bytes:
    cause, owner = asked["cause"], asked["owner"]
    wanted = Amendment(
        outage=asked["outage"],
        why=asked["why"],
        by=Actor(**asked["by"]),
        cause=Cause(cause) if cause else None,
        owner=Owner(owner) if owner else None,
        excluded=asked["excluded"],
    )
    return encoded(changes.amend(url, wanted, now))


def _close(url: str, now: datetime, asked: Mapping[str, Any]) -> bytes:
    return encoded(changes.close(url, asked["month"], asked["why"], Actor(**asked["by"]), now))


def _revise(url: str, now: datetime, asked: Mapping[str, Any]) -> bytes:
    by = Actor(**asked["by"])
    return encoded(changes.revise_for(url, asked["incident"], asked["why"], by, now))


ANSWERS: Mapping[str, Callable[[str, datetime, Mapping[str, Any]], bytes]] = {
    "figures": _figures,
    "outages": _outages,
    "amend": _amend,
    "close": _close,
    "revise": _revise,
}
"""By what is to be done."""


def refusal(error: LedgerError | CannotReadError | StoreError) -> dict[str, Any]:
    """Why not: a code with parameters, what may have been meant, what stands in the way."""
    if isinstance(error, StoreError):
        return _refusal("desk.database-away", {"why": str(error)})
    if isinstance(error, CannotReadError):
        return _refusal("desk.database-away", {"why": f"{error.code} {error.params}"})
    code, params, near = plain(error)
    standing = error.standing if isinstance(error, StandingError) else ()
    return {
        **_refusal(code, params),
        "near": list(near),
        "standing": [
            {"outage": each.outage, "code": each.code, "params": dict(each.params)}
            for each in standing
        ],
    }


def _refusal(code: str, params: Mapping[str, str | int | float]) -> dict[str, Any]:
    return {"code": code, "params": dict(params), "near": [], "standing": []}


def encoded(document: object) -> bytes:
    """As the API gives it."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def main() -> int:
    """Read, answer, print; the exit code."""
    attend()
    question = json.load(sys.stdin)
    try:
        said, code = answer(question, datetime.now(UTC)), 0
    except (LedgerError, CannotReadError, StoreError) as error:
        said, code = encoded(refusal(error)), REFUSED
    sys.stdout.buffer.write(said)
    return code


if __name__ == "__main__":
    sys.exit(main())
