"""What passes between the simulator and the process that speaks version 3: one JSON text each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from monitord.simulator.snmp.condition import Condition

MOST_BYTES = 1 << 18


@dataclass(frozen=True, slots=True, repr=False)
class Introduction:
    """An agent that is to be played. Holds secrets: it goes to the process and nowhere else."""

    device: str
    recordings: tuple[str, ...]
    user: str
    auth: tuple[str, str] | None
    """Algorithm and pass phrase, in hex."""
    priv: tuple[str, str] | None

    def __repr__(self) -> str:
        return f"Introduction({self.device})"

    @classmethod
    def parse(cls, text: bytes) -> Introduction:
        """Undo `write`."""
        fields = json.loads(text)
        recordings, auth, priv = (fields[name] for name in ("recordings", "auth", "priv"))
        return cls(
            fields["device"],
            tuple(recordings),
            fields["user"],
            tuple(auth) if auth else None,
            tuple(priv) if priv else None,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A request that has reached an agent."""

    number: int
    device: str
    at: int
    condition: Condition
    request: str
    """In hex."""

    @classmethod
    def parse(cls, text: bytes) -> Question:
        """Undo `write`."""
        fields = json.loads(text)
        condition = fields.pop("condition")
        condition["reboots"] = tuple(condition["reboots"])
        return cls(condition=Condition(**condition), **fields)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent sends; no request when it stays silent."""

    number: int
    answers: tuple[str, ...]
    """In hex."""

    @classmethod
    def parse(cls, text: bytes) -> Reply:
        """Undo `write`."""
        fields = json.loads(text)
        return cls(fields["number"], tuple(fields["answers"]))


def write(note: Introduction | Question | Reply) -> bytes:
    """The text of a note."""
    return json.dumps(asdict(note)).encode()
