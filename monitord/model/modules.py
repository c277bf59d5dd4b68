"""SNMP modules after loading: which objects of an agent are read, and what each of them means.

A module is data: a YAML file, read by `monitord.modules`. Equal revisions are equal modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

RULE_REASONS: Mapping[str, str] = {
    "snmp.not-registered": "protocol",
    "snmp.ports": "medium",
    "snmp.battery-minutes": "",
    "snmp.on-battery": "",
    "snmp.battery-low": "",
    "snmp.battery-status": "",
    "snmp.overload": "line",
    "snmp.interface-down": "interface",
    "snmp.interface-full": "interface",
    "snmp.cpu": "cpu",
    "snmp.memory": "memory",
    "snmp.storage": "storage",
    "snmp.temperature": "sensor",
    "snmp.part-failed": "part",
    "snmp.alarms": "",
    "snmp.mcu-status": "",
    "snmp.call-loss": "medium",
    "snmp.call-jitter": "medium",
    "snmp.call-latency": "medium",
    "snmp.path-loss": "path",
    "snmp.path-delay": "path",
    "snmp.path-jitter": "path",
    "snmp.path-mos": "path",
    "snmp.over": "",
    "snmp.under": "",
}
"""The reasons that a rule may give, and the label that names what it is about.

Each has words in both languages. `snmp.over` and `snmp.under` fit any quantity. Parameters: the
labels; `value` and `limit` with the quantity's unit (`value_ratio`, `limit_seconds`), `value` alone
for a state; `quantity` for the last two.
"""

ObservationKind: TypeAlias = Literal[
    "on-battery", "registration-lost", "equipment-failed", "mcu-failed"
]
"""Facts about the world that a rule may state; said once when it begins to hold (`active` 1) and
once when it ends (`active` 0)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Of an object: its value is one of `is_`, or (`filled`) a text that is not empty."""

    oid: str
    is_: tuple[int | str, ...] = ()
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """When a reading degrades the check, or is worth telling. Exactly one comparison is given."""

    reason: str | None
    """A key of RULE_REASONS: the check is degraded while it holds; None: it is only told."""
    above: float | None = None
    below: float | None = None
    is_: tuple[str, ...] = ()
    """For a quantity of the type `state`."""
    clear: float | None = None
    """It ends only once the value is back past this, so that it does not dither."""
    polls: int = 1
    """Polls in a row for which the comparison must hold."""
    observe: ObservationKind | None = None
    circuits_only: bool = False
    """Only for interfaces behind which a circuit of the inventory ends."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An object and the quantity that it gives.

    value = number(raw) × scale × scale_by[raw of that object] × 10^(exponent) ÷ raw(over), or what
    `values` has for raw. A raw value of another type, in `unknown`, or missing in `values` gives no
    reading.
    """

    object: str
    """The MIB's own name, for walks and messages."""
    oid: str
    """A scalar's instance with its `.0`, or a column."""
    quantity: str
    labels: Mapping[str, str] = field(default_factory=dict)
    """Constant ones. In a table the label that names the row comes from `Table.label`."""
    values: Mapping[int | str, float | str | None] | None = None
    """An enumeration: raw to number, to one of the quantity's states, or to None (not known)."""
    pattern: str | None = None
    """A regular expression over a text, whose first group holds the number (DisplayStrings)."""
    scale: float = 1.0
    scale_by: tuple[str, Mapping[int, float]] | None = None
    """Another object of the same row (or a scalar) whose value chooses a further factor."""
    sensor: tuple[str, str] | None = None
    """EntitySensorDataScale and …Precision of the same row (RFC 3433): value × 10^(3(s−9)−p), where
    a precision below 0 counts as 0 (it tells accurate digits, not places)."""
    over: str | None = None
    """The object by whose value it is divided; no reading where that is 0."""
    unknown: tuple[int | str, ...] = ()
    """Raw values that mean "not measured"."""
    when: tuple[Condition, ...] = ()
    """It counts only where all of these hold, in the same row (or scalars)."""
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """Rows counted: "in a call" is a call table with rows. `at_most` 1 makes it yes or no."""

    quantity: str
    labels: Mapping[str, str] = field(default_factory=dict)
    at_most: int | None = None
    when: tuple[Condition, ...] = ()
    """Only rows in which all of these hold."""
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A conceptual table."""

    object: str
    label: str | None = None
    """The label that tells its rows apart; None: readings of all rows are combined by `merge`."""
    name: str | None = None
    """The column whose text is the label's value; None (or an empty text): the index. Rows of the
    same name get their index behind it."""
    also: tuple[str, ...] = ()
    """Columns read for conditions and divisors only, and (`object` of an entry) none other."""
    keep: tuple[Condition, ...] = ()
    """A row counts when any of these holds; all rows without any."""
    drop: tuple[Condition, ...] = ()
    """A row does not count when any of these holds, whatever `keep` says."""
    newest: bool = False
    """The index ends in the number of a run: of the rows that differ in it alone the one with the
    greatest counts, named without it (a router's tests keep the rows of past runs)."""
    index: Literal["numbers", "texts"] = "numbers"
    """How an index becomes a label: as it is, or as the texts in it, each behind its length
    (RFC 2578, 7.7), joined by a slash."""
    most_rows: int = 64
    columns: tuple[Entry, ...] = ()
    counts: tuple[Count, ...] = ()
    merge: Literal["max", "min", "sum"] = "max"
    """How rows become one reading where `label` is None; states by the order of the quantity's."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the device's identity: a constant, or an object and a pattern over it."""

    constant: str | None = None
    oid: str | None = None
    pattern: str | None = None
    """Its first group is the text; without a match there is none."""


@dataclass(frozen=True, slots=True)
class TrapName:
    """What a notification is called: its snmpTrapOID, for version 1 as RFC 3584, 3.1 has it."""

    oid: str
    object: str


IdentityField: TypeAlias = Literal["vendor", "model", "software", "serial", "name"]
IDENTITY_FIELDS: tuple[IdentityField, ...] = ("vendor", "model", "software", "serial", "name")


@dataclass(frozen=True, slots=True)
class Suits:
    """An agent that the module is for: sysObjectID below `object_id`, sysDescr matching."""

    object_id: str | None = None
    description: str | None = None
    """A regular expression, found anywhere in sysDescr, without case."""


@dataclass(frozen=True, slots=True)
class Module:
    """One file. Compared by id and revision only."""

    id: str
    revision: str
    """The first 16 hex digits of the file's SHA-256."""
    title: Mapping[str, str] = field(compare=False, default_factory=dict)
    """By language."""
    source: str = field(compare=False, default="")
    """Where the objects are from: an RFC, a MIB."""
    suits: tuple[Suits, ...] = field(compare=False, default=())
    identity: Mapping[IdentityField, Text] = field(compare=False, default_factory=dict)
    scalars: tuple[Entry, ...] = field(compare=False, default=())
    tables: tuple[Table, ...] = field(compare=False, default=())
    traps: tuple[TrapName, ...] = field(compare=False, default=())
