"""An engine of version 3, asked as a manager asks that knows nothing of it (RFC 3414, 4)."""

from __future__ import annotations

from random import Random

from monitord.simulator.fault import Ailment
from monitord.simulator.snmp.engine import Engine
from monitord.simulator.snmp.engines import Engines
from monitord.simulator.snmp.notes import Introduction, Question, Reply, write
from probes.snmp.ber import INTEGER, OCTETS, SEQUENCE, expect, read_integer, tlv, write_integer
from probes.snmp.packet import PduType
from tests.simulator.snmp.agents import PLAYED, START, SYSTEM, mib, under

AGENT = Introduction("s/mcu", ("poly-rmx",), "monitor", ("sha256", b"a phrase".hex()), None)
REPORTABLE = b"\x04"
USM = 3


def discovery() -> bytes:
    """A request without an engine id; the agent answers with its own, its boots and its time."""
    security = tlv(
        SEQUENCE,
        tlv(OCTETS, b"") + write_integer(0) * 2 + tlv(OCTETS, b"") * 3,
    )
    flags = write_integer(77) + write_integer(65507) + tlv(OCTETS, REPORTABLE) + write_integer(USM)
    pdu = tlv(PduType.GET, write_integer(77) + write_integer(0) * 2 + tlv(SEQUENCE, b""))
    scoped = tlv(SEQUENCE, tlv(OCTETS, b"") * 2 + pdu)
    body = write_integer(3) + tlv(SEQUENCE, flags) + tlv(OCTETS, security) + scoped
    return tlv(SEQUENCE, body)


def engine_of(report: bytes) -> tuple[bytes, int]:
    """The engine id and the boots in a message's security parameters."""
    at, end = expect(SEQUENCE, report, 0, len(report))
    _, at = expect(INTEGER, report, at, end)
    _, at = expect(SEQUENCE, report, at, end)
    at, end = expect(OCTETS, report, at, end)
    at, end = expect(SEQUENCE, report, at, end)
    start, at = expect(OCTETS, report, at, end)
    ident = report[start:at]
    start, at = expect(INTEGER, report, at, end)
    return ident, read_integer(report[start:at])


def test_a_stranger_learns_the_engines_id_and_boots_only() -> None:
    agent = mib(f"{SYSTEM}.5.0|4|secret name\n")
    (report,) = Engine(AGENT, 4).answer(discovery(), agent, PLAYED)
    ident, boots = engine_of(report)
    assert (len(ident), boots) == (13, 4)
    assert b"secret name" not in report


def test_each_device_has_an_engine_id_that_stays() -> None:
    agent = mib("")
    other = Introduction("s/other", AGENT.recordings, AGENT.user, AGENT.auth, None)
    idents = [
        engine_of(Engine(each, 1).answer(discovery(), agent, PLAYED)[0])[0]
        for each in (AGENT, AGENT, other)
    ]
    assert idents[0] == idents[1] != idents[2]


def test_a_reboot_is_counted() -> None:
    engines = Engines(START, 1, [AGENT])
    heard = [
        engines.answer(Question(number, "s/mcu", START, condition, discovery().hex()))
        for number, condition in enumerate((under(Ailment()), under(Ailment(reboot=True))))
    ]
    assert [engine_of(bytes.fromhex(reply.answers[0]))[1] for reply in heard] == [1, 2]


def test_what_is_no_message_gets_no_answer() -> None:
    engine, random, whole = Engine(AGENT, 1), Random(1), discovery()
    for cut in range(0, len(whole), 7):
        assert engine.answer(whole[:cut], mib(""), PLAYED) == []
    for _ in range(1000):
        spoilt = bytearray(whole)
        for _ in range(3):
            spoilt[random.randrange(len(spoilt))] = random.randrange(256)
        engine.answer(bytes(spoilt), mib(""), PLAYED)
    assert len(engine.answer(whole, mib(""), PLAYED)) == 1


def test_notes_pass_unchanged() -> None:
    question = Question(9, "s/mcu", START, under(Ailment(on_battery=True, reboot=True)), "00ff")
    assert Question.parse(write(question)) == question
    assert Introduction.parse(write(AGENT)) == AGENT
    assert Reply.parse(write(Reply(1, ("00",)))) == Reply(1, ("00",))


def test_secrets_are_not_shown() -> None:
    assert AGENT.auth is not None
    assert AGENT.auth[1] not in repr(AGENT)
