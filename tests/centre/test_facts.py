"""Which observations of a site are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitord.centre.facts import MOST, Facts
from monitord.model.facts import Fact
from monitord.model.states import Param

START = datetime(2026, 11, 22, 5, tzinfo=UTC)


def fact(kind: str, second: int = 0, check: str = "a/ups/snmp", **params: Param) -> Fact:
    return Fact(check, kind, params, START + timedelta(seconds=second))


def test_the_latest_are_kept_newest_first() -> None:
    facts = Facts()
    for second in range(MOST + 5):
        facts.add("a", fact("trap", second, number=second))
    kept = [each.params["number"] for each in facts["a"]]
    assert kept == list(range(MOST + 4, 4, -1))


def test_what_holds_outlives_any_number_of_later_ones() -> None:
    facts = Facts()
    facts.add("a", fact("on-battery", active=1, value_seconds=60))
    for second in range(3 * MOST):
        facts.add("a", fact("trap", second))
    assert facts["a"][-1].kind == "on-battery"
    assert facts.active("a")


def test_what_has_ended_holds_no_more() -> None:
    facts = Facts()
    facts.add("a", fact("on-battery", active=1, value_seconds=60))
    facts.add("a", fact("on-battery", 9, active=0))
    assert not facts.active("a")
    for second in range(MOST):
        facts.add("a", fact("trap", second))
    assert {each.kind for each in facts["a"]} == {"trap"}


def test_two_things_of_one_kind_are_told_apart_by_what_they_are_about() -> None:
    facts = Facts()
    facts.add("a", fact("registration-lost", active=1, protocol="sip"))
    facts.add("a", fact("registration-lost", active=1, protocol="h323"))
    facts.add("a", fact("registration-lost", active=0, protocol="h323"))
    assert facts.active("a")
    facts.add("a", fact("registration-lost", active=0, protocol="sip"))
    assert not facts.active("a")


def test_what_was_told_of_a_departed_device_is_forgotten() -> None:
    facts = Facts()
    facts.add("a", fact("on-battery", active=1))
    facts.add("b", fact("on-battery", check="b/ups/snmp", active=1))
    facts.keep_only(lambda check: check.startswith("b/"))
    assert list(facts) == ["b"]


def test_what_held_before_a_start_holds_until_its_check_speaks() -> None:
    facts = Facts()
    facts.resume("a", fact("on-battery", active=1))
    assert facts.active("a")
    assert facts.measured("a", "a/ups/snmp")
    assert not facts.active("a")


def test_and_goes_on_where_it_is_told_again() -> None:
    facts = Facts()
    facts.resume("a", fact("on-battery", active=1))
    facts.resume("a", fact("on-battery", 1, active=0))
    facts.resume("a", fact("on-battery", 2, active=1))
    facts.add("a", fact("on-battery", 9, active=1))
    assert not facts.measured("a", "a/ups/snmp")
    assert facts.active("a")


def test_what_began_and_ended_before_a_start_is_over() -> None:
    facts = Facts()
    for second, active in enumerate((1, 0, 1)):
        facts.resume("a", fact("on-battery", second, active=active))
    facts.resume("a", fact("trap", 5))
    facts.measured("a", "a/ups/snmp")
    assert not facts.active("a")
    assert [each.kind for each in facts["a"]] == ["trap", "on-battery"]
