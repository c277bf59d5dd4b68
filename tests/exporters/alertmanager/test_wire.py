"""Alerts and silences as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.alertmanager.batches import MOST, batches
from exporters.alertmanager.wire import Encoder, Held, elements, held_in, silence_body
from tests.exporters.alertmanager.boards import alert, at, silence

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def test_a_firing_alert_ends_when_it_is_said_and_an_ended_one_when_it_did() -> None:
    encoder = Encoder()
    firing = json.loads(encoder.encode(alert(), at(3600)))
    assert firing == {
        "labels": {"alertname": "SiteDown", "severity": "critical", "incident": "i1"},
        "annotations": {"summary": "Điểm cầu mất kết nối"},
        "startsAt": "2026-11-22T05:00:00.000000Z",
        "endsAt": "2026-11-22T06:00:00.000000Z",
    }
    ended = json.loads(encoder.encode(alert(ended=at(60)), at(3600)))
    assert ended["endsAt"] == "2026-11-22T05:01:00.000000Z"


def test_nothing_ends_before_it_begins() -> None:
    strange = json.loads(Encoder().encode(alert(starts=at(60), ended=at(0)), at(3600)))
    assert strange["endsAt"] == strange["startsAt"]


def test_times_of_other_zones_are_the_same_instants() -> None:
    local = at(0).astimezone(timezone(timedelta(hours=7)))
    assert Encoder().encode(alert(starts=local), at(1)) == Encoder().encode(alert(), at(1))


def test_new_words_are_written_anew() -> None:
    encoder = Encoder()
    encoder.encode(alert(), at(1))
    changed = json.loads(encoder.encode(alert(summary="khác"), at(1)))
    assert changed["annotations"] == {"summary": "khác"}


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://grafana.example/d/x?var-site=a", True),
        ("grafana/d/x", False),
        ("http://a b", False),
        ("http://tỉnh", False),
        (None, False),
    ],
)
def test_what_is_no_url_is_left_out_before_everything_is_refused_for_it(
    url: str | None, sent: bool
) -> None:
    document = json.loads(Encoder().encode(replace(alert(), generator_url=url), at(1)))
    assert document.get("generatorURL") == (url if sent else None)


def test_a_silence_comes_back_as_it_was_made() -> None:
    body = json.loads(silence_body(None, silence("i.1"), "monitord"))
    assert body["comment"] == "lan: Đã tiếp nhận"
    answer = {**body, "id": "x", "status": {"state": "active"}}
    assert held_in(answer, "monitord") == Held("x", "i.1", at(0), at(86400))


def test_one_that_is_moved_keeps_its_id_and_its_beginning() -> None:
    held = Held("x", "i1", at(-60), at(0))
    body = json.loads(silence_body(held, silence("i1"), "monitord"))
    assert (body["id"], body["startsAt"]) == ("x", "2026-11-22T04:59:00.000000Z")


MATCHER = {"name": "incident", "value": "i1", "isRegex": False, "isEqual": True}


@pytest.mark.parametrize(
    "changes",
    [
        {"createdBy": "somebody"},
        {"status": {"state": "expired"}},
        {"matchers": [MATCHER, MATCHER | {"name": "site"}]},
        {"matchers": [MATCHER | {"name": "site"}]},
        {"matchers": [MATCHER | {"isRegex": True}]},
        {"matchers": [MATCHER | {"isEqual": False}]},
    ],
)
def test_other_silences_are_none_of_ours(changes: dict[str, Any]) -> None:
    body = json.loads(silence_body(None, silence("i1"), "monitord"))
    answer = {**body, "id": "x", "status": {"state": "pending"}}
    assert held_in(answer, "monitord") is not None
    assert held_in(answer | changes, "monitord") is None


@given(st.lists(JSON, max_size=5), st.sampled_from([None, 2]))
async def test_elements_are_those_of_the_array(things: list[Any], indent: int | None) -> None:
    text = json.dumps(things, indent=indent)
    assert [each async for each in elements(text)] == things


@pytest.mark.parametrize("text", ["", "{}", "null", "[", "[1", "[1,", "[1 2]", "<html>"])
async def test_what_is_no_array_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        _ = [each async for each in elements(text)]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, MOST)), max_size=20))
def test_batches_hold_everything_once_and_keep_incidents_together(
    sizes: list[tuple[str, int]],
) -> None:
    written = [(alert(name, at(n)), bytes(size)) for n, (name, size) in enumerate(sizes)]
    made = list(batches(written))
    assert sorted((a.starts_at for batch in made for a, _ in batch)) == [
        a.starts_at for a, _ in written
    ]
    homes = [{a.labels["incident"] for a, _ in batch} for batch in made]
    assert sum(map(len, homes)) == len({name for name, _ in sizes})
    for batch, home in zip(made, homes, strict=True):
        assert len(home) == 1 or sum(len(body) for _, body in batch) <= MOST
