"""What successive answers of one agent say together."""

from __future__ import annotations

from monitord.health.agents import AgentWatch, Insight
from monitord.health.rules import Fault
from monitord.model.checks import Line
from monitord.model.modules import Rule
from monitord.model.readings import Reading, Reported
from monitord.model.snmp import Outcome, SnmpAnswer
from monitord.model.states import Reason

SECOND = 10**9
ON_BATTERY = Rule("snmp.on-battery", above=0, observe="on-battery")


def read(
    watch: AgentWatch,
    minute: int,
    uptime: float | None,
    *readings: Reading,
    boots: int | None = None,
) -> Insight:
    """One answer, a minute after the last."""
    began = minute * 60 * SECOND
    answer = SnmpAnswer(Outcome.OK, began, began + SECOND // 10, engine_boots=boots)
    return watch.read(answer, Reported(readings=readings, uptime=uptime), 60.0)


def wan(received: int) -> tuple[Reading, ...]:
    return (
        Reading("interface_up", ("wan0",), 1),
        Reading("interface_capacity_bytes_per_second", ("wan0",), 100),
        Reading("interface_receive_bytes_total", ("wan0",), received),
    )


def test_a_restart_is_told_with_both_uptimes() -> None:
    watch = AgentWatch(())
    assert not read(watch, 0, 5000.0).rebooted
    insight = read(watch, 1, 20.0)
    assert insight.rebooted
    (fact,) = insight.observed
    assert fact.kind == "reboot"
    assert fact.params == {"uptime_seconds": 20.0, "before_seconds": 5000.0}


def test_an_answer_without_uptime_is_skipped() -> None:
    watch = AgentWatch(())
    read(watch, 0, 5000.0)
    assert not read(watch, 1, None).rebooted
    assert read(watch, 2, 20.0).rebooted


def test_boots_are_believed() -> None:
    watch = AgentWatch(())
    read(watch, 0, 5000.0, boots=2)
    assert not read(watch, 1, 20.0, boots=2).rebooted
    assert read(watch, 2, 80.0, boots=3).rebooted


def test_utilisation_is_a_reading_but_not_over_a_restart() -> None:
    watch = AgentWatch(())
    read(watch, 0, 5000.0, *wan(0))
    insight = read(watch, 1, 5060.0, *wan(3000))
    assert insight.readings[-1] == Reading("interface_receive_utilization_ratio", ("wan0",), 0.5)
    assert read(watch, 2, 10.0, *wan(6000)).readings == wan(6000)


def test_circuits_and_rules_speak_from_the_first_answer() -> None:
    watch = AgentWatch([Line("TSL-1", "primary", "wan0")])
    insight = read(watch, 0, 1.0, *wan(0), Reading("ups_on_battery", (), 1, (ON_BATTERY,)))
    assert [fact.kind for fact in insight.observed] == ["circuit-interface", "on-battery"]
    assert insight.fault is not None
    assert insight.fault.reason.code == "snmp.on-battery"
    assert insight.fault.since == SECOND // 10


def test_an_interface_beyond_where_a_walk_broke_off_has_not_gone() -> None:
    watch = AgentWatch([Line("TSL-1", "primary", "wan0")])
    lan = Reading("interface_up", ("lan0",), 1)
    read(watch, 0, None, lan, *wan(0))
    for minute, failures in enumerate([{"1.3.6.1.2.1.2.2.1.8": Outcome.TIMEOUT}] * 3, 1):
        began = minute * 60 * SECOND
        broken = SnmpAnswer(Outcome.OK, began, began + SECOND, failures=failures)
        assert watch.read(broken, Reported(readings=(lan,)), 60.0).observed == []
    cut = SnmpAnswer(Outcome.OK, 300 * SECOND, 301 * SECOND, cut=1)
    assert watch.read(cut, Reported(readings=(lan,)), 60.0).observed == []
    assert read(watch, 6, None, lan).observed == []
    (gone,) = read(watch, 7, None, lan).observed
    assert gone.params["up"] == 0


def test_a_line_of_another_site_is_no_fault_of_the_device_at_its_other_end() -> None:
    down = Rule("snmp.interface-down", below=1, circuits_only=True)
    wan0, wan9 = (Reading("interface_up", (name,), 0, (down,)) for name in ("wan0", "wan9"))
    ours, others = Line("TSL-1", "primary", "wan0"), Line("TSL-9", "primary", "wan9", "commune")
    assert read(AgentWatch([ours, others]), 0, None, wan9).fault is None
    assert read(AgentWatch([ours, others]), 0, None, wan0).fault is not None


def spoilt(watch: AgentWatch, minute: int, *readings: Reading, wrong: int = 7) -> Insight:
    """One answer with values that are not of their types."""
    began = minute * 60 * SECOND
    answer = SnmpAnswer(Outcome.OK, began, began + SECOND // 10)
    return watch.read(answer, Reported(readings=readings, wrong=wrong), 60.0)


def test_an_agent_of_which_nothing_can_be_read_is_no_agent_that_is_fine() -> None:
    watch = AgentWatch(())
    assert spoilt(watch, 0).fault is None
    assert spoilt(watch, 1).fault == Fault(Reason("snmp.unreadable"), 0)
    assert spoilt(watch, 2, wrong=9).fault == Fault(Reason("snmp.unreadable"), 0)
    assert spoilt(watch, 3, Reading("device_alarms", (), 0)).fault is None
    assert spoilt(watch, 4).fault is None


def test_an_agent_without_values_that_has_no_wrong_ones_is_another_matter() -> None:
    watch = AgentWatch(())
    for minute in range(3):
        assert spoilt(watch, minute, wrong=0).fault is None
