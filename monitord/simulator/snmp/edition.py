"""Recordings as they are in a state: in a call, on battery, with an interface down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from monitord.simulator.grammar import parse_line
from monitord.simulator.movement import Moment
from monitord.simulator.recorded import NUMBERS, OCTETS, Line
from monitord.simulator.snmp.condition import INTERFACE, WRONG_TYPE
from monitord.simulator.snmp.mib import STATE, Mib

IF_NAME = "1.3.6.1.2.1.31.1.1.1.1."
IF_TABLES = ("1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1.")
IF_OPER_STATUS = "1.3.6.1.2.1.2.2.1.8."
DOWN = 2
NO_UTF8 = b"\xff\xfe"
_FOLDER = files("monitord.simulator.snmp") / "overlays"

Objects: TypeAlias = dict[str, tuple[Line, str]]
"""By OID: the object, and the clock by which it moves."""


def edition(lines: Iterable[Line], states: Collection[str], *, in_call: bool) -> Mib:
    """What an agent with these recorded lines has in these states."""
    moment = Moment(in_call=in_call)
    objects: Objects = {line.oid: (line, STATE) for line in lines if line.there(moment)}
    for state in sorted(states, key=lambda each: each == WRONG_TYPE):
        if state.startswith(INTERFACE):
            _cut(objects, state)
        elif state == WRONG_TYPE:
            _confuse(objects)
        else:
            _lay_over(objects, state)
    return Mib(_resolved(line, clock, objects) for line, clock in objects.values())


@cache
def overlay(state: str) -> Mapping[str, Line]:
    """What agents say in a state, by OID; one that ends in `.` means every row of its column.

    The file is written like a recording. Raises FileNotFoundError for a state that has none.
    """
    found = {}
    for raw in (_FOLDER / f"{state}.snmprec").read_text("utf-8").splitlines():
        if raw and not raw.startswith("#"):
            oid = raw.partition("|")[0].removesuffix("*")
            found[oid] = parse_line(raw.replace(".*|", "|", 1))
    return found


def _lay_over(objects: Objects, state: str) -> None:
    """Replace what the agent has, and nothing else: one overlay serves all vendors."""
    for oid, line in overlay(state).items():
        hit = [each for each in objects if each.startswith(oid)] if oid.endswith(".") else [oid]
        for each in hit:
            row = each[len(oid) - 1 :] if oid.endswith(".") else ""
            same_as = line.same_as and line.same_as + row
            if each in objects and (same_as is None or same_as in objects):
                objects[each] = replace(line, oid=each, same_as=same_as), state


def _cut(objects: Objects, state: str) -> None:
    """The interface that the state names is down, and its counters stand still."""
    name = state.removeprefix(INTERFACE).encode()
    rows = [o[len(IF_NAME) :] for o, (line, _) in objects.items() if _names(line, name)]
    for oid, (line, _) in list(objects.items()):
        if oid.startswith(IF_TABLES) and oid.rpartition(".")[2] in rows:
            status = oid.startswith(IF_OPER_STATUS)
            objects[oid] = (replace(line, value=DOWN) if status else line, state)


def _names(line: Line, name: bytes) -> bool:
    return line.oid.startswith(IF_NAME) and line.value == name


def _confuse(objects: Objects) -> None:
    """Numbers are texts."""
    for oid, (line, _) in list(objects.items()):
        if line.tag in NUMBERS:
            objects[oid] = (Line(oid, OCTETS, NO_UTF8), WRONG_TYPE)


def _resolved(line: Line, clock: str, objects: Objects) -> tuple[Line, str]:
    """The object itself, or the one whose value it has."""
    if line.same_as is None:
        return line, clock
    other, clock = objects[line.same_as]
    return replace(other, oid=line.oid), clock
