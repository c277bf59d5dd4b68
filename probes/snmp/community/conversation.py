"""What is asked of an agent next, from what it has said so far: pure, without socket or clock.

A poll is a generator that yields a `Question` and is sent the `Answer`. Every part of it asks
through `Conversation.ask`, which knows when an agent is not worth asking any more.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, TypeVar

from monitord.model.snmp import Outcome, Value
from probes.snmp.bindings import EMPTY, BareBinding
from probes.snmp.packet import PduType

T = TypeVar("T")

TOO_BIG, NO_SUCH_NAME = 1, 2
STATUS_WORDS = (
    "noError",
    "tooBig",
    "noSuchName",
    "badValue",
    "readOnly",
    "genErr",
    "noAccess",
    "wrongType",
    "wrongLength",
    "wrongEncoding",
    "wrongValue",
    "noCreation",
    "inconsistentValue",
    "resourceUnavailable",
    "commitFailed",
    "undoFailed",
    "authorizationError",
    "notWritable",
    "inconsistentName",
)
"""By error-status (RFC 3416, 3)."""
DATAGRAM = 1452
"""Bytes of a request or a reply that cross Ethernet with IPv6, or PPPoE with IPv4, in one piece."""
AROUND = 50
"""Bytes of a message around its bindings, the community included: about."""


class Question(NamedTuple):
    """One request."""

    kind: PduType
    names: tuple[str, ...]
    repetitions: int = 0
    """Of a GET_BULK; non-repeaters are not used."""


class Reply(NamedTuple):
    """What came back, whatever it says."""

    status: int
    error_index: int
    """From 1; 0 when the error is nobody's."""
    bindings: list[BareBinding]
    size: int
    """Bytes of the datagram."""

    @property
    def word(self) -> str:
        """The error-status as RFC 3416 calls it."""
        return STATUS_WORDS[self.status] if 0 <= self.status < len(STATUS_WORDS) else "other"


class NoReply(NamedTuple):
    """Why nothing came that could be read."""

    outcome: Outcome
    error: str = ""
    heard: bool = False
    """The agent did answer this very request, with bindings that are none."""


Answer: TypeAlias = Reply | NoReply
Asking: TypeAlias = Generator[Question, Answer, T]


@dataclass(slots=True)
class Conversation:
    """What one poll has learnt so far."""

    found: dict[str, BareBinding] = field(default_factory=dict)
    """What was got by name, exceptions too."""
    tables: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    failures: dict[str, Outcome] = field(default_factory=dict)
    cut: int = 0
    error: str = ""
    first_failure: Outcome | None = None
    heard: bool = False
    """The agent has answered something."""
    silent: bool = False
    """A request found no answer: from now on none is repeated."""
    over: NoReply | None = None
    """Why nothing more is asked: a device that never answered, or refuses, costs no more."""

    def ask(self, question: Question) -> Asking[Answer]:
        """Put a question, unless that is of no use any more."""
        if self.over is not None:
            return self.over
        answer = yield question
        if isinstance(answer, Reply) or answer.heard:
            self.heard = True
            return answer
        self.silent = True
        if not self.heard or answer.outcome in {Outcome.REFUSED, Outcome.UNMEASURED}:
            self.over = answer
        return answer

    def fail(self, names: Iterable[str], outcome: Outcome, error: str = "") -> None:
        """Say of scalars or columns that they were not read."""
        self.failures.update(dict.fromkeys(names, outcome))
        if outcome is not Outcome.NO_OBJECT:
            self.first_failure = self.first_failure or outcome
            self.error = self.error or error

    def fail_for(self, names: Iterable[str], answer: Answer) -> None:
        """The same, for an answer that brought nothing."""
        if isinstance(answer, NoReply):
            self.fail(names, answer.outcome, answer.error)
        elif answer.status == NO_SUCH_NAME:
            self.fail(names, Outcome.NO_OBJECT)
        elif answer.status:
            self.fail(names, Outcome.ERROR_STATUS, answer.word)
        else:
            self.fail(names, Outcome.MALFORMED)

    def scalars(self) -> dict[str, Value]:
        """What was got and exists."""
        return {name: value for name, (_, _, value) in self.found.items() if value is not None}

    def outcome(self) -> Outcome:
        """OK when there is any value, else why there is none."""
        if any(self.tables.values()) or any(tag not in EMPTY for _, tag, _ in self.found.values()):
            return Outcome.OK
        if self.first_failure is not None:
            return self.first_failure
        return Outcome.NO_OBJECT if self.heard else Outcome.UNMEASURED
