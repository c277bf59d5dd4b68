"""Ways to look at a device, one folder per protocol: `icmp`, `snmp`, `rtp`.

In each: packets (bytes ↔ dataclass, no socket), transport (the socket), and what to do with them.
"""
