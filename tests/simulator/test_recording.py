"""Recordings: read with every mistake named by its line, and moved as their options say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from monitord.model.snmp import Oid
from monitord.simulator.movement import PERIOD, Moment
from monitord.simulator.recording import InvalidRecordingError, parse_recording

EVERYTHING = """\
# a device

1.3.6.1.2.1.1.10.0|2|-5
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.1
1.3.6.1.2.1.1.1.0|4|a router | of {device}, number {serial}
1.3.6.1.2.1.1.3.0|67:rate=100|0
1.3.6.1.2.1.4.1|64|10.0.0.1
1.3.6.1.2.1.4.2|4x|00ff
1.3.6.1.2.1.4.3|5|
1.3.6.1.2.1.4.4|70:rate=1000:wander=0.5|7
1.3.6.1.2.1.4.5|66:between=10,20|0
1.3.6.1.2.1.4.6|4:between=0,9|{} ms
1.3.6.1.2.1.4.7|2:while=call|1
1.3.6.1.2.1.4.9|2:ramp=100,20,300|0
1.3.6.1.2.1.4.7|2:while=idle|0
1.3.6.1.2.1.4.8|2:as=1.3.6.1.2.1.1.10.0|
"""


def test_values_are_read_by_their_tags() -> None:
    values = parse_recording(EVERYTHING, "x").values(person={"device": "a/b", "serial": "S1"})
    assert values["1.3.6.1.2.1.1.10.0"] == -5
    assert values["1.3.6.1.2.1.1.2.0"] == Oid("1.3.6.1.4.1.9.1.1")
    assert values["1.3.6.1.2.1.1.1.0"] == b"a router | of a/b, number S1"
    assert values["1.3.6.1.2.1.4.1"] == bytes([10, 0, 0, 1])
    assert values["1.3.6.1.2.1.4.2"] == b"\x00\xff"
    assert values["1.3.6.1.2.1.4.8"] == -5
    assert "1.3.6.1.2.1.4.3" not in values


def test_objects_are_in_the_order_of_a_walk() -> None:
    oids = [line.oid for line in parse_recording(EVERYTHING, "x").lines]
    assert oids[:4] == [f"1.3.6.1.2.1.1.{last}" for last in ("1.0", "2.0", "3.0", "10.0")]


def test_values_move_with_age_and_calls() -> None:
    recording = parse_recording(EVERYTHING, "x")
    busy = recording.values(Moment(age=PERIOD / 4, in_call=True))
    assert busy["1.3.6.1.2.1.1.3.0"] == PERIOD / 4 * 100
    assert busy["1.3.6.1.2.1.4.5"] == 20
    assert busy["1.3.6.1.2.1.4.6"] == b"9 ms"
    assert busy["1.3.6.1.2.1.4.7"] == 1
    assert busy["1.3.6.1.2.1.4.9"] == 60
    idle = recording.values(Moment(age=PERIOD * 3 / 4))
    assert (idle["1.3.6.1.2.1.4.5"], idle["1.3.6.1.2.1.4.7"]) == (10, 0)


@given(some.floats(0, 1e7), some.floats(0, 1e5), some.floats(0, 1))
def test_a_counter_never_falls(age: float, later: float, phase: float) -> None:
    recording = parse_recording("1.3.6.1|70:rate=1000:wander=1|0", "x")
    first, second = (recording.values(Moment(at, phase))["1.3.6.1"] for at in (age, age + later))
    assert isinstance(first, int)
    assert isinstance(second, int)
    assert 0 <= first <= second + 1


def test_a_counter_wraps_at_its_size() -> None:
    recording = parse_recording("1.3.6.1|65:rate=1|4294967295", "x")
    assert recording.values(Moment(age=3)) == {"1.3.6.1": 2}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1.3.6.1", "wants OID|TAG|VALUE"),
        ("1.3.06.1|2|1", "no OID: 1.3.06.1"),
        ("1.3.6.1|3|1", "unknown tag 3"),
        ("1.3.6.1|2|x", "no whole number: x"),
        ("1.3.6.1|2|2147483648", "2147483648 does not fit tag 2"),
        ("1.3.6.1|65|-1", "-1 does not fit tag 65"),
        ("1.3.6.1|2x|00", "hex is for octets, not for tag 2"),
        ("1.3.6.1|4x|0", "no hex: 0"),
        ("1.3.6.1|6|one", "no OID: one"),
        ("1.3.6.1|64|10.0.0", "no IPv4 address: 10.0.0"),
        ("1.3.6.1|64|10.0.0.256", "no IPv4 address: 10.0.0.256"),
        ("1.3.6.1|66:rate=1|1", "rate= is for counters and TimeTicks, not for tag 66"),
        ("1.3.6.1|65:rate=x|1", "no number: x"),
        ("1.3.6.1|65:rate=1:wander=2|1", "a counter never falls: rate= at least 0, wander= from 0"),
        ("1.3.6.1|65:between=1,2|1", "between= is for INTEGER, Gauge32 and texts, not for tag 65"),
        ("1.3.6.1|66:ramp=1,2,0|1", "wants between=A,B or ramp=A,B,SECONDS"),
        ("1.3.6.1|66:between=1|1", "wants between=A,B or ramp=A,B,SECONDS"),
        ("1.3.6.1|4:between=1,2|ms", "a text that moves needs {} where the number goes"),
        ("1.3.6.1|65:rate=1:between=1,2|1", "rate, between do not go together"),
        ("1.3.6.1|65:pace=1|1", "unknown or repeated option pace=1"),
        ("1.3.6.1|2:while=busy|1", "while= wants call or idle, not busy"),
        ("1.3.6.2|2:while=call|1", "1.3.6.2 is in line 2 already"),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, message: str) -> None:
    with pytest.raises(InvalidRecordingError) as caught:
        parse_recording(f"# head\n1.3.6.2|2|1\n{line}\n1.3.6.3|2|\n", "a.snmprec")
    first, last = caught.value.problems
    assert first.startswith(f"a.snmprec:3: {message}")
    assert last == "a.snmprec:4: no whole number: "
