"""Tables that are asked for together give what each of them gives by itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.snmp import Outcome, SnmpPlan, SnmpTable
from probes.snmp.bindings import BareBinding
from probes.snmp.community.conversation import (
    TOO_BIG,
    Answer,
    Conversation,
    NoReply,
    Question,
    Reply,
)
from probes.snmp.community.poll import AgentMemory, read_plan
from probes.snmp.community.tables import ALONE
from probes.snmp.packet import PduType, Tag
from tests.probes.snmp.agent import GEN_ERR, arcs

ROOT = "1.3.6.1.4.1.99999"
TABLES = (
    SnmpTable(tuple(f"{ROOT}.1.{n}" for n in (1, 2, 10))),
    SnmpTable((f"{ROOT}.2.1",)),
    SnmpTable((f"{ROOT}.3.4", f"{ROOT}.3.2"), 4),
    SnmpTable((f"{ROOT}.1.1", f"{ROOT}.1.1", f"{ROOT}.4.1")),
)
PLAN = SnmpPlan(tables=TABLES)
COLUMNS = tuple(dict.fromkeys(column for table in TABLES for column in table.columns))
Contents = Mapping[str, Iterable[int]]
"""Rows by column."""
LIKE = {column: range(1, 4) for column in COLUMNS}


@dataclass
class PureAgent:
    """Answers like an agent of version 2c, without a network."""

    contents: Contents
    most: int = 1000
    """Bindings in a reply; further ones are left out."""
    most_names: int = 1000
    """More names in a request are tooBig."""
    broken: frozenset[str] = frozenset()
    """Columns that give genErr."""
    looping: frozenset[str] = frozenset()
    """Columns whose first row comes again and again."""
    twist: Callable[[Question, Answer], Answer] = lambda _question, honest: honest
    asked: list[Question] = field(default_factory=list)

    def poll(self, memory: AgentMemory, *, heard: bool = False) -> Conversation:
        """One poll of all tables; `heard`: the agent has answered something before."""
        self.asked.clear()
        talk = Conversation(heard=heard)
        asking = read_plan(talk, PLAN, memory, bulk=True)
        try:
            question = next(asking)
            while True:
                self.asked.append(question)
                question = asking.send(self.twist(question, self.answer(question)))
        except StopIteration:
            return talk

    def answer(self, question: Question) -> Answer:
        """The honest reply."""
        assert question.kind is PduType.GET_BULK
        size = 40 + 25 * len(question.names)
        if len(question.names) > self.most_names:
            return Reply(TOO_BIG, 0, [], size)
        for at, name in enumerate(question.names, 1):
            if any(_within(name, column) for column in self.broken):
                return Reply(GEN_ERR, at, [], size)
        keys = sorted(
            arcs(f"{column}.{n}") for column in self.contents for n in self.contents[column]
        )
        found: list[BareBinding] = []
        names = question.names
        for _ in range(question.repetitions):
            row = [self._next(name, keys) for name in names]
            names = tuple(name for name, _, _ in row)
            found += row
        found = found[: self.most]
        return Reply(0, 0, found, 40 + 25 * len(found))

    def _next(self, name: str, keys: list[tuple[int, ...]]) -> BareBinding:
        for column in self.looping:
            if _within(name, column):
                return f"{column}.1", int(Tag.INTEGER), 1
        at = bisect_right(keys, arcs(name))
        if at == len(keys):
            return name, int(Tag.END_OF_MIB_VIEW), None
        return ".".join(map(str, keys[at])), int(Tag.INTEGER), keys[at][-1]


def _within(name: str, column: str) -> bool:
    return name == column or name.startswith(f"{column}.")


rows = st.sets(st.integers(1, 12), max_size=7).map(frozenset)
contents = st.fixed_dictionaries(dict.fromkeys((*COLUMNS, f"{ROOT}.1.5"), rows))
columns = st.sampled_from(COLUMNS).map(lambda column: frozenset({column}))
bounds = {
    "most": st.sampled_from((1000, 1000, 30, 7, 3)),
    "most_names": st.sampled_from((1000, 4, 1)),
}
agents = st.one_of(
    st.builds(PureAgent, contents, **bounds),
    st.builds(PureAgent, contents, **bounds, broken=columns),
    st.builds(PureAgent, contents, **bounds, looping=columns),
)


@given(st.lists(agents, min_size=2, max_size=4))
def test_tables_that_are_read_together_give_what_each_gives_by_itself(
    moods: list[PureAgent],
) -> None:
    memory = AgentMemory()
    for mood in moods:  # the same agent at one poll after the other
        together, by_themselves = mood.poll(memory), mood.poll(AgentMemory())
        assert together.tables == by_themselves.tables
        assert together.failures == by_themselves.failures
        assert together.cut == by_themselves.cut
        assert together.outcome() == by_themselves.outcome()


def test_small_tables_of_known_length_come_in_one_request() -> None:
    memory, agent = AgentMemory(), PureAgent(LIKE)
    agent.poll(memory)
    assert len(agent.asked) == len(TABLES)
    agent.poll(memory)
    assert [question.repetitions for question in agent.asked] == [4]


def test_tables_too_large_for_one_frame_are_asked_for_apart() -> None:
    memory, agent = AgentMemory(), PureAgent({column: range(1, 12) for column in COLUMNS})
    agent.poll(memory)
    agent.poll(memory)
    sizes = [25 * len(question.names) * question.repetitions for question in agent.asked]
    assert len(sizes) > 1
    assert max(sizes) <= 1400


def test_a_short_table_is_not_read_with_one_that_is_much_longer() -> None:
    lengths = {TABLES[1].columns[0]: range(1, 31)}
    memory, agent = AgentMemory(), PureAgent({**LIKE, **lengths})
    agent.poll(memory)
    agent.poll(memory)
    assert [question.repetitions for question in agent.asked] == [31, 4]


def test_tables_that_have_grown_are_walked_on() -> None:
    memory, agent = AgentMemory(), PureAgent(LIKE)
    agent.poll(memory)
    agent.contents = {**LIKE, TABLES[1].columns[0]: range(1, 9)}
    for requests in (2, 2, 2):  # it goes by itself, then it is too long for the others
        talk = agent.poll(memory)
        assert len(talk.tables[TABLES[1].columns[0]]) == 8
        assert len(agent.asked) <= requests


@pytest.mark.parametrize(
    ("bad", "failure"),
    [
        (PureAgent(LIKE, broken=frozenset({COLUMNS[3]})), Outcome.ERROR_STATUS),
        (PureAgent(LIKE, looping=frozenset({COLUMNS[3]})), Outcome.MALFORMED),
    ],
)
def test_a_table_in_trouble_voids_no_other_and_is_alone_until_it_was_well_for_long(
    bad: PureAgent, failure: Outcome
) -> None:
    memory, agent = AgentMemory(), PureAgent(LIKE)
    agent.poll(memory)
    for _ in range(2):
        talk = bad.poll(memory)
        assert talk.failures == {COLUMNS[3]: failure}
        assert set(talk.tables) == set(COLUMNS) - {COLUMNS[3]}
    assert len(bad.asked) == 2  # the others, and it
    for _ in range(ALONE):
        agent.poll(memory)
        assert len(agent.asked) == 2
    agent.poll(memory)
    assert len(agent.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [Reply(TOO_BIG, 0, [], 40), NoReply(Outcome.MALFORMED, heard=True), Reply(0, 0, [], 40)],
)
def test_what_is_too_much_at_once_is_asked_for_apart_and_that_is_remembered(answer: Answer) -> None:
    memory, agent = AgentMemory(), PureAgent(LIKE)
    agent.twist = lambda question, honest: answer if len(question.names) > 3 else honest
    agent.poll(memory)
    for requests in (len(TABLES) + 1, len(TABLES)):
        talk = agent.poll(memory)
        assert (set(talk.tables), talk.failures) == (set(COLUMNS), {})
        assert len(agent.asked) == requests


def test_an_agent_whose_replies_are_cut_short_is_asked_for_less() -> None:
    memory, agent = AgentMemory(), PureAgent(LIKE)
    agent.poll(memory)
    agent.most = 20
    agent.poll(memory)
    many = len(agent.asked)
    agent.poll(memory)
    assert len(agent.asked) < many


def test_silence_at_a_request_for_many_tables_leaves_each_its_own_chance() -> None:
    memory, agent = AgentMemory(), PureAgent(LIKE)
    agent.poll(memory)
    agent.twist = lambda question, honest: (
        NoReply(Outcome.TIMEOUT) if len(question.names) > 3 else honest
    )
    talk = agent.poll(memory, heard=True)
    assert (set(talk.tables), talk.failures, talk.silent) == (set(COLUMNS), {}, True)
    assert len(agent.asked) == 1 + len(TABLES)


def test_a_dead_agent_is_asked_once_and_when_it_is_back_as_before() -> None:
    memory, agent = AgentMemory(), PureAgent(LIKE)
    agent.poll(memory)
    honest, agent.twist = agent.twist, lambda _question, _honest: NoReply(Outcome.TIMEOUT)
    talk = agent.poll(memory)
    assert (talk.tables, talk.failures) == ({}, dict.fromkeys(COLUMNS, Outcome.TIMEOUT))
    assert len(agent.asked) == 1
    agent.twist = honest
    agent.poll(memory)
    assert len(agent.asked) == 1


def test_a_table_that_was_lost_is_asked_for_as_before_after_a_while() -> None:
    memory, agent = AgentMemory(), PureAgent(dict.fromkeys(COLUMNS, ()))
    agent.poll(memory)
    honest = agent.twist
    agent.twist = lambda question, said: (
        NoReply(Outcome.TIMEOUT) if COLUMNS[2] in question.names else said
    )
    for _ in range(2):
        talk = agent.poll(memory, heard=True)
        assert talk.failures == dict.fromkeys(TABLES[0].columns, Outcome.TIMEOUT)
    agent.twist = honest
    agent.poll(memory)
    assert min(len(question.names) for question in agent.asked) < len(TABLES[0].columns)
    for _ in range(ALONE):
        agent.poll(memory)
    assert len(agent.asked) == 1
