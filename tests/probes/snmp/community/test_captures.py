"""Our requests are those that net-snmp's commands send, byte for byte."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest

from monitord.model.snmp import SnmpLogin
from probes.snmp.community.conversation import Question
from probes.snmp.community.engine import CommunityEngine, write_question
from probes.snmp.packet import Message, Pdu, PduType

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(shutil.which("snmpget") is None, reason="net-snmp is not installed"),
]

NAMES = ("1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.4.1.2011.5.25.4294967295.200")
MANY = tuple(f"1.3.6.1.2.1.2.2.1.10.{index}" for index in range(1, 41))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Where commands send to, and nobody answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(10)
        yield sock


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("names", [NAMES[:1], NAMES, MANY])
@pytest.mark.parametrize(
    ("command", "kind"), [("snmpget", PduType.GET), ("snmpgetnext", PduType.GET_NEXT)]
)
def test_gets_are_written_as_net_snmp_writes_them(
    listener: socket.socket, version: str, names: tuple[str, ...], command: str, kind: PduType
) -> None:
    theirs = _sent(listener, command, f"-v{version}", names)
    _assert_ours_alike(theirs, version, Question(kind, names))


@pytest.mark.parametrize("repetitions", [1, 10, 200])
def test_bulk_requests_are_written_as_net_snmp_writes_them(
    listener: socket.socket, repetitions: int
) -> None:
    theirs = _sent(listener, "snmpbulkget", "-v2c", NAMES, f"-Cn0 -Cr{repetitions}")
    _assert_ours_alike(theirs, "2c", Question(PduType.GET_BULK, NAMES, repetitions))


def _sent(
    listener: socket.socket, command: str, version: str, names: tuple[str, ...], extra: str = ""
) -> bytes:
    """The datagram that a command of net-snmp sends."""
    where = f"127.0.0.1:{listener.getsockname()[1]}"
    options = (version, "-c", "trường", "-r0", "-t0.1", *extra.split())
    with subprocess.Popen(
        (command, *options, where, *names), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        return listener.recv(65_535)


def _assert_ours_alike(theirs: bytes, version: str, question: Question) -> None:
    parsed = Message.parse(theirs)
    assert isinstance(parsed.pdu, Pdu)
    assert bytes(parsed) == theirs
    login = SnmpLogin("tslcd", "1" if version == "1" else "2c", "trường".encode())
    loop = asyncio.new_event_loop()
    engine = CommunityEngine.open(loop)
    target = engine.target("127.0.0.1", port=161, login=login, timeout=1, retries=0)
    engine.close()
    loop.close()
    assert write_question(target, question, parsed.pdu.request_id) == theirs
