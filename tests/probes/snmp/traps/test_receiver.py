"""Traps and informs of versions 1 and 2c, as net-snmp's programs send them."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from monitord.model.snmp import Oid, SnmpLogin
from probes.snmp.packet import Binding, Message, Pdu, PduType, Tag
from probes.snmp.traps import Sender, Trap, TrapListenError, TrapReceiver
from probes.snmp.traps.bucket import BURST
from probes.snmp.traps.trap import SYS_UPTIME, TRAP_COMMUNITY, TRAP_OID
from tests.probes.snmp.traps.conftest import OpenReceiver
from tests.probes.snmp.traps.ear import (
    MINUTES_LEFT,
    UPS_ON_BATTERY,
    Ear,
    have_snmptrap,
    speak,
    ups,
)

COMMUNITY = "S3cret-community"
V2C = ["-v2c", "-c", COMMUNITY]
net_snmp = pytest.mark.skipif(not have_snmptrap(), reason="net-snmp's snmptrap is missing")


def notification(kind: PduType = PduType.TRAP, request_id: int = 7, *more: Binding) -> Message:
    bindings = (
        Binding(SYS_UPTIME, Tag.TIME_TICKS, 100),
        Binding(TRAP_OID, Tag.OID, Oid(UPS_ON_BATTERY)),
        *more,
    )
    return Message(1, COMMUNITY.encode(), Pdu(kind, request_id, bindings=bindings))


@pytest.fixture
def device(receiver: TrapReceiver) -> Iterator[socket.socket]:
    """A socket at 127.0.0.1, connected to the receiver."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.settimeout(0)
        found.connect(receiver.address)
        yield found


async def answer(device: socket.socket) -> Message:
    data = await asyncio.get_running_loop().sock_recv(device, 65_535)
    return Message.parse(data)


@pytest.mark.system
@net_snmp
async def test_a_v2c_trap_is_told(receiver: TrapReceiver, ear: Ear) -> None:
    before = time.monotonic_ns()
    status, _ = await speak("snmptrap", *V2C, *ups(receiver.address[1]))
    assert status == 0
    trap = await ear.trap()
    assert (trap.device, trap.source, trap.version) == ("xa-1/rt", "127.0.0.1", "2c")
    assert (trap.oid, trap.uptime, trap.inform) == (UPS_ON_BATTERY, 47.11, False)
    assert trap.bindings == ((MINUTES_LEFT, 12),)
    assert before < trap.received < time.monotonic_ns()
    assert ear.counts == {"received": 1, "told": 1}


@pytest.mark.system
@net_snmp
@pytest.mark.parametrize(
    ("generic", "specific", "oid"),
    [
        ("0", "0", "1.3.6.1.6.3.1.1.5.1"),
        ("2", "0", "1.3.6.1.6.3.1.1.5.3"),
        ("6", "4", "1.3.6.1.4.1.2684.1.1.0.4"),
    ],
)
async def test_a_v1_trap_is_told_under_its_v2_name(
    receiver: TrapReceiver, ear: Ear, generic: str, specific: str, oid: str
) -> None:
    where = f"127.0.0.1:{receiver.address[1]}"
    what = ["1.3.6.1.4.1.2684.1.1", "127.0.0.1", generic, specific, "100"]
    status, _ = await speak("snmptrap", "-v1", "-c", COMMUNITY, where, *what, "1.3.6.1.1", "i", "5")
    assert status == 0
    trap = await ear.trap()
    assert (trap.version, trap.oid, trap.uptime) == ("1", oid, 1.0)
    assert trap.bindings == (("1.3.6.1.1", 5),)


@pytest.mark.system
@net_snmp
@pytest.mark.parametrize("listen", ["127.0.0.1:0", "0.0.0.0:0", "[::]:0"])
async def test_an_inform_is_acknowledged_from_the_address_that_it_was_sent_to(
    open_receiver: OpenReceiver, ear: Ear, login: SnmpLogin, listen: str
) -> None:
    receiver = open_receiver(listen)
    receiver.apply({"127.0.0.1": Sender("xa-1/ups", login)})
    host = "127.0.0.1" if listen.startswith("127") else "127.0.0.2"
    port = receiver.address[1]
    status, complaint = await speak("snmpinform", "-r0", "-t5", *V2C, *ups(port, host))
    assert (status, complaint) == (0, "")
    assert (await ear.trap()).inform


@pytest.mark.system
@net_snmp
async def test_a_trap_over_ipv6_is_told(
    open_receiver: OpenReceiver, ear: Ear, login: SnmpLogin
) -> None:
    receiver = open_receiver("[::1]:0")
    receiver.apply({"0:0::1": Sender("xa-1/rt", login)})
    status, _ = await speak("snmpinform", *V2C, *ups(receiver.address[1], "udp6:[::1]"))
    assert status == 0
    assert (await ear.trap()).source == "::1"


