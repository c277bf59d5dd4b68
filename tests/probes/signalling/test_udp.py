"""SIP over UDP with devices that lie, lose or babble."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable

import pytest

from monitord.model.settings import SipCheck
from monitord.model.signalling import SignalAnswer, SignalOutcome
from probes.signalling import SignalEngine
from probes.signalling.question import SipTarget
from tests.probes.signalling.device import Device, device
from tests.probes.signalling.messages import head_of, response_to, with_header
from tests.probes.signalling.sipp import free_port

LONG = SipCheck(timeout=5)


async def ask(engine: SignalEngine, port: int, patience: float = 0.2) -> SignalAnswer:
    return await engine.ask(engine.target("127.0.0.1", SipCheck(port=port, timeout=patience)))


async def test_a_lost_question_is_asked_again(engine: SignalEngine) -> None:
    def second_only(request: bytes) -> Iterable[bytes]:
        return [response_to(request)] if len(peer.asked) == 2 else []

    async with device(second_only) as peer:
        answer = await ask(engine, peer.port, 2)
    assert answer.outcome is SignalOutcome.OK
    assert 0.45 < answer.duration < 1.4
    assert peer.asked[0] == peer.asked[1]


async def test_a_provisional_response_ends_the_repetitions_for_a_while(
    engine: SignalEngine,
) -> None:
    async with device(lambda request: [response_to(request, "100 Trying")]) as peer:
        answer = await ask(engine, peer.port, 1.8)
    assert answer.outcome is SignalOutcome.TIMEOUT
    assert len(peer.asked) == 2  # at 0 and 500 ms, then after T2; without it at 1500 ms as well


async def test_silence_is_given_up_in_time(engine: SignalEngine) -> None:
    async with device(lambda request: []) as peer:
        answer = await ask(engine, peer.port, 1.2)
    assert (answer.outcome, answer.status, answer.error) == (SignalOutcome.TIMEOUT, None, "")
    assert 1.2 <= answer.duration < 2
    assert len(peer.asked) == 2


async def test_a_closed_port(engine: SignalEngine) -> None:
    answer = await ask(engine, free_port_udp())
    assert (answer.outcome, answer.error) == (SignalOutcome.REFUSED, "port-unreachable")
    assert answer.duration < 1


async def test_a_refusal_ends_no_question_to_another_port(engine: SignalEngine) -> None:
    async with device(lambda request: [response_to(request)]) as peer:
        answers = await asyncio.gather(
            *(ask(engine, port, 2) for port in [free_port_udp(), peer.port] * 20)
        )
    assert [answer.outcome for answer in answers] == [
        SignalOutcome.REFUSED,
        SignalOutcome.OK,
    ] * 20


async def test_ipv6(engine: SignalEngine) -> None:
    async with device(lambda request: [response_to(request)], "::1") as peer:
        answer = await engine.ask(engine.target("::1", SipCheck(port=peer.port, timeout=1)))
    assert answer.outcome is SignalOutcome.OK
    assert f"Via: SIP/2.0/UDP [::1]:{peer.asker[1]};" in peer.asked[0].decode()


async def test_the_sender_of_a_question_is_where_it_says(engine: SignalEngine) -> None:
    async with device(lambda request: [response_to(request)]) as peer:
        await ask(engine, peer.port)
        host, port = peer.asker
    assert f"Via: SIP/2.0/UDP {host}:{port};" in peer.asked[0].decode()
    assert f"Contact: <sip:monitord@{host}:{port}>" in peer.asked[0].decode()


async def test_a_host_name_is_what_is_asked_for(engine: SignalEngine) -> None:
    async with device(lambda request: [response_to(request)]) as peer:
        settings = SipCheck(port=peer.port, timeout=1)
        target = engine.target("127.0.0.1", settings, name="mcu.example.vn")
        assert (await engine.ask(target)).outcome is SignalOutcome.OK
    assert peer.asked[0].startswith(b"OPTIONS sip:mcu.example.vn:%d SIP/2.0\r\n" % peer.port)


@pytest.mark.parametrize(
    ("twist", "kind"),
    [
        (lambda request: b"\xff" * 500, "malformed"),
        (lambda request: response_to(request)[:80], "malformed"),
        (lambda request: response_to(request, body=b"v=0")[:-1], "malformed"),
        (lambda request: b"SIP/2.0 200 OK\r\nX: " + b"a" * 60_000, "malformed"),
        (lambda request: b"\0", "keep-alive"),
        (lambda request: b"\r\n\r\n", "keep-alive"),
        (lambda request: request, "request"),
        (lambda request: with_header(response_to(request), "Call-ID", "other"), "wrong-dialogue"),
        (lambda request: with_header(response_to(request), "CSeq", "2 OPTIONS"), "wrong-dialogue"),
        (lambda request: with_header(response_to(request), "CSeq", "1 INVITE"), "wrong-dialogue"),
        (
            lambda request: with_header(
                response_to(request), "Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKother"
            ),
            "unknown-request",
        ),
    ],
)
async def test_what_answers_nothing_is_counted_and_waited_through(
    engine: SignalEngine, twist: Callable[[bytes], bytes], kind: str
) -> None:
    async with device(lambda request: [twist(request), response_to(request)]) as peer:
        assert (await ask(engine, peer.port)).outcome is SignalOutcome.OK
        assert engine.strays[kind] == 1
        peer.answer = lambda request: [twist(request)]
        answer = await ask(engine, peer.port, 0.1)
    says_something = kind not in {"keep-alive", "request"}
    assert answer.outcome is (SignalOutcome.MALFORMED if says_something else SignalOutcome.TIMEOUT)
    assert sum(engine.strays.values()) == engine.strays[kind] == 2


async def test_an_answer_from_another_port_of_the_device_is_one(engine: SignalEngine) -> None:
    def elsewhere(request: bytes) -> Iterable[bytes]:
        other.asker = peer.asker
        other.send(response_to(request))
        return []

    async with device(lambda request: []) as other, device(elsewhere) as peer:
        assert (await ask(engine, peer.port)).outcome is SignalOutcome.OK


async def test_an_answer_from_another_address_is_none(engine: SignalEngine) -> None:
    def elsewhere(request: bytes) -> Iterable[bytes]:
        other.asker = peer.asker
        other.send(response_to(request))
        return []

    async with device(lambda request: [], "127.0.0.2") as other, device(elsewhere) as peer:
        assert (await ask(engine, peer.port)).outcome is SignalOutcome.TIMEOUT
    assert engine.strays["wrong-source"] == 1


async def test_a_late_answer_is_counted_and_belongs_to_no_other_question(
    engine: SignalEngine,
) -> None:
    async with device(lambda request: []) as peer:
        assert (await ask(engine, peer.port, 0.05)).outcome is SignalOutcome.TIMEOUT
        late = response_to(peer.asked[0])
        peer.answer = lambda request: [late, late]
        assert (await ask(engine, peer.port, 0.1)).outcome is SignalOutcome.TIMEOUT
    assert (engine.strays["late"], engine.strays["duplicate"]) == (1, 1)


async def test_many_at_once(engine: SignalEngine) -> None:
    async with device(lambda request: [response_to(request)] * 2) as peer:
        answers = await asyncio.gather(*(ask(engine, peer.port, 3) for _ in range(300)))
        assert {answer.outcome for answer in answers} == {SignalOutcome.OK}
        calls = {head_of(request).one("call-id") for request in peer.asked}
    assert len(calls) == 300


async def test_who_gives_up_waiting_leaves_nothing(engine: SignalEngine) -> None:
    async with device(lambda request: []) as peer:
        task = asyncio.create_task(ask(engine, peer.port, 5))
        await heard(peer)
        assert engine.in_flight == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert engine.in_flight == 0


async def test_a_closed_engine_measures_nothing() -> None:
    made = SignalEngine.open(asyncio.get_running_loop())
    async with device(lambda request: []) as peer:
        task = asyncio.create_task(ask(made, peer.port, 5))
        await heard(peer)
        made.close()
        assert (await task).outcome is SignalOutcome.UNMEASURED
        assert (await ask(made, peer.port)).outcome is SignalOutcome.UNMEASURED
    assert made.in_flight == 0


async def test_what_cannot_be_sent_is_unmeasured(engine: SignalEngine) -> None:
    target = engine.target("255.255.255.255", SipCheck(timeout=1))  # to all: the kernel says no
    answer = await engine.ask(target)
    assert (answer.outcome, answer.error) == (SignalOutcome.UNMEASURED, "Permission denied")


@pytest.mark.parametrize("address", ["", "mcu.example.vn", "192.0.2.256", "fe80::1%nowhere"])
def test_what_is_no_address(engine: SignalEngine, address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        engine.target(address, LONG)


@pytest.mark.parametrize("name", ["a b", "a\r\nX: y", "a>", "a..b", ".a", "x" * 64, "a;b"])
def test_what_is_no_host_name(engine: SignalEngine, name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        engine.target("127.0.0.1", LONG, name=name)


def test_a_host_name_in_vietnamese_is_spelt_as_on_the_wire(engine: SignalEngine) -> None:
    target = engine.target("127.0.0.1", LONG, name="việtnam.vn")
    assert isinstance(target, SipTarget)
    assert target.host == "xn--vitnam-jk8b.vn"


async def heard(peer: Device) -> None:
    async with asyncio.timeout(5):
        await peer.heard.wait()


def free_port_udp() -> int:
    """That refuses."""
    return free_port(socket.SOCK_DGRAM)
