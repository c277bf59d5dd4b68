"""The rules of modules on the readings of successive answers."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.rules import Observed, RuleBook
from monitord.model.modules import Rule
from monitord.model.readings import Labels, Reading
from monitord.model.states import Reason

FULL = Rule("snmp.ports", above=0.95, clear=0.9)
HOT = Rule("snmp.temperature", above=70.0, polls=3)
LOW = Rule("snmp.battery-minutes", below=600.0, clear=900.0)
ON_BATTERY = Rule("snmp.on-battery", above=0, observe="on-battery")
UNREGISTERED = Rule(None, below=1, observe="registration-lost")
BUSY_OUT = Rule("snmp.mcu-status", is_=("busy-out", "out-of-service"), observe="mcu-failed")
DOWN = Rule("snmp.interface-down", below=1, circuits_only=True)


def ports(value: float, medium: str = "all") -> Reading:
    return Reading("mcu_ports_used_ratio", (medium,), value, (FULL,))


def reading(rule: Rule, value: float | str) -> Reading:
    """A reading of the quantity that the rule is meant for."""
    quantity, labels = {
        FULL: ("mcu_ports_used_ratio", ("all",)),
        HOT: ("device_temperature_celsius", ("CPU",)),
        LOW: ("ups_battery_remaining_seconds", ()),
        ON_BATTERY: ("ups_on_battery", ()),
        UNREGISTERED: ("endpoint_registered", ("sip",)),
        BUSY_OUT: ("mcu_status", ()),
        DOWN: ("interface_up", ("wan0",)),
    }[rule]
    return Reading(quantity, labels, value, (rule,))


TABLE: list[tuple[str, Rule, list[float | str | None], str]] = [
    ("at its limit nothing holds", FULL, [0.95], "-"),
    ("above it does", FULL, [0.951], "x"),
    ("until the value is back past `clear`", FULL, [0.96, 0.94, 0.91, 0.9], "xxx-"),
    ("after which it takes the limit again", FULL, [0.96, 0.9, 0.94, 0.96], "x--x"),
    ("below works the other way round", LOW, [600, 599, 899, 900, 899], "-xx--"),
    ("three polls in a row", HOT, [71, 71, 71, 70], "--x-"),
    ("are three in a row", HOT, [71, 71, 70, 71, 71], "-----"),
    ("a word is one of those", BUSY_OUT, ["normal", "busy-out", "out-of-service", "minor"], "-xx-"),
    ("a number is no word", BUSY_OUT, [0], "-"),
    ("and a word no number", ON_BATTERY, ["yes"], "-"),
    ("a missing reading keeps what holds for one answer", FULL, [0.96, None, 0.96], "xxx"),
    ("and drops it at the second", FULL, [0.96, None, None, 0.94], "xx--"),
    ("it keeps a run as well", HOT, [71, 71, None, 71], "---x"),
    ("and drops that too", HOT, [71, 71, None, None, 71, 71, 71], "------x"),
    ("a rule without a reason degrades nothing", UNREGISTERED, [0, 0], "--"),
]


@pytest.mark.parametrize(
    ("rule", "values", "held"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_rules_hold_over_these_answers(
    rule: Rule, values: list[float | str | None], held: str
) -> None:
    book, found = RuleBook(()), ""
    for at, value in enumerate(values):
        book.read([] if value is None else [reading(rule, value)], at)
        found += "-" if book.fault is None else "x"
    assert found == held


@pytest.mark.parametrize(
    ("rule", "value", "reason"),
    [
        (
            FULL,
            0.9612345678,
            Reason("snmp.ports", {"medium": "all", "value_ratio": 0.961235, "limit_ratio": 0.95}),
        ),
        (LOW, 60, Reason("snmp.battery-minutes", {"value_seconds": 60, "limit_seconds": 600.0})),
        (BUSY_OUT, "busy-out", Reason("snmp.mcu-status", {"value": "busy-out"})),
        (ON_BATTERY, 1, Reason("snmp.on-battery", {"value": 1, "limit": 0})),
    ],
)
def test_a_reason_has_labels_value_and_limit_with_their_unit(
    rule: Rule, value: float | str, reason: Reason
) -> None:
    book = RuleBook(())
    book.read([reading(rule, value)], 0)
    assert book.fault is not None
    assert book.fault.reason == reason


def test_a_reason_that_fits_any_quantity_names_it() -> None:
    book = RuleBook(())
    book.read([Reading("mcu_conferences", (), 41, (Rule("snmp.over", above=40),))], 0)
    assert book.fault is not None
    assert book.fault.reason.params == {"quantity": "mcu_conferences", "value": 41, "limit": 40}


def test_of_several_one_speaks_for_all_and_always_the_same() -> None:
    book = RuleBook(())
    battery, video = reading(ON_BATTERY, 1), ports(1.0, "video")
    for answer in ([battery, video, ports(1.0)], [video, battery, ports(1.0)]):
        book.read(answer, 0)
        assert book.fault is not None
        assert book.fault.reason.code == "snmp.ports"
        assert (book.fault.reason.params["medium"], book.fault.reason.params["more"]) == (
            "video",
            2,
        )


def test_a_fault_is_as_old_as_the_first_answer_of_its_run() -> None:
    book = RuleBook(())
    for at in (10, 20, 30, 40):
        book.read([reading(HOT, 80)], at)
    assert book.fault is not None
    assert book.fault.since == 10


def test_while_a_comparison_holds_that_is_no_rule_yet_it_is_undecided() -> None:
    book = RuleBook([])
    undecided = []
    for value in (20.0, 80.0, 80.0, 80.0, 20.0):
        book.read([reading(HOT, value)], 0)
        undecided.append(book.undecided)
    assert undecided == [False, True, True, False, False]


def test_only_interfaces_of_circuits_matter_to_some_rules() -> None:
    down = [reading(DOWN, 0)]
    book, other = RuleBook({"wan0"}), RuleBook({"wan1"})
    book.read(down, 0)
    other.read(down, 0)
    assert book.fault is not None
    assert other.fault is None


def test_a_fact_is_told_when_it_begins_and_when_it_ends() -> None:
    book = RuleBook(())
    told = [book.read([reading(UNREGISTERED, value)], 0) for value in (0, 0, 1, 1, 0)]
    lost = Observed("registration-lost", {"active": 1, "protocol": "sip", "value": 0, "limit": 1})
    back = Observed("registration-lost", {"active": 0, "protocol": "sip", "value": 1, "limit": 1})
    assert told == [[lost], [], [back], [], [lost]]


def test_a_fact_whose_reading_is_gone_ends_as_not_seen() -> None:
    book = RuleBook(())
    book.read([reading(ON_BATTERY, 1)], 0)
    assert book.read([], 1) == []
    assert book.read([], 2) == [Observed("on-battery", {"active": 0, "unmeasured": 1})]
    assert book.read([reading(ON_BATTERY, 0)], 3) == []


answers = st.lists(
    st.dictionaries(
        st.sampled_from([ON_BATTERY, UNREGISTERED, BUSY_OUT, FULL, HOT, LOW]),
        st.sampled_from([0, 1, 0.93, 1000, "busy-out", "normal"]),
    )
)


@given(answers)
def test_facts_alternate_and_begin_with_their_beginning(
    values: list[dict[Rule, float | str]],
) -> None:
    book, heard = RuleBook(()), defaultdict[tuple[str, str], list[int]](list)
    for at, answer in enumerate(values):
        for fact in book.read([reading(rule, v) for rule, v in answer.items()], at):
            labels: Labels = tuple(str(fact.params.get(n)) for n in ("protocol", "part"))
            heard[fact.kind, "/".join(labels)].append(int(fact.params["active"]))
    for active in heard.values():
        assert active == [1 - place % 2 for place in range(len(active))]


@given(answers)
def test_what_holds_depends_on_the_answers_alone(values: list[dict[Rule, float | str]]) -> None:
    def play() -> list[object]:
        book, seen = RuleBook(()), list[object]()
        for at, answer in enumerate(values):
            seen += book.read([reading(rule, v) for rule, v in answer.items()], at)
            seen.append(book.fault)
        return seen

    assert play() == play()
