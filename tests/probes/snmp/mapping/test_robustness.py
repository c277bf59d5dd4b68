"""Whatever an agent answers, a report is made of it, and what is in it can be exported."""

from __future__ import annotations

from math import isfinite
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitord.model.quantities import QUANTITY
from monitord.model.readings import Reading, Reported
from monitord.model.snmp import Oid, Outcome, SnmpAnswer, Value
from monitord.modules import load
from probes.snmp.mapping.entries import MOST
from probes.snmp.mapping.module_map import ModuleMap
from probes.snmp.mapping.texts import MOST_LABEL, text, texts_in

MODULES = load()
EVERYTHING = ModuleMap(list(MODULES.values()))
COLUMNS = sorted({oid for table in EVERYTHING.plan.tables for oid in table.columns})

numbers = st.integers(-3, 12) | st.integers(-(2**63), 2**64) | st.just(10**400)
words = st.sampled_from(
    [b"2.5%", b"12 ms", b"1e99", b"-1", b"nan", b"", b"\0", b"\xff" * 300, "Phòng".encode()]
)
oids = st.sampled_from([Oid("1.3.6.1.2.1.25.2.1.2"), Oid("0.0"), Oid("")])
values: st.SearchStrategy[Value] = numbers | words | st.binary(max_size=20) | oids
indexes = st.sampled_from(["1", "2", "1.1", "1.2", "3.97.98.99.1", "300.1", "", "x", "1." * 200])
outcomes = st.sampled_from([o for o in Outcome if o is not Outcome.OK])
answers = st.builds(
    SnmpAnswer,
    st.just(Outcome.OK) | outcomes,
    st.just(0),
    st.just(1),
    st.dictionaries(st.sampled_from(EVERYTHING.plan.scalars), values, max_size=60),
    st.dictionaries(
        st.sampled_from(COLUMNS), st.dictionaries(indexes, values, max_size=4), max_size=60
    ),
    st.dictionaries(st.sampled_from(COLUMNS), outcomes, max_size=3),
)


def check_reading(reading: Reading) -> None:
    """It fits its quantity."""
    quantity = QUANTITY[reading.quantity]
    assert len(reading.labels) == len(quantity.labels)
    assert all(len(label) <= MOST_LABEL and label.isprintable() for label in reading.labels)
    if isinstance(reading.value, str):
        assert reading.value in quantity.states
        return
    assert quantity.type != "state"
    assert isfinite(reading.value)
    assert abs(reading.value) <= MOST * 4096
    if quantity.type == "counter" or quantity.unit in ("ratio", "seconds"):
        assert reading.value >= 0


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(answers)
def test_any_answer_becomes_readings_in_range_each_once(said: SnmpAnswer) -> None:
    reported = EVERYTHING.report(said)
    for reading in reported.readings:
        check_reading(reading)
    keys = [(reading.quantity, reading.labels) for reading in reported.readings]
    assert len(set(keys)) == len(keys)
    for shown in (*reported.identity.values(), *reported.aliases.values()):
        assert shown
        assert len(shown) <= MOST_LABEL
        assert shown.isprintable()
    if said.outcome is not Outcome.OK:
        assert reported == Reported()


@given(values)
def test_any_value_is_a_text_of_one_line(raw: Value) -> None:
    shown = text(raw)
    assert len(shown) <= 256
    assert shown == shown.strip() or isinstance(raw, str)
    assert shown.isprintable()


@given(st.text("0123456789.", max_size=60) | indexes)
def test_any_index_is_made_of_texts_or_not(index: str) -> None:
    found = texts_in(index)
    assert found is None or (found.isprintable() and 0 < len(found) <= MOST_LABEL)


@given(st.lists(st.text("abcé-", min_size=1, max_size=12), min_size=1, max_size=4))
def test_texts_put_into_an_index_are_found_in_it(texts: list[str]) -> None:
    encoded = b"".join(bytes([len(part.encode())]) + part.encode() for part in texts)
    assert texts_in(".".join(map(str, encoded))) == "/".join(texts)


def test_a_hostile_text_keeps_no_pattern_of_a_shipped_module_busy() -> None:
    start = process_time()
    for hostile in (b"SoftW: " * 40, b"a" * 256, b"1" * 256, b" " * 256, b"(" * 256):
        scalars = dict.fromkeys(EVERYTHING.plan.scalars, hostile)
        EVERYTHING.report(SnmpAnswer(Outcome.OK, 0, 1, scalars))
    assert process_time() - start < 1


@pytest.mark.parametrize("interfaces", [3])
def test_a_router_is_reported_in_a_fraction_of_a_millisecond(interfaces: int) -> None:
    reader = ModuleMap([MODULES["system"], MODULES["interfaces"]])
    indexes = [str(index) for index in range(1, interfaces + 1)]
    columns = {
        oid: {index: _plain(oid, index) for index in indexes}
        for table in reader.plan.tables
        for oid in table.columns
    }
    said = SnmpAnswer(Outcome.OK, 0, 1, dict.fromkeys(reader.plan.scalars, 12345), columns)
    assert len(reader.report(said).readings) == 1 + 8 * interfaces
    start = process_time()
    for _ in range(500):
        reader.report(said)
    assert (process_time() - start) / 500 < 500e-6


def _plain(oid: str, index: str) -> Value:
    if oid.endswith((".31.1.1.1.1", ".31.1.1.1.18")):
        return f"Gi0/{index}".encode()
    return 1 if oid.endswith(".2.2.1.8") else 1000
