"""What a scenario does to a device's signalling."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitord.simulator.agents import Visit
from monitord.simulator.packet import parse, udp_packet
from monitord.simulator.reading import InvalidScenarioError
from monitord.simulator.scenario import parse_command
from monitord.simulator.signalling.province import SignallingProvince
from monitord.simulator.signalling.tcp import Flag
from monitord.simulator.signalling.trouble import CALM, Trouble, together
from probes.signalling.message import Response
from probes.signalling.options import Options
from tests.simulator import inventories
from tests.simulator.packets import MONITOR
from tests.simulator.signalling.test_province import CODEC, MCU, province, segment, visit


def commanded(words: str) -> Trouble:
    command = f'{{"all": true, "fault": {{"signalling": {words}}}}}'
    _, fault = parse_command(command, inventories.province())
    return CALM if fault is None else fault.signalling  # None: nothing is wrong


def question(agent: SignallingProvince, trouble: Trouble) -> list[int]:
    """The status codes of what a device says to OPTIONS."""
    ends = (ip_address(MONITOR).packed, 40000), (ip_address(CODEC).packed, 5060)
    asked = bytes(Options(CODEC, 5060, "udp", (MONITOR, 40000)))
    said = agent(Visit(parse(udp_packet(*ends, asked)), "s/vc", 0, 60, trouble=trouble))
    assert isinstance(said, tuple)
    packets = map(parse, said)
    return [Response.parse(packet.data[packet.header + 8 :]).status for packet in packets]


@pytest.mark.parametrize(
    ("words", "trouble", "codes"),
    [
        ("{}", CALM, [200]),
        ('{"status": 503}', Trouble(status=503), [503]),
        ('{"status": 499}', Trouble(status=499), [499]),
        ('{"silent": true}', Trouble(silent=True), []),
    ],
)
def test_what_a_device_says_then(words: str, trouble: Trouble, codes: list[int]) -> None:
    assert commanded(words) == trouble
    assert question(province(), trouble) == codes


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ('{"status": 100}', "wants-status"),
        ('{"status": 700}', "wants-status"),
        ('{"status": "busy"}', "wants-status"),
        ('{"silent": 1}', "wants-truth"),
        ('{"mute": true}', "unknown-key"),
    ],
)
def test_what_a_scenario_cannot_say(words: str, key: str) -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        commanded(words)
    assert [problem.key for problem in caught.value.problems] == [f"simulator.scenario.{key}"]


def test_a_silent_device_refuses_only_where_nothing_listens() -> None:
    silent = Trouble(silent=True)
    for port, answers in ((1720, 0), (22, 1)):
        asked = replace(visit(segment(MCU, port, Flag.SYN), MCU), trouble=silent)
        said = province()(asked)
        assert isinstance(said, tuple)
        assert len(said) == answers


def test_several_troubles_at_once() -> None:
    assert together([]) == CALM
    assert together([Trouble(status=503), Trouble(silent=True)]) == Trouble(silent=True, status=503)
    assert together([Trouble(status=503), Trouble(status=486)]).status == 486
