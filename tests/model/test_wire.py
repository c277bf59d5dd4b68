"""Messages as JSON and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.messages import (
    AnyCommand,
    AnyEvent,
    Heartbeat,
    LegSummary,
    Observation,
    Recheck,
    RunOnce,
    SetInterval,
    StreamSummary,
    Summary,
    Transition,
)
from monitord.model.quality import Direction
from monitord.model.states import Reason
from monitord.model.wire import WireError, decode, encode

utc = st.datetimes(timezones=st.just(UTC))
finite = st.floats(allow_nan=False, allow_infinity=False)
text = st.text(st.characters(codec="utf-8"))
st.register_type_strategy(float, finite)
params = st.dictionaries(text, st.one_of(text, st.integers(-(2**53), 2**53), finite))
sketches = st.dictionaries(st.integers(-400, 400), st.integers(1, 2**53))
reasons = st.builds(Reason, text, params)


def events() -> st.SearchStrategy[AnyEvent]:
    return st.one_of(
        st.builds(
            Transition, observed_at=utc, since=utc, decided_at=utc, reason=reasons,
            poller=text, boot_id=text, inventory_revision=text, check=text,
        ),
        st.builds(
            Summary, observed_at=utc, started_at=utc, poller=text, check=text, rtt_sketch=sketches
        ),
        st.builds(
            StreamSummary, observed_at=utc, started_at=utc, poller=text, boot_id=text,
            inventory_revision=text, check=text,
            legs=st.dictionaries(
                st.sampled_from(Direction), st.builds(LegSummary, delay_sketch=sketches)
            ),
        ),
        st.builds(Observation, observed_at=utc, params=params, poller=text, check=text),
        st.builds(Heartbeat, observed_at=utc, poller=text, check=text),
    )  # fmt: skip


def commands() -> st.SearchStrategy[AnyCommand]:
    return st.one_of(
        st.builds(Recheck, expires_at=utc, id=text, check=text),
        st.builds(
            SetInterval,
            expires_at=utc,
            until=st.none() | utc,
            id=text,
            check=text,
            interval=st.floats(0.1, 86_400.0),
        ),
        st.builds(RunOnce, expires_at=utc, id=text, check=text),
    )


@given(st.one_of(events(), commands()))
def test_round_trip(message: AnyEvent | AnyCommand) -> None:
    assert decode(encode(message)) == message


@given(st.one_of(events(), commands()), st.data())
def test_cut_short_it_is_refused(message: AnyEvent | AnyCommand, data: st.DataObject) -> None:
    whole = encode(message)
    with pytest.raises(WireError):
        decode(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(st.binary())
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        decode(data)


@given(
    st.recursive(
        st.none() | st.booleans() | finite | text,
        lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    )
)
def test_other_json_is_refused(value: object) -> None:
    with pytest.raises(WireError):
        decode(json.dumps(value).encode())


BEAT = Heartbeat(
    poller="p", boot_id="b", seq=1, inventory_revision="r", check="", isolated=False,
    observed_at=datetime(2026, 11, 22, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": 1}, "schema 1 instead of 2"),
        ({"kind": "gossip"}, "not a message: 'gossip'"),
        ({"body": {}}, "not a message: 7 wrong fields"),
        ({"body": json.loads(encode(BEAT))["body"] | {"mood": "good"}}, "unknown fields: mood"),
    ],
)
def test_another_age_is_noticed(changes: dict[str, object], message: str) -> None:
    envelope = json.loads(encode(BEAT)) | changes
    with pytest.raises(WireError, match=f"^{message}$"):
        decode(json.dumps(envelope).encode())


@pytest.mark.parametrize("interval", [0, -1, "Infinity", "NaN"])
def test_an_interval_that_is_none_is_refused(interval: object) -> None:
    command = SetInterval(id="1", check="s/d/icmp", expires_at=BEAT.observed_at, interval=1.0)
    body = json.loads(encode(command))
    body["body"]["interval"] = interval
    with pytest.raises(WireError):
        decode(json.dumps(body).encode())
