"""Recordings of agents: a line `OID|TAG|VALUE` for each object, as snmpsim has it.

TAG is the BER tag in decimal: 2 INTEGER, 4 OCTET STRING, 5 NULL, 6 OBJECT IDENTIFIER, 64 IpAddress,
65 Counter32, 66 Gauge32, 67 TimeTicks, 68 Opaque, 70 Counter64. With an `x` behind it (`4x`) the
value is in hex. Options follow after colons:

- `rate=N`: a counter or TimeTicks that grows by N a second from VALUE; with `wander=R` beside it
  the rate rises and falls by the ratio R;
- `between=A,B`: a number that moves from A (idle) to B (busy); in a text it stands for `{}`;
- `ramp=A,B,S`: a number that goes from A to B in S seconds and stays there;
- `while=call`, `while=idle`: the object is only there while the device is in a call, or is not;
- `as=OID`: the value that another object of the recording has (used by faults; VALUE is empty).

In a text `{device}` and `{serial}` stand for the device's id and for a number of its own. Empty
lines and lines that begin with `#` are skipped. Objects may come in any order; the same one may
come twice only with `while=call` and `while=idle`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TypeAlias

from monitord.model.snmp import Value
from monitord.simulator.grammar import parse_line
from monitord.simulator.movement import Moment
from monitord.simulator.recorded import Line, While

Key: TypeAlias = tuple[int, ...]
"""An OID as numbers, which sort as agents walk."""

START = Moment()
_FOLDER = files("monitord.simulator") / "recordings"


class InvalidRecordingError(ValueError):
    """The text is no recording. `problems` has every reason, each as `file:line: what`."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that an agent has, in the order in which it is walked."""

    lines: tuple[Line, ...] = ()
    keys: tuple[Key, ...] = field(repr=False, default=())
    """The OID of each line as numbers."""

    def values(
        self, moment: Moment = START, person: Mapping[str, str] | None = None
    ) -> dict[str, Value]:
        """What the agent has at a moment, by OID; NULLs are left out."""
        present = [line for line in self.lines if line.there(moment)]
        values = {line.oid: line.at(moment, person or {}) for line in present}
        values |= {line.oid: values.get(line.same_as) for line in present if line.same_as}
        return {oid: value for oid, value in values.items() if value is not None}


def key_of(oid: str) -> Key:
    """The numbers of a dotted OID."""
    return tuple(map(int, oid.split(".")))


def load_recording(kind: str) -> Recording:
    """The shipped recording of a kind of device (`poly-group`).

    Raises InvalidRecordingError, and FileNotFoundError when there is none of the kind.
    """
    name = f"{kind}.snmprec"
    return parse_recording((_FOLDER / name).read_text("utf-8"), name)


def kinds() -> tuple[str, ...]:
    """The kinds of devices that have a recording, sorted."""
    names = (file.name for file in _FOLDER.iterdir())
    return tuple(sorted(n.removesuffix(".snmprec") for n in names if n.endswith(".snmprec")))


def parse_recording(text: str, filename: str) -> Recording:
    """The recording that `text` is. Raises InvalidRecordingError with every problem at once."""
    problems: list[str] = []
    lines = []
    seen: dict[tuple[str, While | None], int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip() or raw.startswith("#"):
            continue
        try:
            line = parse_line(raw)
            _once(line, number, seen)
        except ValueError as error:
            problems.append(f"{filename}:{number}: {error}")
        else:
            lines.append(line)
    if problems:
        raise InvalidRecordingError(problems)
    lines.sort(key=lambda line: key_of(line.oid))
    return Recording(tuple(lines), tuple(key_of(line.oid) for line in lines))


def _once(line: Line, number: int, seen: dict[tuple[str, While | None], int]) -> None:
    """Note the line. Raises ValueError when the object can be there twice at a time."""
    rivals: tuple[While | None, ...] = (None, line.whilst)
    if line.whilst is None:
        rivals = (None, "call", "idle")
    for rival in rivals:
        if (line.oid, rival) in seen:
            raise ValueError(f"{line.oid} is in line {seen[line.oid, rival]} already")
    seen[line.oid, line.whilst] = number
