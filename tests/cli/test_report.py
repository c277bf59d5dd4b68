"""What `check` prints for what it measured."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace

from rich.console import Console

from monitord.cli.echoes import EchoTally
from monitord.cli.measure import Measured
from monitord.cli.report import advice, as_json, device_table, remarks, traces
from monitord.model.inventory import Device
from monitord.model.settings import IcmpCheck, SnmpCheck
from monitord.model.states import State
from monitord.texts import texts
from probes.icmp import Hop, Trace

CODEC = Device(
    id="x-du/vc",
    site="x-du",
    name=None,
    role="endpoint",
    profile="codec",
    address="10.1.1.2",
    presence="always",
    credential=None,
    dial=None,
    cascade_to=None,
    checks={"icmp": IcmpCheck(), "snmp": SnmpCheck(("system",))},
)
TROUBLED = EchoTally(
    awaited=5,
    rtts=[0.0012, 0.0034],
    received=2,
    lost=2,
    late=1,
    duplicates=1,
    refused=Counter({("admin-prohibited", "10.0.0.1"): 2}),
    unmeasured=Counter({"socket-drops": 1}),
)
PATH = Trace(
    (
        Hop(1, "10.0.0.1", 0.0011, "time-exceeded"),
        Hop(2, None, None, None),
        Hop(3, "10.1.1.1", 0.0123, "host-unreachable"),
    ),
    reached=False,
)


def printed(row: Measured, names: dict[str, str]) -> str:
    """Table and traces as a pipe gets them."""
    out = Console(file=io.StringIO(), width=300)
    with out.capture() as seen:
        out.print(device_table(out, texts("vi"), [row]), *traces(out, texts("vi"), [row], names))
    return seen.get()


def test_a_troubled_device_in_a_row() -> None:
    row = Measured(CODEC, State.DEGRADED, TROUBLED, "10.1.1.2")
    shown = printed(row, {})
    assert "2/5, mất 50 %" in shown
    assert "1,2 / 2,3 / 3,4 ms" in shown


def test_everything_else_is_remarked_in_words() -> None:
    row = Measured(CODEC, State.DEGRADED, TROUBLED, "10.1.1.2")
    assert list(remarks(texts("vi"), row)) == [
        "10.0.0.1 báo: bị tường lửa hoặc bộ định tuyến chặn (2 gói)",
        "1 gói không đo được: máy giám sát bỏ sót gói trả lời (bộ đệm đầy)",
        "1 gói trả lời muộn",
        "1 gói lặp",
    ]


def test_how_to_ask_by_snmp_is_said_once() -> None:
    row = Measured(CODEC, State.UP, EchoTally(5), "10.1.1.2")
    assert len(list(advice(texts("vi"), [row, row]))) == 1
    bare = Measured(replace(CODEC, checks={}), State.UP, EchoTally(5), "10.1.1.2")
    assert list(advice(texts("vi"), [bare])) == []


def test_a_path_names_the_inventorys_devices_and_where_it_ends() -> None:
    row = Measured(CODEC, State.DOWN, EchoTally(5, lost=5), "10.1.1.2", trace=PATH)
    lines = [line.split() for line in printed(row, {"10.1.1.1": "x-du/rt"}).splitlines()]
    assert ["1", "10.0.0.1", "1,1", "ms"] in lines
    assert ["2", "*", "–"] in lines
    assert ["3", "10.1.1.1", "x-du/rt", "12,3", "ms", "không", "tới", "được", "máy"] in lines
    ending = "Không tới đích; trả lời cuối cùng từ chặng 3: 10.1.1.1."
    assert ending.split() in lines


def test_a_path_that_arrives_says_after_how_many_hops() -> None:
    trace = Trace((Hop(1, "10.1.1.2", 0.001, None),), reached=True)
    row = Measured(CODEC, State.DOWN, EchoTally(5, lost=5), "10.1.1.2", trace=trace)
    assert "Tới đích sau 1 chặng." in printed(row, {})


def test_json_has_the_codes_and_not_the_words() -> None:
    document = as_json(Measured(CODEC, State.DOWN, TROUBLED, "10.1.1.2", trace=PATH))
    assert document["refused"] == [{"kind": "admin-prohibited", "origin": "10.0.0.1", "count": 2}]
    assert document["unmeasured"] == {"socket-drops": 1}
    assert document["trace"]["hops"][2]["error"] == "host-unreachable"
