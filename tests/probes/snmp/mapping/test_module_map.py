"""What single values mean, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from monitord.model.modules import Rule, Text
from monitord.model.readings import Reader, Reported
from monitord.model.snmp import Oid, Outcome, SnmpAnswer, SnmpPlan, Value
from probes.snmp.mapping.module_map import ModuleMap, object_names
from tests.probes.snmp.mapping.answers import A, answer, is_, module, only, report, scalar, shown

PERCENT = r"([0-9.]+) *%"
MS = r"(\d+) *ms"
LOSS = {
    "quantity": "endpoint_call_loss_ratio",
    "labels": {"medium": "all", "direction": "to_site"},
    "scale": 0.01,
}
SENSOR = (f"{A}.1.2.0", f"{A}.1.3.0")
UNITS = (f"{A}.1.2.0", {1: 1e-6, 2: 1e-3})


def seconds(**keys: Any) -> dict[str, Any]:
    return {"quantity": "device_uptime_seconds", **keys}


@pytest.mark.parametrize(
    ("keys", "raw", "value", "wrong"),
    [
        ({}, 3, 3, 0),
        ({}, 2**64 - 1, 2**64 - 1, 0),
        ({}, b"3", 3, 0),
        ({}, b" 3.5\0", 3.5, 0),
        ({}, b"1e2", 100, 0),
        ({}, b"", None, 0),
        ({}, b" \0\r\n", None, 0),
        ({}, b"three", None, 1),
        ({}, b"nan", None, 1),
        ({}, b"inf", None, 1),
        ({}, b"1e999", None, 1),
        ({}, b"\xff\xfe", None, 1),
        ({}, b"1" * 65, None, 1),
        ({}, "٣".encode(), None, 1),
        ({}, Oid("1.3"), None, 1),
        ({}, -1, None, 1),
        ({"scale": 0.01}, 57, 0.57, 0),
        ({"scale": 60.0}, 7, 420, 0),
        ({"scale": 0.3}, 2, 0.6, 0),
        ({"unknown": (-1, "N/A")}, -1, None, 0),
        ({"unknown": (-1, "N/A")}, b"N/A", None, 0),
        ({"unknown": (-1, "N/A")}, b"-1", None, 0),
        ({"quantity": "device_temperature_celsius", "labels": {"sensor": "x"}}, -40, -40, 0),
        ({"quantity": "ups_load_ratio", "labels": {"line": "1"}, "scale": 0.01}, 130, 1.3, 0),
        ({"quantity": "ups_battery_charge_ratio", "scale": 0.01}, 2**32 - 1, None, 1),
        (LOSS | {"pattern": PERCENT}, b"2.5%", 0.025, 0),
        (LOSS | {"pattern": PERCENT}, b"about 12 %, rising", 0.12, 0),
        (LOSS | {"pattern": PERCENT}, b"no loss", None, 1),
        (LOSS | {"pattern": PERCENT}, b"2..5%", None, 1),
        (LOSS | {"pattern": PERCENT}, b"", None, 0),
        (LOSS | {"pattern": r"\d+"}, b"loss 7", 0.07, 0),
        (LOSS | {"pattern": PERCENT, "unknown": ("--",)}, b"--", None, 0),
        (LOSS | {"pattern": PERCENT}, b" " * 64 + b"1%", 0.01, 0),
        (LOSS | {"pattern": PERCENT}, b"x" * 64 + b"1%", None, 1),
        (seconds(pattern=MS, scale=0.001), b"12 ms", 0.012, 0),
        (seconds(pattern=MS, scale=0.001), 12, 0.012, 0),
        ({"values": {1: 0.0, 5: 1.0}}, 5, 1, 0),
        ({"values": {1: 0.0, 5: 1.0}}, b"5", 1, 0),
        ({"values": {1: 0.0, 5: None}}, 5, None, 0),
        ({"values": {1: 0.0, 5: 1.0}}, 4, None, 1),
        ({"values": {"up": 1.0}}, b"up ", 1, 0),
        ({"values": {"up": 1.0}}, b"Up", None, 1),
        ({"values": {"1.3.1": 1.0}}, Oid("1.3.1"), 1, 0),
        ({"values": {"ok": 1.0}, "pattern": r"\((\w+)\)"}, b"state (ok)", 1, 0),
        ({"quantity": "mcu_status", "values": {1: "normal"}}, 1, "normal", 0),
    ],
)
def test_a_value_by_itself(
    keys: dict[str, Any], raw: Value, value: float | str | None, wrong: int
) -> None:
    assert only(scalar(**keys), raw) == (value, wrong)


@pytest.mark.parametrize(
    ("keys", "raw", "others", "value", "wrong"),
    [
        # RFC 3433: units (9), one decimal: 25.3 °C; milli (8), none: 3.3 V; kilo (10), 2 decimals.
        ({"sensor": SENSOR}, 253, {"o2": 9, "o3": 1}, 25.3, 0),
        ({"sensor": SENSOR}, 3300, {"o2": 8, "o3": 0}, 3.3, 0),
        ({"sensor": SENSOR}, 123, {"o2": 10, "o3": 2}, 1230, 0),
        ({"sensor": SENSOR}, 47, {"o2": 9, "o3": -2}, 47, 0),
        ({"sensor": SENSOR}, 5, {"o2": 7, "o3": 0}, 5e-6, 0),
        ({"sensor": SENSOR}, 47, {"o2": 9}, None, 0),
        ({"sensor": SENSOR}, 47, {"o2": 18, "o3": 0}, None, 1),
        ({"sensor": SENSOR}, 47, {"o2": 9, "o3": b"0"}, None, 1),
        ({"sensor": SENSOR}, 2**63, {"o2": 17, "o3": 0}, None, 1),
        (seconds(scale_by=UNITS), 1500, {"o2": 1}, 0.0015, 0),
        (seconds(scale_by=UNITS), 1500, {"o2": 2}, 1.5, 0),
        (seconds(scale_by=UNITS), 1500, {"o2": 3}, None, 1),
        (seconds(scale_by=UNITS), 1500, {"o2": b"2"}, None, 1),
        (seconds(scale_by=UNITS), 1500, {}, None, 0),
        ({"over": f"{A}.1.2.0"}, 30, {"o2": 40}, 0.75, 0),
        ({"over": f"{A}.1.2.0"}, 30, {"o2": b"40"}, 0.75, 0),
        ({"over": f"{A}.1.2.0"}, 30, {"o2": 0}, None, 0),
        ({"over": f"{A}.1.2.0"}, 30, {"o2": b"0.0"}, None, 0),
        ({"over": f"{A}.1.2.0"}, 30, {"o2": b"x"}, None, 1),
        ({"over": f"{A}.1.2.0"}, 30, {}, None, 0),
        ({"when": (is_(".1.2.0", 1, 2),)}, 9, {"o2": 2}, 9, 0),
        ({"when": (is_(".1.2.0", 1, 2),)}, 9, {"o2": b"2"}, 9, 0),
        ({"when": (is_(".1.2.0", 1, 2),)}, b"x", {"o2": 3}, None, 0),
        ({"when": (is_(".1.2.0", 1, 2),)}, 9, {}, None, 0),
        ({"when": (is_(".1.2.0", 1), is_(".1.3.0", 1))}, 9, {"o2": 1, "o3": 0}, None, 0),
    ],
)
def test_a_value_with_others_beside_it(
    keys: dict[str, Any],
    raw: Value,
    others: dict[str, Value],
    value: float | str | None,
    wrong: int,
) -> None:
    found, counted = only(scalar(**keys), raw, **others)
    assert (found, counted) == (pytest.approx(value) if value is not None else None, wrong)


def test_a_reading_has_the_labels_in_the_order_of_the_quantity_and_the_rules() -> None:
    rule = Rule("snmp.over", above=1)
    entry = scalar(
        "endpoint_call_loss_ratio",
        labels={"direction": "to_site", "medium": "audio"},
        rules=(rule,),
    )
    reading = report((entry,), answer({".1.1.0": 1})).readings[0]
    assert (reading.labels, reading.rules) == (("audio", "to_site"), (rule,))


def test_of_two_entries_for_the_same_reading_the_first_that_is_known_counts() -> None:
    first, second = scalar(unknown=(0,)), scalar()
    assert report((first, second), answer({".1.1.0": 0})).readings[0].value == 0
    assert len(report((first, second), answer({".1.1.0": 4})).readings) == 1


IDENTITY = {
    "vendor": Text("ACME"),
    "model": Text(oid=f"{A}.1.8.0"),
    "software": Text(oid=f"{A}.1.9.0", pattern=r"SoftW: (\S+)"),
}


@pytest.mark.parametrize(
    ("scalars", "found"),
    [
        (
            {".1.8.0": b"Room\r\nKit\0\0", ".1.9.0": b"TANDBERG SoftW: ce9.1"},
            {"model": "Room Kit", "software": "ce9.1"},
        ),
        ({".1.8.0": b"x" * 300, ".1.9.0": b"SoftW:"}, {"model": "x" * 128}),
        ({".1.8.0": b" \x00\x07 "}, {}),
        ({".1.8.0": Oid("1.3.6"), ".1.9.0": 7}, {"model": "1.3.6"}),
        ({".1.8.0": "Phòng họp".encode() + b"\xff"}, {"model": "Phòng họp\ufffd"}),
    ],
)
def test_texts_of_the_identity_are_cleaned_and_bounded(
    scalars: dict[str, Value], found: dict[str, str]
) -> None:
    said = ModuleMap([module(identity=IDENTITY)]).report(answer(scalars))
    assert said.identity == {"vendor": "ACME", **found}
    assert said.wrong == 0


def test_the_last_module_that_has_a_text_gives_it() -> None:
    modules = [
        module(id="a", identity={"vendor": Text("first"), "model": Text("first")}),
        module(id="b", identity={"vendor": Text("second"), "model": Text(oid=f"{A}.1.8.0")}),
    ]
    said = ModuleMap(modules).report(answer({".1.1.0": 1}))
    assert said.identity == {"vendor": "second", "model": "first"}


@pytest.mark.parametrize(
    ("ticks", "uptime"), [(12345, 123.45), (0, 0), (-1, None), (b"5", None), (None, None)]
)
def test_the_uptime_is_sys_up_time_in_seconds(ticks: Value | None, uptime: float | None) -> None:
    scalars = {} if ticks is None else {"1.3.6.1.2.1.1.3.0": ticks}
    assert ModuleMap([module(scalar())]).report(answer(scalars)).uptime == uptime


def test_an_agent_that_did_not_answer_says_nothing_constants_included() -> None:
    reader = ModuleMap([module(scalar(), identity=IDENTITY)])
    assert reader.report(SnmpAnswer(Outcome.TIMEOUT, 0, 1)) == Reported()


def test_scalars_are_read_once_whoever_wants_them() -> None:
    entry = scalar(when=(is_(".1.2.0", 1),), over=f"{A}.1.3.0", scale_by=UNITS)
    other = module(scalar(), id="other", identity={"name": Text(oid=f"{A}.1.3.0")})
    reader: Reader = ModuleMap([module(entry), other])
    assert reader.plan == SnmpPlan((f"{A}.1.1.0", f"{A}.1.2.0", f"{A}.1.3.0"))


def test_objects_have_names_scalars_without_their_instance() -> None:
    assert object_names([module(scalar())]) == {f"{A}.1.1": "acmeScalar"}


def test_readings_do_not_depend_on_what_was_reported_before() -> None:
    reader = ModuleMap([module(scalar())])
    reader.report(answer({".1.1.0": 1}))
    assert shown(reader.report(answer({}))) == {}
