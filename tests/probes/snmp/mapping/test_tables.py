"""What rows of tables mean, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from monitord.model.modules import Condition, Count, Table, Text
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpPlan, SnmpTable, Value
from probes.snmp.mapping.module_map import ModuleMap
from tests.probes.snmp.mapping.answers import A, answer, column, is_, module, report, scalar, shown

CPU = "device_cpu_ratio"


def cpus(table: Table, said: SnmpAnswer) -> dict[str, float | str]:
    """The readings of the loads by the rows' names."""
    found = shown(report((table,), said))
    return {labels[0]: value for (quantity, labels), value in found.items() if quantity == CPU}


def table(**keys: Any) -> Table:
    """Loads in `.2.1`, of rows told apart by the label `cpu`."""
    return Table("acmeTable", **{"label": "cpu", "columns": (column(1),), **keys})


LOADS: dict[str, Value] = {"1": 1, "2": 2, "3": 3}


@pytest.mark.parametrize(
    ("keys", "others", "found"),
    [
        ({}, {}, {"1": 1, "2": 2, "3": 3}),
        (
            {"name": f"{A}.2.2"},
            {".2.2": {"1": b"a", "2": b"", "3": b"c\0"}},
            {"a": 1, "2": 2, "c": 3},
        ),
        ({"name": f"{A}.2.2"}, {}, {"1": 1, "2": 2, "3": 3}),
        ({"name": f"{A}.2.2"}, {".2.2": {"1": 7, "2": -1}}, {"7": 1, "-1": 2, "3": 3}),
        (
            {"name": f"{A}.2.2"},
            {".2.2": {"1": b"a", "2": b"a", "3": b"b"}},
            {"a (1)": 1, "a (2)": 2, "b": 3},
        ),
        ({"name": f"{A}.2.2"}, {".2.2": {"1": b"x" * 500}}, {"x" * 128: 1, "2": 2, "3": 3}),
        ({"keep": (is_(".2.2", 1),)}, {".2.2": {"1": 1, "2": 2}}, {"1": 1}),
        (
            {"keep": (is_(".2.2", 1), Condition(f"{A}.2.3", filled=True))},
            {".2.2": {"1": 1, "2": 2, "3": 2}, ".2.3": {"1": b"", "2": b" ", "3": b"WAN"}},
            {"1": 1, "3": 3},
        ),
        (
            {"keep": (is_(".2.2", 1),), "drop": (is_(".2.3", 24),)},
            {".2.2": {"1": 1, "2": 1}, ".2.3": {"1": 24, "2": 6}},
            {"2": 2},
        ),
    ],
)
def test_which_rows_count_and_what_they_are_called(
    keys: dict[str, Any], others: dict[str, dict[str, Value]], found: dict[str, float]
) -> None:
    assert cpus(table(**keys), answer({}, {".2.1": LOADS, **others})) == found


def test_a_row_keeps_its_name_when_another_of_the_same_name_stops_counting() -> None:
    one = table(name=f"{A}.2.2", keep=(is_(".2.3", 1),))
    names: dict[str, Value] = {"1": b"eth0", "2": b"eth0"}
    for states, found in (({"1": 1, "2": 1}, {"eth0 (1)", "eth0 (2)"}), ({"1": 1}, {"eth0 (1)"})):
        said = answer({}, {".2.1": LOADS, ".2.2": names, ".2.3": states})
        assert cpus(one, said).keys() == found


def test_a_row_whose_name_was_not_read_is_not_called_by_its_index() -> None:
    one = table(name=f"{A}.2.2")
    columns: dict[str, dict[str, Value]] = {".2.1": LOADS, ".2.2": {"1": b"eth0"}}
    for why, found in (
        (Outcome.TIMEOUT, {"eth0": 1}),
        (Outcome.NO_OBJECT, {"eth0": 1, "2": 2, "3": 3}),
    ):
        assert cpus(one, answer({}, columns, {".2.2": why})) == found


def test_devices_that_say_the_same_share_their_labels() -> None:
    """Readings are kept until the next poll, of every device."""
    parts = (table(name=f"{A}.2.2"),)
    name = b"GigabitEthernet0/0"
    said = [answer({}, {".2.1": {"1": 1}, ".2.2": {"1": bytes(bytearray(name))}}) for _ in "ab"]
    one, other = (report(parts, each).readings[0] for each in said)
    assert one.labels == (name.decode(),)
    assert one.labels is other.labels
    assert one.rules is other.rules


