"""Answers to requests: as the RFCs say, and as a real snmpd gives them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from monitord.simulator.snmp.answer import MOST_BYTES, answer
from probes.snmp.packet import V1, V2C, Binding, Message, Pdu, PduType, Tag
from tests.probes.snmp.snmpd import Snmpd, have_snmpd, running_snmpd
from tests.simulator.snmp.agents import PLAYED, ask, mib

SMALL = mib(
    "1.3.6.1.2.1.1.1.0|4|first\n"
    "1.3.6.1.2.1.1.10.0|2|10\n"
    "1.3.6.1.2.1.1.2.0|6|1.3.6.1\n"
    "1.3.6.1.2.1.2.2.1.1.1|70|64\n"
    "1.3.6.1.2.1.2.2.1.1.2|66|2\n"
)
FIRST, SECOND_, TENTH = (f"1.3.6.1.2.1.1.{last}.0" for last in (1, 2, 10))
ROW_1, ROW_2 = (f"1.3.6.1.2.1.2.2.1.1.{row}" for row in (1, 2))


def shown(pdu: Pdu | None) -> list[tuple[str, Tag, object]]:
    assert pdu is not None
    return [(each.oid, each.tag, each.value) for each in pdu.bindings]


def oids(pdu: Pdu | None) -> list[str]:
    return [oid for oid, _, _ in shown(pdu)]


def test_a_get_tells_missing_objects_from_missing_instances() -> None:
    pdu = ask(SMALL, PduType.GET, FIRST, "1.3.6.1.2.1.2.2.1.1.9", "1.3.6.1.9.1.0")
    assert [tag for _, tag, _ in shown(pdu)] == [
        Tag.OCTETS,
        Tag.NO_SUCH_INSTANCE,
        Tag.NO_SUCH_OBJECT,
    ]


def test_a_walk_is_in_the_order_of_numbers() -> None:
    walked, at = [], "1.3"
    while (pdu := ask(SMALL, PduType.GET_NEXT, at)) and pdu.bindings[0].exists:
        walked.append(at := pdu.bindings[0].oid)
    assert walked == [FIRST, SECOND_, TENTH, ROW_1, ROW_2]


def test_a_bulk_takes_non_repeaters_once_and_the_others_in_turn() -> None:
    pdu = ask(SMALL, PduType.GET_BULK, "1.3", "1.3", FIRST, first=1, second=2)
    assert oids(pdu) == [FIRST, FIRST, SECOND_, SECOND_, TENTH]


def test_a_bulk_ends_with_the_mib() -> None:
    pdu = ask(SMALL, PduType.GET_BULK, ROW_1, second=10)
    assert [(oid, tag) for oid, tag, _ in shown(pdu)] == [
        (ROW_2, Tag.GAUGE32),
        (ROW_2, Tag.END_OF_MIB_VIEW),
    ]


def test_version_1_names_what_is_missing_and_has_no_long_counters() -> None:
    pdu = ask(SMALL, PduType.GET, FIRST, "1.3.6.1.9.1.0", version=V1)
    assert pdu is not None
    assert (pdu.error_status, pdu.error_index, len(pdu.bindings)) == (2, 2, 2)
    long = ask(SMALL, PduType.GET, ROW_1, version=V1)
    assert long is not None
    assert long.error_status == 2
    assert oids(ask(SMALL, PduType.GET_NEXT, TENTH, version=V1)) == [ROW_2]
    assert ask(SMALL, PduType.GET_BULK, FIRST, version=V1, second=5) is None


@pytest.mark.parametrize(("version", "status"), [(V1, 2), (V2C, 17)])
def test_nothing_can_be_written(version: int, status: int) -> None:
    pdu = ask(SMALL, PduType.SET, FIRST, version=version)
    assert pdu is not None
    assert (pdu.error_status, pdu.error_index) == (status, 1)


@pytest.mark.parametrize("kind", [PduType.RESPONSE, PduType.TRAP, PduType.REPORT])
def test_what_is_no_request_has_no_answer(kind: PduType) -> None:
    assert ask(SMALL, kind, FIRST) is None


def test_an_answer_that_does_not_fit_is_too_big_and_a_bulk_is_cut() -> None:
    long = mib("".join(f"1.3.6.1.9.{n}.0|4|{'x' * 200}\n" for n in range(1, 11)))
    names = [f"1.3.6.1.9.{n}.0" for n in range(1, 11)]
    for version, echoed in ((V1, 10), (V2C, 0)):
        pdu = ask(long, PduType.GET, *names, version=version)
        assert pdu is not None
        assert (pdu.error_status, len(pdu.bindings)) == (1, echoed)
    request = Message(V2C, b"c" * 200, Pdu(PduType.GET_BULK, 1, 0, 50, (Binding("1.3"),)))
    data = answer(request, long, PLAYED)
    assert data is not None
    assert MOST_BYTES - 300 < len(data) <= MOST_BYTES


@given(some.lists(some.integers(0, 3), min_size=1, max_size=8), some.integers(-2, 6), some.data())
def test_every_bulk_is_a_row_of_getnexts(
    arcs: list[int], count: int, data: some.DataObject
) -> None:
    start = ".".join(map(str, ("1.3.6.1.2.1", *arcs)))
    pdu = ask(SMALL, PduType.GET_BULK, start, second=count)
    steps: list[tuple[str, Tag, object]] = []
    at = start
    for _ in range(max(0, count)):
        step = ask(SMALL, PduType.GET_NEXT, at)
        steps += shown(step)
        at = steps[-1][0]
        if steps[-1][1] is Tag.END_OF_MIB_VIEW:
            break
    assert shown(pdu) == steps


needs_snmpd = pytest.mark.skipif(not have_snmpd(), reason="net-snmp's snmpd is not installed")
VIEW = (
    "view small included .1.3.6.1.2.1.1",
    "view small excluded .1.3.6.1.2.1.1.3",
    "rocommunity lab default -V small",
    "sysDescr a device",
    "sysContact nobody",
    "sysLocation here",
)


async def of_snmpd(agent: Snmpd, pdu: Pdu, version: int = V2C) -> Pdu:
    """What the real agent answers."""
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[bytes] = loop.create_future()

    class Ear(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, _address: object) -> None:
            heard.set_result(data)

    transport, _ = await loop.create_datagram_endpoint(Ear, remote_addr=("127.0.0.1", agent.port))
    transport.sendto(bytes(Message(version, b"lab", pdu)))
    try:
        async with asyncio.timeout(5):
            answered = Message.parse(await heard).pdu
    finally:
        transport.close()
    assert isinstance(answered, Pdu)
    return answered


async def record(agent: Snmpd) -> str:
    """A recording of everything that the real agent shows."""
    lines: list[str] = []
    at = "1.3"
    while True:
        pdu = await of_snmpd(agent, Pdu(PduType.GET_NEXT, 1, 0, 0, (Binding(at),)))
        (found,) = pdu.bindings
        if not found.exists:
            return "".join(lines)
        at, tag = found.oid, int(found.tag)
        raw = found.value
        lines.append(
            f"{at}|{tag}x|{raw.hex()}\n" if isinstance(raw, bytes) else f"{at}|{tag}|{raw}\n"
        )


@needs_snmpd
async def test_answers_are_those_of_a_real_snmpd(tmp_path: Path) -> None:
    async with running_snmpd(tmp_path, communities=(), lines=VIEW) as agent:
        ours = mib(await record(agent))
        assert len(ours.lines) > 20
        system, last = "1.3.6.1.2.1.1", ours.lines[-1].oid
        requests = [
            Pdu(PduType.GET, 5, 0, 0, (Binding(f"{system}.1.0"), Binding(f"{system}.5.0"))),
            Pdu(PduType.GET, 6, 0, 0, (Binding(f"{system}.9.1.2.77"), Binding("1.3.6.1.9.9.0"))),
            Pdu(PduType.GET_NEXT, 7, 0, 0, (Binding(system), Binding(last))),
            Pdu(PduType.GET_BULK, 8, 0, 7, (Binding("1.3"), Binding(f"{system}.9"))),
            Pdu(PduType.GET_BULK, 9, 1, 4, (Binding("1.3"), Binding(f"{system}.5"))),
            Pdu(PduType.GET_BULK, 10, 0, 5, (Binding(last),)),
            Pdu(PduType.GET_BULK, 14, 0, 5, (Binding(ours.lines[-3].oid),)),
            Pdu(PduType.GET_BULK, 11, 0, 0, (Binding("1.3"),)),
            Pdu(PduType.GET_BULK, 12, -1, -1, (Binding("1.3"),)),
            Pdu(PduType.GET_BULK, 13, 5, 2, (Binding("1.3"), Binding(f"{system}.9.1.4"))),
        ]
        for request in requests:
            data = answer(Message(V2C, b"lab", request), ours, PLAYED)
            assert data is not None
            assert Message.parse(data).pdu == await of_snmpd(agent, request), request
        one_missing = (Binding(f"{system}.1.0"), Binding(f"{system}.9.1.2.77"))
        for request in (requests[0], requests[2], Pdu(PduType.GET, 16, 0, 0, one_missing)):
            data = answer(Message(V1, b"lab", request), ours, PLAYED)
            assert data is not None
            assert Message.parse(data).pdu == await of_snmpd(agent, request, V1), request
