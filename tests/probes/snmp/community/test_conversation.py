"""What is asked next, whatever an agent answers: it ends, and every object has its fate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.snmp import Outcome, SnmpPlan, SnmpTable
from probes.snmp.bindings import EMPTY, BareBinding
from probes.snmp.community.conversation import Answer, Conversation, NoReply, Question, Reply
from probes.snmp.community.poll import AgentMemory, read_plan
from probes.snmp.packet import PduType, Tag

SCALARS = tuple(f"1.3.6.1.2.1.1.{n}.0" for n in range(1, 6))
TABLES = (
    SnmpTable(tuple(f"1.3.6.1.2.1.2.2.1.{n}" for n in range(1, 4)), 7),
    SnmpTable(("1.3.6.1.2.1.31.1.1.1.1",), 3),
)
PLAN = SnmpPlan(SCALARS, TABLES)
COLUMNS = tuple(column for table in TABLES for column in table.columns)
MOST_QUESTIONS = 400

indexes = st.lists(st.integers(0, 9), min_size=1, max_size=2).map(lambda i: ".".join(map(str, i)))
names = st.one_of(
    st.sampled_from((*SCALARS, *COLUMNS, "1.3.6.1.9", "0.0")),
    st.builds("{}.{}".format, st.sampled_from(COLUMNS), indexes),
)
bindings = st.builds(
    lambda name, tag: (name, int(tag), None if tag in EMPTY else 7),
    names,
    st.sampled_from((Tag.INTEGER, Tag.INTEGER, Tag.NULL, Tag.NO_SUCH_OBJECT, Tag.END_OF_MIB_VIEW)),
)
replies = st.builds(
    Reply,
    st.sampled_from((0, 0, 0, 0, 1, 2, 5, -1, 99)),
    st.integers(-1, 8),
    st.lists(bindings, max_size=12),
    st.integers(30, 3000),
)
answers = st.one_of(
    replies,
    replies,
    st.builds(NoReply, st.sampled_from((Outcome.TIMEOUT, Outcome.REFUSED, Outcome.UNMEASURED))),
    st.just(NoReply(Outcome.MALFORMED, heard=True)),
)


@given(st.lists(answers, max_size=30), answers, st.booleans(), st.integers(1, 3))
def test_whatever_is_answered_a_poll_ends_and_accounts_for_everything(
    script: list[Answer], ever_after: Answer, bulk: bool, polls: int
) -> None:
    memory = AgentMemory()
    for _ in range(polls):
        talk = Conversation()
        asked = _converse(talk, memory, [*script], ever_after, bulk=bulk)
        assert len(asked) <= MOST_QUESTIONS
        assert set(talk.scalars()) | set(talk.failures) >= set(SCALARS)
        assert set(talk.tables) | set(talk.failures) >= set(COLUMNS)
        assert not set(talk.tables) & set(talk.failures)
        assert all(len(rows) <= 7 for rows in talk.tables.values())
        assert not talk.scalars() or talk.outcome() is Outcome.OK


def _converse(
    talk: Conversation, memory: AgentMemory, script: list[Answer], ever_after: Answer, *, bulk: bool
) -> list[Question]:
    """The questions of one poll."""
    asking = read_plan(talk, PLAN, memory, bulk=bulk)
    asked: list[Question] = []
    try:
        asked.append(next(asking))
        while len(asked) <= MOST_QUESTIONS:
            asked.append(asking.send(script.pop(0) if script else ever_after))
    except StopIteration:
        pass
    for question in asked:
        assert question.names
        assert (question.kind is PduType.GET_BULK) == (question.repetitions > 0)
    return asked


def test_an_agent_that_knows_everything_is_asked_twice() -> None:
    memory = AgentMemory()
    talk = Conversation()
    asking = read_plan(talk, SnmpPlan(SCALARS, TABLES[1:]), memory, bulk=True)
    get = next(asking)
    assert get == Question(PduType.GET, SCALARS)
    bulk = asking.send(Reply(0, 0, [_valued(name) for name in SCALARS], 200))
    assert (bulk.kind, bulk.names) == (PduType.GET_BULK, TABLES[1].columns)
    rows = [_valued(f"{TABLES[1].columns[0]}.{n}") for n in (1, 2)]
    with pytest.raises(StopIteration):
        asking.send(Reply(0, 0, [*rows, _valued("1.3.6.1.9")], 100))
    assert talk.tables == {TABLES[1].columns[0]: {"1": 7, "2": 7}}
    assert talk.outcome() is Outcome.OK


def _valued(name: str) -> BareBinding:
    return name, int(Tag.INTEGER), 7