def test_of_runs_only_the_newest_counts_named_without_its_number() -> None:
    runs: dict[str, Value] = {"5.1": 1, "5.2": 2, "5.10": 3, "6.1": 4, "9": 5}
    assert cpus(table(newest=True), answer({}, {".2.1": runs})) == {"5": 3, "6": 4, "9": 5}


@pytest.mark.parametrize(
    ("index", "name"),
    [
        ("3.97.98.99", "abc"),
        ("1.97.2.98.99", "a/bc"),
        ("2.97", "2.97"),
        ("1.97.0", "a"),
        ("0", "0"),
        ("1.300", "1.300"),
    ],
)
def test_an_index_of_texts_becomes_a_name(index: str, name: str) -> None:
    assert cpus(table(index="texts"), answer({}, {".2.1": {index: 1}})) == {name: 1}


def test_texts_and_runs_together() -> None:
    rows: dict[str, Value] = {"1.97.1.98.1": 1, "1.97.1.98.2": 2}
    assert cpus(table(index="texts", newest=True), answer({}, {".2.1": rows})) == {"a/b": 2}


@pytest.mark.parametrize(("merge", "value"), [("max", 3), ("min", 1), ("sum", 6)])
def test_rows_without_a_label_become_one_reading(merge: str, value: int) -> None:
    one = table(label=None, merge=merge, columns=(column(1, "device_alarms"),))
    assert shown(report((one,), answer({}, {".2.1": LOADS}))) == {("device_alarms", ()): value}


@pytest.mark.parametrize(("merge", "state"), [("max", "minor"), ("min", "normal")])
def test_of_states_the_one_listed_last_is_the_greatest(merge: str, state: str) -> None:
    values = {1: "minor", 2: "normal", 3: "starting"}
    one = table(label=None, merge=merge, columns=(column(1, "mcu_status", values=values),))
    assert shown(report((one,), answer({}, {".2.1": LOADS}))) == {("mcu_status", ()): state}


def test_a_column_that_broke_off_is_not_merged() -> None:
    one = table(label=None, merge="sum", columns=(column(1, "device_alarms"),))
    said = answer({}, {".2.1": LOADS}, {".2.1": Outcome.TIMEOUT})
    assert shown(report((one,), said)) == {}


def test_a_divisor_and_a_unit_of_the_same_row_or_of_a_scalar() -> None:
    columns = (
        column(1, over=f"{A}.2.2"),
        column(3, "device_memory_used_ratio", labels={"memory": "m"}, over=f"{A}.1.1.0"),
    )
    one = table(columns=(columns[0],))
    two = table(label=None, columns=(columns[1],))
    said = answer({".1.1.0": 8}, {".2.1": LOADS, ".2.2": {"1": 4, "2": 0}, ".2.3": {"1": 2}})
    assert shown(report((one, two), said)) == {
        (CPU, ("1",)): 0.25,
        ("device_memory_used_ratio", ("m",)): 0.25,
    }


def test_a_wrong_value_in_one_row_harms_no_other() -> None:
    said = report((table(),), answer({}, {".2.1": {"1": 1, "2": b"x", "3": -3}}))
    assert (shown(said), said.wrong) == ({(CPU, ("1",)): 1}, 2)


def test_a_sum_of_a_table_that_was_cut_is_not_known_the_greatest_is() -> None:
    columns = (column(1, "device_alarms"),)
    said = answer({}, {".2.1": LOADS})
    for merge, found in (("sum", {}), ("max", {("device_alarms", ()): 3})):
        one = table(label=None, merge=merge, columns=columns, most_rows=3)
        assert shown(report((one,), said)) == found


CALLS = Count("endpoint_calls")
IN_CALL = Count("endpoint_in_call", at_most=1)
WITH_VIDEO = Count("endpoint_calls", when=(is_(".2.2", 1),))


def counted(count: Count, said: SnmpAnswer, *more: Any, **keys: Any) -> float | str | None:
    """The count of a table beside the scalar `.1.1.0` of the same module."""
    one = table(label=None, columns=(), also=(f"{A}.2.1",), counts=(count,), **keys)
    return shown(report((scalar(), one, *more), said)).get((count.quantity, ()))


