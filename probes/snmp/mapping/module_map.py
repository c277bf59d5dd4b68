"""From what an agent answers to vendor-neutral readings, as its modules say.

Everything that can be prepared is prepared once for each set of modules; devices share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitord.model.modules import Module
from monitord.model.readings import Reported
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpPlan
from probes.snmp.mapping.conditions import is_scalar
from probes.snmp.mapping.parts import Part
from probes.snmp.mapping.plans import plan_of
from probes.snmp.mapping.sheet import Sheet

SYS_UP_TIME = "1.3.6.1.2.1.1.3.0"
"""sysUpTime (RFC 3418), hundredths of a second."""
TICKS = range(2**32)


class ModuleMap:
    """Modules put together: what a poll has to read, and what its answer says."""

    def __init__(self, modules: Sequence[Module]) -> None:
        self._parts = tuple(map(Part, modules))
        tables = [rows for part in self._parts for rows in part.tables]
        scalars = dict.fromkeys(oid for part in self._parts for oid in part.scalars)
        self._plan = plan_of(scalars, ((rows.read, rows.table.most_rows) for rows in tables))

    @property
    def plan(self) -> SnmpPlan:
        """Every object that the modules need, each once."""
        return self._plan

    def report(self, answer: SnmpAnswer) -> Reported:
        """The answer in vendor-neutral words; never raises for what an agent sends."""
        if answer.outcome is not Outcome.OK:
            return Reported()
        sheet = Sheet(answer)
        for part in self._parts:
            part.report(sheet)
        ticks = answer.scalars.get(SYS_UP_TIME)
        return sheet.reported(ticks / 100 if isinstance(ticks, int) and ticks in TICKS else None)


def object_names(modules: Iterable[Module]) -> dict[str, str]:
    """The MIB's names of all objects that the modules know, by OID; scalars without their `.0`."""
    names: dict[str, str] = {}
    for module in modules:
        for trap in module.traps:
            names.setdefault(trap.oid, trap.object)
        for entry in (*module.scalars, *(e for table in module.tables for e in table.columns)):
            oid = entry.oid[:-2] if is_scalar(entry.oid) else entry.oid
            names.setdefault(oid, entry.object)
    return names
