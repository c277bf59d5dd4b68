"""What the overview asks has the right answer in every case, by promtool's own evaluation."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.grafana.board import boards, panels

PROMTOOL = shutil.which("promtool") or ""
OVERVIEW = next(each for each in boards() if each.name == "overview")
STATES = ("up", "degraded", "down", "unreachable", "maintenance", "off", "unknown")

pytestmark = pytest.mark.skipif(
    not PROMTOOL, reason="promtool is not installed (Debian: prometheus)"
)


def question(kind: str, nth: int, ref: str) -> str:
    """The question of a letter, of the panel that is the nth of its kind."""
    panel = [each for each in panels(OVERVIEW) if each["type"] == kind][nth]
    found: str = next(each["expr"] for each in panel["targets"] if each["refId"] == ref)
    return found


def check(folder: Path, series: Mapping[str, float], expr: str, wanted: Mapping[str, float]) -> str:
    """What promtool has against `expr` being `wanted` (by labels) on `series`; empty: nothing."""
    case = {
        "interval": "15s",
        "input_series": [{"series": each, "values": str(n)} for each, n in series.items()],
        "promql_expr_test": [
            {
                "expr": expr,
                "eval_time": "0s",
                "exp_samples": [{"labels": each, "value": n} for each, n in wanted.items()],
            }
        ],
    }
    path = folder / "test.yml"
    path.write_text(json.dumps({"tests": [case]}), encoding="utf-8")
    done = subprocess.run(
        [PROMTOOL, "test", "rules", str(path)], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def sites(**states: int) -> dict[str, float]:
    """As monitord counts them: each state has a number, 0 too."""
    return {f'monitord_sites{{state="{each}"}}': states.get(each, 0) for each in STATES}


@pytest.mark.parametrize(
    ("states", "labels"),
    [
        ({"up": 621}, (0, 621, 0, 0)),
        ({"up": 590, "down": 1, "unreachable": 30}, (31, 621, 1, 30)),
        ({"up": 620, "down": 1}, (1, 621, 1, 0)),
        ({"up": 3, "unreachable": 2, "off": 1}, (2, 6, 0, 2)),
        ({"down": 5}, (5, 5, 5, 0)),
        ({}, (0, 0, 0, 0)),
    ],
)
def test_the_verdict_is_a_sentence_in_every_case(
    states: Mapping[str, int], labels: tuple[int, ...], tmp_path: Path
) -> None:
    cannot, total, down, unreachable = labels
    said = f'{{cannot="{cannot}", total="{total}", down="{down}", unreachable="{unreachable}"}}'
    verdict = question("stat", 0, "A")
    assert check(tmp_path, sites(**states), verdict, {said: cannot}) == ""
    assert check(tmp_path, sites(**states), verdict, {said: cannot + 1}) != ""
    assert check(tmp_path, sites(**states), question("stat", 0, "B"), {}) == ""


def test_without_monitord_there_is_another_sentence(tmp_path: Path) -> None:
    assert check(tmp_path, {}, question("stat", 0, "A"), {}) == ""
    assert check(tmp_path, {}, question("stat", 0, "B"), {"{}": 1}) == ""


@pytest.mark.parametrize(
    ("series", "watching"),
    [
        ({"monitord_ready": 1, "monitord_isolated": 0}, 1),
        ({"monitord_ready": 1, "monitord_isolated": 1}, 0),
        ({"monitord_ready": 0, "monitord_isolated": 0}, 0),
        ({}, 0),
    ],
)
def test_the_figures_are_believed_while_monitord_is_ready_and_not_cut_off(
    series: Mapping[str, float], watching: int, tmp_path: Path
) -> None:
    assert check(tmp_path, series, question("stat", 3, "A"), {"{}": watching}) == ""


def incident(ident: str, severity: str, sites: int, team: str = "") -> dict[str, float]:
    """An open incident about a site of its own name."""
    what = f'scope="site", subject="s-{ident}", name="S {ident}", cause="circuit"'
    whose = f'severity="{severity}", owner="provider", team="{team}"'
    return {
        f'monitord_incident_info{{incident="{ident}", {what}, {whose}}}': 1,
        f'monitord_incident_sites{{incident="{ident}"}}': sites,
    }


def test_the_critical_stand_first_then_those_from_which_most_suffer(tmp_path: Path) -> None:
    series = {**incident("a", "warning", 30), **incident("b", "critical", 1)}
    ranks = {'{incident="a"}': 30, '{incident="b"}': 100_001}
    assert check(tmp_path, series, question("table", 0, "D"), ranks) == ""


def test_an_incident_without_a_team_is_listed_too(tmp_path: Path) -> None:
    series = {
        **incident("a", "critical", 2, "night"),
        **incident("b", "warning", 1),
        'monitord_team_info{team="night", name="Night shift"}': 1,
    }
    about = 'scope="site", cause="circuit", owner="provider", page="site", variable="site"'
    wanted = {
        f'{{incident="a", subject="s-a", chosen="s-a", name="S a", severity="critical", '
        f'team="night", team_name="Night shift", {about}}}': 2,
        f'{{incident="b", subject="s-b", chosen="s-b", name="S b", '
        f'severity="warning", {about}}}': 1,
    }
    assert check(tmp_path, series, question("table", 0, "A"), wanted) == ""


def test_counts_of_incidents_are_there_when_none_is_open(tmp_path: Path) -> None:
    quiet = {'monitord_incidents_unacknowledged{severity="critical"}': 0.0}
    assert check(tmp_path, quiet, question("stat", 2, "A"), {"{}": 0}) == ""
    busy = {
        **quiet,
        'monitord_incidents{cause="circuit", severity="critical", owner="provider"}': 2.0,
        'monitord_incidents{cause="power", severity="critical", owner="site"}': 1.0,
    }
    assert check(tmp_path, busy, question("stat", 2, "A"), {"{}": 3}) == ""


def test_tiles_stand_in_the_order_of_the_tree_under_short_names(tmp_path: Path) -> None:
    series = {
        'monitord_site_state{site="x", state="down"}': 1.0,
        'monitord_site_state{site="x", state="up"}': 0.0,
        'monitord_site_info{site="x", name="UBND xã Đại Lộc", path="/a/x"}': 1.0,
    }
    wanted = {'{site="x", name="UBND xã Đại Lộc", path="/a/x", short="Đại Lộc", order="/a/x/"}': 6}
    assert check(tmp_path, series, question("stat", 4, "A"), wanted) == ""
