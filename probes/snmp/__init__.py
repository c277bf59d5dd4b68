"""SNMP: one engine polls every agent, whatever its version, and tells what became of each poll.

Packets are bytes ↔ dataclass without a socket (`packet`); modules are data (`modules/*.yaml`).
"""