@pytest.mark.parametrize(
    ("count", "said", "value"),
    [
        (CALLS, answer({".1.1.0": 0}, {".2.1": LOADS}), 3),
        (IN_CALL, answer({".1.1.0": 0}, {".2.1": LOADS}), 1),
        (WITH_VIDEO, answer({}, {".2.1": LOADS, ".2.2": {"1": 1, "3": 1}}), 2),
        # Empty: nothing failed, and the agent has something else of this module.
        (CALLS, answer({".1.1.0": 0}, {}), 0),
        (IN_CALL, answer({".1.1.0": 0}, {".2.1": {}}), 0),
        # Nothing else of the module answers, or the walk failed: not known.
        (CALLS, answer({}, {}), None),
        (CALLS, answer({"1.3.6.1.2.1.1.3.0": 1}, {}), None),
        (CALLS, answer({".1.1.0": 0}, {}, {".2.1": Outcome.NO_OBJECT}), None),
        (CALLS, answer({".1.1.0": 0}, {}, {".2.1": Outcome.TIMEOUT}), None),
        # Rows, but not all of them, or not what they are told apart by.
        (CALLS, answer({}, {".2.1": LOADS}, {".2.1": Outcome.TIMEOUT}), None),
        (WITH_VIDEO, answer({}, {".2.1": LOADS}, {".2.2": Outcome.NO_OBJECT}), None),
    ],
)
def test_rows_are_counted_where_they_are_known(
    count: Count, said: SnmpAnswer, value: int | None
) -> None:
    assert counted(count, said) == value


def test_another_table_of_the_module_shows_that_an_empty_one_is_there() -> None:
    other = table(columns=(column(9),))
    assert counted(CALLS, answer({}, {".2.9": LOADS}), other) == 0


def test_what_every_agent_has_shows_nothing_of_a_vendors_tables() -> None:
    software = {"software": Text(oid="1.3.6.1.2.1.1.1.0")}
    one = table(label=None, columns=(), also=(f"{A}.2.1",), counts=(CALLS,))
    reader = ModuleMap([module(one, identity=software)])
    assert reader.report(answer({"1.3.6.1.2.1.1.1.0": b"ACME"})).readings == ()


def test_rows_that_were_left_out_are_not_counted_but_a_yes_stays_a_yes() -> None:
    said = answer({}, {".2.1": LOADS})
    assert counted(CALLS, said, most_rows=3) is None
    assert counted(IN_CALL, said, most_rows=3) == 1
    assert counted(CALLS, said, most_rows=4) == 3


def test_only_kept_rows_are_counted() -> None:
    said = answer({}, {".2.1": LOADS, ".2.2": {"1": 1}})
    assert counted(CALLS, said, keep=(is_(".2.2", 1),)) == 1


def test_aliases_are_those_of_the_interfaces_that_count() -> None:
    alias, name = "1.3.6.1.2.1.31.1.1.1.18", f"{A}.2.2"
    interfaces = table(
        label="interface", name=name, also=(alias,), columns=(column(1, "interface_up"),)
    )
    said = answer(
        {},
        {
            ".2.1": {"1": 1, "2": 1},
            ".2.2": {"1": b"Gi0/0", "2": b"Gi0/1"},
            alias: {"1": "TSL Như Thanh".encode(), "2": b" "},
        },
    )
    assert report((interfaces,), said).aliases == {"Gi0/0": "TSL Như Thanh"}


def test_all_columns_of_a_table_are_walked_together() -> None:
    one = table(
        name=f"{A}.2.2",
        also=(f"{A}.2.3",),
        keep=(is_(".2.4", 1),),
        drop=(is_(".1.5.0", 1),),
        columns=(
            column(1, over=f"{A}.2.5", sensor=(f"{A}.2.6", f"{A}.2.7")),
            column(8, "device_fan_speed_rpm", scale_by=(f"{A}.2.9", {}), when=(is_(".2.10", 1),)),
        ),
        counts=(Count("endpoint_calls", when=(is_(".2.11", 1),)),),
        most_rows=9,
        label=None,
    )
    plan = ModuleMap([module(one)]).plan
    assert plan.scalars == (f"{A}.1.5.0",)
    assert sorted(plan.tables[0].columns) == sorted(f"{A}.2.{n}" for n in range(1, 12))
    assert [each.most_rows for each in plan.tables] == [9]


def test_tables_that_share_a_column_are_walked_once() -> None:
    a, b, c = (
        table(columns=(column(1),), most_rows=5),
        table(columns=(column(7),)),
        table(columns=(column(2), column(1)), most_rows=8),
    )
    assert ModuleMap([module(a, b), module(c, id="c")]).plan == SnmpPlan(
        (), (SnmpTable((f"{A}.2.7",), 64), SnmpTable((f"{A}.2.1", f"{A}.2.2"), 8))
    )
