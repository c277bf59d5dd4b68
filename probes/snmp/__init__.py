"""SNMP: one engine polls every agent, whatever its version, and tells what became of each poll.

Packets are bytes ↔ dataclass without a socket (`packet`); modules are data (`modules/*.yaml`).
"""

from probes.snmp.engine import SnmpEngine, SnmpTarget
from probes.snmp.walk import Got

__all__ = ["Got", "SnmpEngine", "SnmpTarget"]