@pytest.mark.system
@net_snmp
@pytest.mark.parametrize("listen", ["127.0.0.1:0", "[::]:0"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1"])
async def test_an_ipv4_address_is_the_same_however_it_is_written(
    open_receiver: OpenReceiver, ear: Ear, login: SnmpLogin, listen: str, address: str
) -> None:
    receiver = open_receiver(listen)
    receiver.apply({address: Sender("xa-1/rt", login)})
    assert (await speak("snmpinform", *V2C, *ups(receiver.address[1])))[0] == 0
    assert (await ear.trap()).source == "127.0.0.1"


@pytest.mark.system
@net_snmp
async def test_a_wrong_community_is_counted_only(receiver: TrapReceiver, ear: Ear) -> None:
    await speak("snmptrap", "-v2c", "-c", "public", *ups(receiver.address[1]))
    await ear.counted("wrong-credential")
    assert ear.counts == {"received": 1, "wrong-credential": 1}
    assert not ear.traps


@pytest.mark.system
@net_snmp
async def test_an_inform_with_a_wrong_community_is_not_acknowledged(
    receiver: TrapReceiver, ear: Ear
) -> None:
    options = ["-v2c", "-c", "public", "-r0", "-t0.3"]
    status, _ = await speak("snmpinform", *options, *ups(receiver.address[1]))
    assert status == 1
    assert ear.counts["wrong-credential"] == 1


@pytest.mark.system
@net_snmp
async def test_an_unknown_source_is_counted_only(receiver: TrapReceiver, ear: Ear) -> None:
    port = receiver.address[1]
    await speak("snmptrap", "--clientaddr=127.0.0.5", *V2C, *ups(port))
    await ear.counted("unknown-source")
    assert ear.counts == {"received": 1, "unknown-source": 1}


async def test_nobody_is_known_before_the_first_inventory(
    open_receiver: OpenReceiver, ear: Ear
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        device.sendto(bytes(notification()), open_receiver().address)
        await ear.counted("unknown-source")


async def test_a_source_beyond_its_bucket_is_not_decoded(
    receiver: TrapReceiver, ear: Ear, device: socket.socket
) -> None:
    for number in range(BURST + 5):
        device.send(bytes(notification(request_id=number)))
    await ear.counted("received", BURST + 5)
    assert (ear.counts["told"], ear.counts["limited"]) == (BURST, 5)


async def test_a_reload_keeps_the_bucket_and_forgets_who_has_gone(
    receiver: TrapReceiver, ear: Ear, device: socket.socket, login: SnmpLogin
) -> None:
    for number in range(BURST):
        device.send(bytes(notification(request_id=number)))
    await ear.counted("told", BURST)
    receiver.apply({"127.0.0.1": Sender("xa-2/rt", login)})
    device.send(bytes(notification()))
    await ear.counted("limited")
    receiver.apply({"127.0.0.9": Sender("xa-2/rt", login)})
    device.send(bytes(notification()))
    await ear.counted("unknown-source")


async def test_a_repeated_inform_is_answered_again_and_told_once(
    receiver: TrapReceiver, ear: Ear, device: socket.socket
) -> None:
    inform = notification(PduType.INFORM)
    for _ in range(2):
        device.send(bytes(inform))
        response = await answer(device)
        assert response == notification(PduType.RESPONSE)
    assert ear.counts == {"received": 2, "told": 1, "duplicate": 1}


async def test_a_trap_of_the_same_number_is_told_again(
    receiver: TrapReceiver, ear: Ear, device: socket.socket
) -> None:
    """Some agents number all their traps alike."""
    device.send(bytes(notification()))
    device.send(bytes(notification()))
    await ear.counted("told", 2)


async def test_a_listener_that_fails_does_not_deafen_the_receiver(
    receiver: TrapReceiver, ear: Ear, device: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))

    def fail(_: Trap) -> None:
        ear.count("failed")
        raise LookupError("a fault of ours")

    monkeypatch.setattr(receiver, "_heard", fail)
    device.send(bytes(notification()))
    await ear.counted("failed")
    monkeypatch.undo()
    device.send(bytes(notification()))
    await ear.trap()
    assert len(failures) == 1


async def test_a_question_is_no_trap(
    receiver: TrapReceiver, ear: Ear, device: socket.socket
) -> None:
    device.send(bytes(notification(PduType.GET)))
    await ear.counted("malformed")


async def test_version_3_does_not_pass_where_a_community_is_due(
    receiver: TrapReceiver, ear: Ear, device: socket.socket
) -> None:
    device.send(bytes.fromhex("3003020103"))
    await ear.counted("wrong-credential")


async def test_a_community_does_not_pass_where_version_3_is_due(
    receiver: TrapReceiver, ear: Ear, device: socket.socket
) -> None:
    receiver.apply({"127.0.0.1": Sender("xa-1/rt", SnmpLogin("mcu", "3", user="monitor"))})
    device.send(bytes(replace(notification(), community=b"")))
    await ear.counted("wrong-credential")


async def test_a_community_in_the_bindings_is_not_told(
    receiver: TrapReceiver, ear: Ear, device: socket.socket
) -> None:
    leak = Binding(TRAP_COMMUNITY, Tag.OCTETS, COMMUNITY.encode())
    device.send(bytes(notification(PduType.TRAP, 7, leak)))
    trap = await ear.trap()
    assert trap.bindings == ()
    assert COMMUNITY not in repr((trap, receiver, Sender("d", SnmpLogin("c", "2c", b"x"))))


async def test_a_port_in_use_is_said_so(open_receiver: OpenReceiver) -> None:
    host, port = open_receiver().address
    with pytest.raises(TrapListenError, match="another program has the port") as caught:
        open_receiver(f"{host}:{port}")
    assert caught.value.errno == errno.EADDRINUSE


@pytest.mark.parametrize("listen", ["1162", "127.0.0.1", "localhost:1162", "127.0.0.1:99999"])
async def test_a_listen_address_that_is_none_is_said_so(
    open_receiver: OpenReceiver, listen: str
) -> None:
    with pytest.raises(TrapListenError, match=listen):
        open_receiver(listen)


async def test_an_address_of_another_machine_is_said_so(open_receiver: OpenReceiver) -> None:
    with pytest.raises(TrapListenError, match="this machine has no such address"):
        open_receiver("192.0.2.1:1162")
