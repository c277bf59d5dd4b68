"""Every dashboard is what Grafana's own schema (10.1, by its SDK) says that a dashboard is."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.grafana.board import Board, Json, boards
from tests.grafana.schema import encoded, misfits, parsed

BOARDS = boards()
OF_PROMETHEUS = {"step", "tagKeys", "textFormat", "titleFormat", "useValueForTime"}
"""Of an annotation: what its data source knows and the SDK does not."""


def known_to_the_sdk(document: Json) -> Json:
    """Without what is Prometheus' own."""
    found = deepcopy(document)
    for each in found["annotations"]["list"]:
        for name in OF_PROMETHEUS:
            each.pop(name)
    return found


@pytest.mark.parametrize("board", BOARDS, ids=str)
def test_reading_and_writing_a_dashboard_loses_nothing(board: Board) -> None:
    wanted = known_to_the_sdk(board.document)
    assert json.loads(encoded(parsed(wanted))) == wanted


@pytest.mark.parametrize("board", BOARDS, ids=str)
def test_every_value_is_of_the_type_that_the_schema_says(board: Board) -> None:
    assert list(misfits(parsed(board.document))) == []


def set_text_mode(panel: Json) -> None:
    panel["options"]["textMode"] = "loud"


def set_decimals(panel: Json) -> None:
    panel["fieldConfig"]["defaults"]["decimals"] = "two"


def set_height(panel: Json) -> None:
    panel["gridPos"]["h"] = "3"


def set_bound(panel: Json) -> None:
    panel["fieldConfig"]["defaults"]["thresholds"]["steps"][1]["value"] = "one"


@pytest.mark.parametrize("spoil", [set_text_mode, set_decimals, set_height, set_bound])
def test_a_value_of_another_type_is_found(spoil: Callable[[Json], None]) -> None:
    document = deepcopy(next(each.document for each in BOARDS if each.name == "overview"))
    spoil(document["panels"][0])
    assert len(list(misfits(parsed(document)))) == 1


def test_a_setting_that_no_panel_has_is_lost_and_so_found() -> None:
    document = known_to_the_sdk(BOARDS[0].document)
    document["panels"][0]["options"]["shining"] = True
    assert json.loads(encoded(parsed(document))) != document
