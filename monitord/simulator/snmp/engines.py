"""`python -m monitord.simulator.snmp.engines`: SNMPv3 agents, spoken by pysnmp without a socket.

Requests come over a socket pair and answers go back through it, so the process needs no network.
It ends when the other end is closed, however the simulator ended.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterable

from monitord.simulator.snmp.engine import Engine
from monitord.simulator.snmp.library import Library
from monitord.simulator.snmp.notes import MOST_BYTES, Introduction, Question, Reply, write
from monitord.simulator.snmp.subject import subject


class Engines:
    """An engine for each agent, made anew whenever the agent reboots."""

    def __init__(self, start: int, seed: int, agents: Iterable[Introduction]) -> None:
        self.library = Library(start)
        self.agents = {agent.device: agent for agent in agents}
        self.subjects = {
            agent.device: subject(agent.device, agent.recordings, seed)
            for agent in self.agents.values()
        }
        self.running: dict[str, Engine] = {}

    def answer(self, question: Question) -> Reply:
        """What an agent answers."""
        boots = 1 + len(question.condition.reboots)
        engine = self.running.get(question.device)
        if engine is None or engine.boots != boots:
            engine = self.running[question.device] = Engine(self.agents[question.device], boots)
        agent = self.subjects[question.device]
        mib, played = self.library.look_up(agent, question.condition, question.at)
        sent = engine.answer(bytes.fromhex(question.request), mib, played)
        return Reply(question.number, tuple(data.hex() for data in sent))


def main(descriptor: int, start: int, seed: int, count: int) -> None:
    """Answer until the other end hangs up."""
    with socket.socket(fileno=descriptor) as pair:
        agents = [Introduction.parse(pair.recv(MOST_BYTES)) for _ in range(count)]
        engines = Engines(start, seed, agents)
        while text := pair.recv(MOST_BYTES):
            pair.send(write(engines.answer(Question.parse(text))))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
