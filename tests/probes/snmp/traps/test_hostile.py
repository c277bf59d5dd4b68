"""Bytes that mean harm: counted, and nothing else."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitord.model.snmp import Oid, SnmpLogin
from probes.snmp.packet import Binding, Message, Pdu, PduType, Tag
from probes.snmp.traps import KINDS, Sender
from probes.snmp.traps.frames import Kind
from probes.snmp.traps.trap import TRAP_OID
from probes.snmp.traps.usm import MALFORMED, NotificationEngine, Verdict
from tests.probes.snmp.traps.conftest import OpenReceiver
from tests.probes.snmp.traps.ear import Ear, have_snmptrap, v3_options

GOOD = bytes(
    Message(
        1,
        b"S3cret-community",
        Pdu(PduType.TRAP, 7, bindings=(Binding(TRAP_OID, Tag.OID, Oid("1.3.6.1.2.1.33.2.1")),)),
    )
)
ADDRESSES = [f"127.0.0.{number}" for number in range(10, 30)]


def truncations() -> Iterator[bytes]:
    for length in range(len(GOOD)):
        yield GOOD[:length]


def flips() -> Iterator[bytes]:
    for at in range(len(GOOD)):
        yield GOOD[:at] + bytes((GOOD[at] ^ 0xFF,)) + GOOD[at + 1 :]


@pytest.mark.parametrize("hostile", [truncations, flips])
async def test_damaged_traps_are_counted_and_the_next_one_is_told(
    open_receiver: OpenReceiver, ear: Ear, login: SnmpLogin, hostile: type[Iterator[bytes]]
) -> None:
    receiver = open_receiver()
    receiver.apply({address: Sender("xa-1/rt", login) for address in ADDRESSES})
    devices = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in ADDRESSES]
    for device, address in zip(devices, ADDRESSES, strict=True):
        device.bind((address, 0))
    sent = 0
    for number, data in enumerate(hostile()):
        devices[number % len(devices)].sendto(data, receiver.address)
        sent += 1
    await ear.counted("received", sent)
    bad = ear.counts["malformed"] + ear.counts["wrong-credential"]
    assert bad + ear.counts["told"] == sent
    assert bad >= sent - 20, "a request id, an uptime or the last arc may be any number"
    devices[-1].sendto(GOOD, receiver.address)
    told = ear.counts["told"]
    await ear.counted("told", told + 1)
    for device in devices:
        device.close()
    assert set(ear.counts) <= KINDS.keys()


@pytest.fixture(scope="module")
def v3_login() -> SnmpLogin:
    return SnmpLogin(
        "mcu", "3", user="monitor", auth=("sha256", b"authpass-1"), priv=("aes128", b"privpass-1")
    )


@pytest.fixture(scope="module")
def engine(v3_login: SnmpLogin) -> NotificationEngine:
    return NotificationEngine(v3_login, time.time())


@pytest.fixture(scope="module")
def v3_trap() -> bytes:
    """What snmptrap sends, as it is on the wire."""
    if not have_snmptrap():
        pytest.skip("needs net-snmp's snmptrap")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))
        wire.settimeout(10)
        where = f"127.0.0.1:{wire.getsockname()[1]}"
        options = ["-e", "0x80000000aa", *v3_options("monitor", "sha256", "aes128")]
        subprocess.run(["snmptrap", *options, where, "1", "1.3.6.1.6.3.1.1.5.1"], check=True)
        return wire.recv(65_535)


@pytest.mark.system
def test_truncated_traps_of_version_3_are_malformed(
    engine: NotificationEngine, v3_trap: bytes
) -> None:
    for length in range(len(v3_trap)):
        assert engine.receive(v3_trap[:length], 0.0) == MALFORMED
    assert engine.receive(v3_trap, 0.0).kind is Kind.TOLD


@pytest.mark.system
def test_a_trap_of_version_3_with_one_byte_changed_is_not_told(
    engine: NotificationEngine, v3_trap: bytes
) -> None:
    for at in range(len(v3_trap)):
        changed = v3_trap[:at] + bytes((v3_trap[at] ^ 0x01,)) + v3_trap[at + 1 :]
        assert engine.receive(changed, 0.0).kind is not Kind.TOLD
    assert engine.receive(v3_trap, 0.0).kind is Kind.TOLD


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_of_version_3_never_raise(engine: NotificationEngine, data: bytes) -> None:
    for start in (b"", b"\x30\x82\x01\x00\x02\x01\x03"):
        verdict = engine.receive(start + data, 0.0)
        assert isinstance(verdict, Verdict)
        assert verdict.kind in {Kind.FAILED, Kind.SILENT}
