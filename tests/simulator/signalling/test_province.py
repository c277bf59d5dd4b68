"""What simulated devices answer on their signalling ports, packet by packet."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.inventory import Device
from monitord.model.settings import H323Check, SipCheck
from monitord.simulator.agents import Instead, Visit, table
from monitord.simulator.packet import UDP, Packet, checksum, ip_header, parse, udp_packet
from monitord.simulator.signalling.province import SignallingProvince
from monitord.simulator.signalling.tcp import HEADER, TCP, Flag
from probes.signalling.message import Response
from probes.signalling.options import Options
from tests.simulator.inventories import device, inventory, site
from tests.simulator.packets import MONITOR, MONITOR6, datagram_checksum_holds

CODEC, MCU, CODEC6, ROUTER = "127.1.0.2", "127.1.0.3", "2001:db8::2", "127.1.0.1"
BY_ADDRESS = {CODEC: "s/vc", MCU: "s/mcu", CODEC6: "s/vc6", ROUTER: "s/rt"}
CLIENT = 40000


def asked(address: str, *checks: SipCheck | H323Check) -> Device:
    """A device with these checks."""
    of = device("s", BY_ADDRESS[address].partition("/")[2], address)
    named = {"sip" if isinstance(check, SipCheck) else "h323": check for check in checks}
    return replace(of, checks={**of.checks, **named})


def province() -> SignallingProvince:
    devices = (
        asked(CODEC, SipCheck()),
        asked(MCU, SipCheck("tcp", 5062), H323Check()),
        asked(CODEC6, SipCheck("tls"), H323Check(1721)),
        asked(ROUTER),
    )
    return SignallingProvince(inventory(site("s", None, devices)))


def monitor(address: str) -> str:
    return MONITOR6 if ":" in address else MONITOR


def segment(
    to: str, port: int, flags: Flag, sequence: int = 7, ack: int = 0, data: bytes = b""
) -> Packet:
    """A TCP segment from the monitor, without a checksum."""
    source, destination = ip_address(monitor(to)).packed, ip_address(to).packed
    message = HEADER.pack(CLIENT, port, sequence, ack, 5 << 4, flags, 1000, 0, 0) + data
    return parse(ip_header(source, destination, TCP, len(message), 64) + message)


def visit(packet: Packet, address: str) -> Visit:
    return Visit(packet, BY_ADDRESS[address], 0, 60)


def back(said: Sequence[bytes] | Instead, address: str) -> tuple[Flag, int, int, bytes]:
    """Flags, sequence number, acknowledgement and data of the segment that went back."""
    assert not isinstance(said, Instead)
    (data,) = said
    packet = parse(data)
    assert (packet.source, packet.destination) == (
        ip_address(address).packed,
        ip_address(monitor(address)).packed,
    )
    message = data[packet.header :]
    pseudo = packet.source + packet.destination + struct.pack("!II", len(message), TCP)
    assert checksum(pseudo + message) == 0
    here, there, sequence, ack, offset, flags, *_ = HEADER.unpack_from(message)
    assert there == CLIENT
    assert here
    return Flag(flags), sequence, ack, message[(offset >> 4) * 4 :]


def send(address: str, packet: Packet) -> tuple[Flag, int, int, bytes]:
    return back(province()(visit(packet, address)), address)


def test_it_listens_where_the_inventory_says() -> None:
    assert province().kinds == {(TCP, -1), (UDP, 5060)}
    assert segment(MCU, 1720, Flag.SYN).kind in table(province())


@pytest.mark.parametrize(("address", "port"), [(MCU, 1720), (CODEC6, 1721), (MCU, 5062)])
def test_a_connection_from_its_beginning_to_its_end(address: str, port: int) -> None:
    flags, first, ack, _ = send(address, segment(address, port, Flag.SYN, 7))
    assert (flags, ack) == (Flag.SYN | Flag.ACK, 8)
    assert send(address, segment(address, port, Flag.SYN, 7))[1] == first
    opened = segment(address, port, Flag.ACK, 8, first + 1)
    assert province()(visit(opened, address)) == ()
    told = send(address, segment(address, port, Flag.ACK | Flag.PSH, 8, first + 1, b"what"))
    assert told == (Flag.ACK, first + 1, 12, b"")
    ended = send(address, segment(address, port, Flag.ACK | Flag.FIN, 12, first + 1))
    assert ended == (Flag.ACK | Flag.FIN, first + 1, 13, b"")
    closed = segment(address, port, Flag.ACK, 13, first + 2)
    assert province()(visit(closed, address)) == ()


@pytest.mark.parametrize(
    ("address", "port"), [(MCU, 1721), (CODEC, 1720), (CODEC, 5060), (CODEC6, 5061), (ROUTER, 22)]
)
def test_a_closed_port_refuses(address: str, port: int) -> None:
    assert send(address, segment(address, port, Flag.SYN, 7)) == (Flag.RST | Flag.ACK, 0, 8, b"")
    assert send(address, segment(address, port, Flag.ACK, 7, 99)) == (Flag.RST, 99, 0, b"")
    assert province()(visit(segment(address, port, Flag.RST), address)) == ()


def test_numbers_wrap() -> None:
    last = (1 << 32) - 2
    told = send(MCU, segment(MCU, 1720, Flag.ACK | Flag.PSH, last, 5, b"what"))
    assert told == (Flag.ACK, 5, 2, b"")


def test_sip_over_tcp() -> None:
    question = Options(MCU, 5062, "tcp", (MONITOR, CLIENT))
    data = bytes(question)
    packet = segment(MCU, 5062, Flag.ACK | Flag.PSH, 8, 100, data)
    flags, sequence, ack, said = send(MCU, packet)
    assert (flags, sequence, ack) == (Flag.ACK | Flag.PSH, 100, 8 + len(data))
    assert question.is_answered_by(Response.parse(said))


def test_sip_over_udp() -> None:
    question = Options(CODEC, 5060, "udp", (MONITOR, CLIENT))
    ends = (ip_address(MONITOR).packed, CLIENT), (ip_address(CODEC).packed, 5060)
    said = province()(visit(parse(udp_packet(*ends, bytes(question))), CODEC))
    assert not isinstance(said, Instead)
    packet = parse(said[0])
    assert datagram_checksum_holds(packet)
    assert question.is_answered_by(Response.parse(packet.data[packet.header + 8 :]))


@pytest.mark.parametrize("address", [MCU, ROUTER])
def test_no_sip_over_udp_where_none_is_asked_for(address: str) -> None:
    ends = (ip_address(MONITOR).packed, CLIENT), (ip_address(address).packed, 5060)
    packet = parse(udp_packet(*ends, b"x"))
    assert province()(visit(packet, address)) is Instead.CLOSED


@given(st.binary(max_size=60))
def test_a_segment_of_any_bytes(data: bytes) -> None:
    source, destination = ip_address(MONITOR).packed, ip_address(MCU).packed
    packet = parse(ip_header(source, destination, TCP, len(data), 64) + data)
    said = province()(visit(packet, MCU))
    assert not isinstance(said, Instead)
    assert len(said) <= 1
