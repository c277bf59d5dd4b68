"""Traps and informs: one socket hears every device, and tells only what a device of ours sent.

A trap is a hint, never a fact: source addresses can be forged, and v1/v2c communities overheard.
"""

from probes.snmp.traps.receiver import TrapReceiver
from probes.snmp.traps.transport import TrapListenError
from probes.snmp.traps.trap import KINDS, Sender, Trap, trap_params

__all__ = ["KINDS", "Sender", "Trap", "TrapListenError", "TrapReceiver", "trap_params"]
