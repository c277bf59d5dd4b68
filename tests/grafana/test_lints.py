"""Every lint holds of the dashboards, and each finds what it looks for in a spoiled copy."""

from __future__ import annotations

import pytest

from tests.grafana.board import Board, Boards, boards, copied, everything, panels
from tests.grafana.lints import asking, links, looks, shape, words
from tests.grafana.spoils import SPOILED, Lint

BOARDS = boards()
CASES = [(lint, name) for lint, spoils in SPOILED.items() for name in spoils]


@pytest.mark.parametrize("lint", SPOILED, ids=lambda lint: lint.__name__)
def test_the_dashboards_are_free_of_what_it_looks_for(lint: Lint) -> None:
    assert list(lint(BOARDS)) == []


@pytest.mark.parametrize(("lint", "name"), CASES, ids=lambda it: getattr(it, "__name__", it))
def test_it_finds_that_in_a_spoiled_copy(lint: Lint, name: str) -> None:
    spoiled = copied(BOARDS)
    SPOILED[lint][name](overview(spoiled).document)
    found = list(lint(spoiled))
    assert found
    assert any("vi/overview" in each or "monitord-" in each for each in found)


def overview(found: Boards) -> Board:
    """The Vietnamese one."""
    return next(each for each in found if (each.language, each.name) == ("vi", "overview"))


def test_every_lint_is_among_them() -> None:
    listed = {lint.__name__ for lint in SPOILED}
    for module in (asking, links, looks, shape, words):
        there = {
            name
            for name, value in vars(module).items()
            if getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
        }
        assert there - listed <= {"texts"}


def test_there_is_much_to_look_at() -> None:
    for board in BOARDS:
        assert len(list(panels(board))) >= 5, board
        assert len(list(everything(board))) >= len(list(panels(board)))
