"""SNMP: one engine polls every agent, whatever its version, and tells what became of each poll.

Packets are bytes ↔ dataclass without a socket (`packet`); `community` speaks versions 1 and 2c,
`user` version 3, `engine` either; `modules/*.yaml` is data, and `mapping` says by it what an answer
means; `traps` hears what devices say unasked.
"""

from probes.snmp.community.walk import Got
from probes.snmp.engine import SnmpEngine, SnmpTarget

__all__ = ["Got", "SnmpEngine", "SnmpTarget"]
