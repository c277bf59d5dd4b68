"""The pages about incidents say the times that are in force."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from monitord.model.settings import IncidentRules

DOCS = Path(__file__).parents[2] / "docs"
UNITS = {"s": 1.0, "m": 60.0}


@pytest.mark.parametrize("page", ["incidents.md", "incidents.vi.md"])
def test_the_times_of_the_page_are_the_defaults(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    block = re.search(r"```yaml\n(daemon:.*?)```", text, re.DOTALL)
    assert block is not None
    written = yaml.safe_load(block[1])["daemon"]["incidents"]
    rules = IncidentRules()
    for name, value in written.items():
        assert float(value[:-1]) * UNITS[value[-1]] == getattr(rules, name)
        assert f"| `{name}` | " in text


@pytest.mark.parametrize("page", ["incidents.md", "incidents.vi.md"])
def test_every_rule_is_on_the_page(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert [name for name in IncidentRules.__slots__ if f"`{name}`" not in text] == []
