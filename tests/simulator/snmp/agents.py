"""Agents and requests for the tests."""

from __future__ import annotations

import struct
from dataclasses import replace
from ipaddress import ip_address

from monitord.model.inventory import Device, Inventory
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import SnmpLogin, Value
from monitord.simulator.agents import Instead, Visit
from monitord.simulator.fault import Ailment
from monitord.simulator.movement import Moment
from monitord.simulator.packet import UDP, Packet, ip_header, parse, udp_payload
from monitord.simulator.recording import parse_recording
from monitord.simulator.snmp.answer import answer
from monitord.simulator.snmp.condition import HEALTHY, Condition, condition
from monitord.simulator.snmp.edition import edition
from monitord.simulator.snmp.mib import STATE, Mib, Played
from monitord.simulator.snmp.province import SnmpProvince
from probes.snmp.packet import V2C, Binding, Message, Pdu, PduType
from tests.simulator.inventories import device, inventory, site

SECOND = 1_000_000_000
START = 7 * SECOND
PORT = 1161
LOGIN = SnmpLogin("lab", "2c", community=b"lab")
SYSTEM = "1.3.6.1.2.1.1"
PLAYED = Played({"device": "s/d", "serial": "1"}, {STATE: Moment()})


def mib(text: str) -> Mib:
    """What an agent with this recording has."""
    return edition(parse_recording(text, "test").lines, (), in_call=False)


def ask(
    of: Mib,
    kind: PduType,
    *oids: str,
    version: int = V2C,
    first: int = 0,
    second: int = 0,
) -> Pdu | None:
    """What the agent answers; `first` and `second` are a GETBULK's numbers."""
    bindings = tuple(map(Binding, oids))
    request = Message(version, b"lab", Pdu(kind, 4711, first, second, bindings))
    data = answer(request, of, PLAYED)
    if data is None:
        return None
    message = Message.parse(data)
    assert (message.version, message.community) == (version, b"lab")
    assert isinstance(message.pdu, Pdu)
    assert (message.pdu.type, message.pdu.request_id) == (PduType.RESPONSE, 4711)
    return message.pdu


def datagram(to: str, payload: bytes, *, source: str = "127.0.0.1", port: int = PORT) -> Packet:
    """A UDP datagram from the monitor's port 40000."""
    ends = ip_address(source).packed, ip_address(to).packed
    message = struct.pack("!HHHH", 40000, port, 8 + len(payload), 0) + payload
    return parse(ip_header(*ends, UDP, len(message), 64) + message)


def polled(ident: str, address: str, role: str, *modules: str) -> Device:
    """A device whose agent is polled."""
    place, name = ident.split("/")
    check = SnmpCheck(modules=("system", *modules), port=PORT)
    plain = device(place, name, address, "router" if role == "router" else "endpoint")
    return replace(plain, credential="lab", checks={**plain.checks, "snmp": check})


def small_province() -> Inventory:
    """A site with a router, a codec, a UPS, and a device without an agent."""
    devices = (
        polled("s/rt", "127.1.0.1", "router", "interfaces", "cisco-router"),
        polled("s/vc", "127.1.0.2", "endpoint", "poly-group"),
        polled("s/ups", "127.1.0.3", "ups", "ups"),
        polled("s/mcu", "127.1.0.4", "mcu", "poly-rmx"),
        device("s", "pc", "127.1.0.5"),
    )
    return inventory(site("s", None, devices))


class Lab:
    """The agents of the small province, asked without a network."""

    def __init__(self, seed: int = 1, login: SnmpLogin = LOGIN) -> None:
        self.agents = SnmpProvince(small_province(), {"lab": login}, START, seed)

    def visit(
        self,
        device: str,
        payload: bytes,
        *,
        at: float = 0.0,
        under: Condition = HEALTHY,
        port: int = PORT,
    ) -> tuple[list[bytes] | Instead, Visit]:
        """The payloads that a device sends, so many seconds after the start."""
        packet = datagram("127.1.0.1", payload, port=port)
        visit = Visit(packet, device, START + round(at * SECOND), 60, under)
        sent = self.agents(visit)
        if isinstance(sent, Instead):
            return sent, visit
        return [udp_payload(parse(data)) for data in sent], visit

    def read(
        self, device: str, *oids: str, at: float = 0.0, under: Condition = HEALTHY
    ) -> list[Value | None]:
        """The values of objects; None for those that there are not."""
        request = Message(V2C, b"lab", Pdu(PduType.GET, 1, 0, 0, tuple(map(Binding, oids))))
        sent, _ = self.visit(device, bytes(request), at=at, under=under)
        assert isinstance(sent, list)
        (data,) = sent
        pdu = Message.parse(data).pdu
        assert isinstance(pdu, Pdu)
        return [binding.value for binding in pdu.bindings]


def under(ailment: Ailment, since: float = 0.0) -> Condition:
    """The condition of an agent that has had an ailment for a time."""
    begun = START + round(since * SECOND)
    return condition([(ailment, begun)], [begun] if ailment.reboot else [])
