"""The endpoints and MCUs of a province that answer calls: who listens on which port.

TLS is not spoken: a port for it is closed.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from monitord.model.inventory import Inventory
from monitord.model.settings import H323Check, SipCheck
from monitord.simulator.agents import Instead, Visit
from monitord.simulator.packet import UDP, udp_payload, udp_reply
from monitord.simulator.signalling.sip import answer
from monitord.simulator.signalling.tcp import TCP, Flag, Segment, acknowledge, refuse, welcome

SIP_PORT = 5060
ANY_PORT = -1
"""What `Packet.kind` has for TCP."""


class SignallingProvince:
    """An agent (`monitord.simulator.agents.Agent`) for all SIP ports over UDP, and for all of TCP.

    As every host does, devices refuse TCP where nothing listens.
    """

    def __init__(self, inventory: Inventory) -> None:
        self.sip: dict[str, tuple[int, int]] = {}
        """By device: protocol and port of its SIP agent."""
        self.h323: dict[str, int] = {}
        """By device: its call-signalling port."""
        for device in inventory.devices.values():
            sip, h323 = device.checks.get("sip"), device.checks.get("h323")
            if isinstance(sip, SipCheck) and sip.transport != "tls":
                protocol = UDP if sip.transport == "udp" else TCP
                self.sip[device.id] = protocol, SIP_PORT if sip.port is None else sip.port
            if isinstance(h323, H323Check):
                self.h323[device.id] = h323.port

    @property
    def kinds(self) -> set[tuple[int, int]]:
        """The keys under which it is in the table of agents."""
        over_udp = {kind for kind in self.sip.values() if kind[0] == UDP}
        return {(TCP, ANY_PORT), *over_udp}

    def __call__(self, visit: Visit) -> Sequence[bytes] | Instead:
        """What the device sends back."""
        return self._segment(visit) if visit.packet.protocol == TCP else self._datagram(visit)

    def _datagram(self, visit: Visit) -> Sequence[bytes] | Instead:
        packet, device = visit.packet, visit.device or ""
        if self.sip.get(device) != packet.kind:
            return Instead.CLOSED
        if visit.trouble.silent:
            return ()
        (port,) = struct.unpack_from("!H", packet.data, packet.header)
        status = visit.trouble.status
        response = answer(udp_payload(packet), packet.source, port, device, status)
        return (udp_reply(packet, response, visit.ttl),) if response else ()

    def _segment(self, visit: Visit) -> Sequence[bytes]:
        segment, device = Segment.parse(visit.packet), visit.device or ""
        if segment is None:
            return ()
        speaks_sip = self.sip.get(device) == (TCP, segment.port)
        if not speaks_sip and self.h323.get(device) != segment.port:
            return () if segment.flags & Flag.RST else (refuse(segment, visit.ttl),)
        if visit.trouble.silent:
            return ()
        if segment.greets:
            return (welcome(segment, visit.ttl),)
        if not segment.asks:
            return ()
        response = None
        if speaks_sip:
            source, port = segment.packet.source, segment.source_port
            response = answer(segment.payload, source, port, device, visit.trouble.status)
        return (acknowledge(segment, visit.ttl, response or b""),)
