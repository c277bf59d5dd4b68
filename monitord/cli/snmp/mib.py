"""Names of objects: from the MIBs that pysnmp brings, one's own compiled ones, and our modules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pysnmp.proto.rfc1902 import TimeTicks
from pysnmp.smi.builder import DirMibSource, MibBuilder
from pysnmp.smi.error import SmiError

from monitord.cli.snmp.mib_interfaces import ADDRESSES, INTERFACES, STATES, TICKS
from monitord.model.modules import Module
from monitord.model.names import did_you_mean
from probes.snmp.ber import PacketError, write_oid
from probes.snmp.mapping.module_map import object_names

BROUGHT = (
    "SNMPv2-SMI",
    "SNMPv2-MIB",
    "RFC1213-MIB",
    "SNMP-FRAMEWORK-MIB",
    "SNMP-MPD-MIB",
    "SNMP-TARGET-MIB",
    "SNMP-NOTIFICATION-MIB",
    "SNMP-USER-BASED-SM-MIB",
    "SNMP-VIEW-BASED-ACM-MIB",
    "SNMP-COMMUNITY-MIB",
)


class UnknownNameError(ValueError):
    """No object has this name; `near` are those spelt nearly so."""

    def __init__(self, word: str, near: list[str]) -> None:
        super().__init__(word)
        self.word, self.near = word, near


class UnreadableMibsError(Exception):
    """A folder without compiled MIBs, or with one that does not load."""


@dataclass(slots=True)
class Names:
    """What objects are called."""

    oids: dict[str, str] = field(default_factory=dict)
    """By name."""
    names: dict[str, str] = field(default_factory=dict)
    """By OID."""
    words: dict[str, dict[int, str]] = field(default_factory=dict)
    """By OID of an enumeration: what its numbers mean."""
    ticks: set[str] = field(default_factory=set)
    """OIDs of objects in hundredths of a second."""
    bytes: set[str] = field(default_factory=set)
    """OIDs of objects that are never a text."""

    def of(self, oid: str) -> str:
        """`sysDescr.0`; the OID itself where nothing in it is known."""
        known = self.known(oid)
        return self.names[known] + oid[len(known) :] if known else oid

    def known(self, oid: str) -> str:
        """The longest beginning of an OID that has a name; empty when none has."""
        while oid and oid not in self.names:
            oid = oid.rpartition(".")[0]
        return oid

    def oid(self, word: str) -> str:
        """The OID that is meant: `1.3.6…`, `.1.3.6…`, `sysDescr.0`, `IF-MIB::ifDescr`.

        Raises UnknownNameError.
        """
        name, dot, index = word.rpartition("::")[2].lstrip(".").partition(".")
        if name in self.oids:
            found = self.oids[name] + dot + index
        elif name.isdigit():
            found = name + dot + index
        else:
            raise UnknownNameError(word, did_you_mean(name, self.oids, 3))
        try:
            write_oid(found)
        except PacketError:
            raise UnknownNameError(word, []) from None
        return found

    def add(self, name: str, oid: str) -> None:
        """Know a name, unless it or the OID is known already."""
        self.oids.setdefault(name, oid)
        self.names.setdefault(oid, name)


def load_names(modules: Iterable[Module], folder: Path | None = None) -> Names:
    """Every name that there is. Those in `folder` go first. Raises UnreadableMibsError."""
    names = Names()
    builder = MibBuilder()
    own = _own(builder, folder) if folder else []
    try:
        builder.load_modules(*own, *BROUGHT)
    except SmiError as error:
        raise UnreadableMibsError(str(error).splitlines()[0]) from None
    for module in (*own, *BROUGHT):
        _read(names, builder.mibSymbols.get(module, {}))
    _read_interfaces(names)
    _read_modules(names, list(modules))
    return names


def _own(builder: MibBuilder, folder: Path) -> list[str]:
    """The names of the MIBs in a folder of Python files, as pysnmp compiles them."""
    found = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    if not found:
        raise UnreadableMibsError(str(folder))
    builder.add_mib_sources(DirMibSource(str(folder)))
    return found


def _read(names: Names, symbols: Mapping[str, Any]) -> None:
    """Take over a MIB of pysnmp's."""
    for symbol, node in symbols.items():
        number = getattr(node, "name", None)
        if not isinstance(number, tuple) or not number:
            continue
        oid = ".".join(map(str, number))
        names.add(symbol, oid)
        syntax = getattr(node, "syntax", None)
        named = getattr(syntax, "namedValues", None)
        if named:
            names.words[oid] = {int(value): str(word) for word, value in named.items()}
        if isinstance(syntax, TimeTicks):
            names.ticks.add(oid)


def _read_interfaces(names: Names) -> None:
    """Take over IF-MIB."""
    for oid, (table, *columns) in INTERFACES.items():
        names.add(table, oid)
        for number, name in enumerate(columns, 1):
            names.add(name, f"{oid}.1.{number}")
    for name, words in STATES.items():
        names.words.setdefault(names.oids[name], dict(words))
    names.ticks |= {names.oids[name] for name in TICKS}
    names.bytes |= {names.oids[name] for name in ADDRESSES}


def _read_modules(names: Names, modules: list[Module]) -> None:
    """Take over what our modules call objects and tables."""
    for oid, name in object_names(modules).items():
        names.add(name, oid)
    for module in modules:
        for table in module.tables:
            column = table.name or next((entry.oid for entry in table.columns), "")
            if column.count(".") > 2:
                names.add(table.object, column.rsplit(".", 2)[0])
