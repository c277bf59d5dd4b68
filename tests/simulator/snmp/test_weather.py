"""Agents in the weather: their answers take the line home like any other."""

from __future__ import annotations

from random import Random

from monitord.model.snmp import SnmpLogin
from monitord.simulator.agents import AGENTS, Visit
from monitord.simulator.fault import Ailment, Fault, Scenario, Target, Way
from monitord.simulator.outcome import Fate, Outcome
from monitord.simulator.packet import UDP, parse, udp_payload
from monitord.simulator.snmp.subject import Subject
from monitord.simulator.terrain import Terrain
from monitord.simulator.weather import Weather
from probes.snmp.packet import V2C, Binding, Message, Pdu, PduType
from tests.simulator.packets import echo_request
from tests.simulator.snmp.agents import LOGIN, PORT, SECOND, START, Lab, datagram, small_province

ROUTER, PC = "127.1.0.1", "127.1.0.5"
ALL = Target("all")
GET = bytes(Message(V2C, b"lab", Pdu(PduType.GET, 1, 0, 0, (Binding("1.3.6.1.2.1.1.5.0"),))))


def sky(login: SnmpLogin = LOGIN) -> tuple[Weather, Lab]:
    lab = Lab(login=login)
    agents = {**AGENTS, (UDP, PORT): lab.agents}
    return Weather(Terrain(small_province()), Scenario(), Random(1), START, agents), lab


def only(outcomes: list[Outcome]) -> Outcome:
    (outcome,) = outcomes
    return outcome


def test_an_answer_comes_home_over_the_line() -> None:
    weather, _ = sky()
    weather.command(ALL, Fault(from_site=Way(delay=0.2)), START)
    outcome = only(weather.decide(datagram(ROUTER, GET), START))
    assert outcome.fate is Fate.ANSWERED
    assert outcome.delay > 0.2 * SECOND
    assert Message.parse(udp_payload(parse(outcome.data or b""))).community == b"lab"


def test_a_device_without_an_agent_refuses() -> None:
    assert only(sky()[0].decide(datagram(PC, GET), START)).fate is Fate.REFUSED


def test_a_slow_agent_is_late_and_holds_nobody_up() -> None:
    weather, _ = sky()
    weather.command(ALL, Fault(snmp=Ailment(slow=3)), START)
    assert only(weather.decide(datagram(ROUTER, GET), START)).delay > 3 * SECOND
    assert only(weather.decide(echo_request(ROUTER), START + 1)).delay < SECOND


def test_what_another_process_answers_is_pending_and_comes_back() -> None:
    weather, lab = sky(SnmpLogin("lab", "3", user="monitor"))
    visits: list[Visit] = []

    def take(_subject: Subject, visit: Visit, _request: bytes) -> bool:
        visits.append(visit)
        return len(visits) < 2

    lab.agents.hand_over = take
    packet = datagram(ROUTER, b"request")
    assert only(weather.decide(packet, START)).fate is Fate.PENDING
    assert only(weather.decide(packet, START)).fate is Fate.IGNORED
    later = START + SECOND
    assert only(weather.come_back(visits[0], [b"data"], later)).fate is Fate.ANSWERED
    assert only(weather.come_back(visits[0], [], later)).fate is Fate.IGNORED
    weather.command(ALL, Fault(from_site=Way(loss=1)), START)
    assert only(weather.come_back(visits[0], [b"data"], later)).fate is Fate.LOST_FROM_SITE
    weather.command(ALL, Fault(dark=True), START)
    assert only(weather.come_back(visits[0], [b"data"], later)).fate is Fate.DARK


def test_a_slow_agent_of_another_process_is_as_late() -> None:
    weather, lab = sky(SnmpLogin("lab", "3", user="monitor"))
    visits: list[Visit] = []

    def take(_subject: Subject, visit: Visit, _request: bytes) -> bool:
        visits.append(visit)
        return True

    lab.agents.hand_over = take
    weather.command(ALL, Fault(snmp=Ailment(slow=3)), START)
    weather.decide(datagram(ROUTER, b"request"), START)
    soon = START + SECOND // 10
    assert 2.8 * SECOND < only(weather.come_back(visits[0], [b"x"], soon)).delay < 3 * SECOND
