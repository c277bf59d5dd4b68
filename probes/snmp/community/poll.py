"""One poll: a plan's scalars, then its tables, and what the agent has shown to take."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitord.model.snmp import SnmpPlan, SnmpTable
from probes.snmp.community.conversation import Asking, Conversation
from probes.snmp.community.scalars import ScalarMemory, read_scalars
from probes.snmp.community.tables import TableMemory, TableWalk
from probes.snmp.community.together import read_tables


@dataclass(slots=True)
class AgentMemory:
    """What one agent has shown to take and to have; so that the next poll needs no splitting."""

    scalars: ScalarMemory = field(default_factory=ScalarMemory)
    tables: dict[SnmpTable, TableMemory] = field(default_factory=dict)

    def of(self, table: SnmpTable) -> TableMemory:
        """The memory of a table; a new one holds what is expected."""
        memory = self.tables.get(table)
        if memory is None:
            memory = self.tables[table] = TableMemory.of(table.columns)
        return memory


def read_plan(
    talk: Conversation, plan: SnmpPlan, memory: AgentMemory, *, bulk: bool
) -> Asking[None]:
    """Read everything; `bulk` where the version knows GETBULK."""
    yield from read_scalars(talk, plan.scalars, memory.scalars)
    walks = [TableWalk.of(table, memory.of(table), bulk=bulk) for table in plan.tables]
    yield from read_tables(talk, walks)
