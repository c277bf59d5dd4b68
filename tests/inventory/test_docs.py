"""The documentation says what the schema says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitord.inventory import json_schema, parse

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("inventory.md", "inventory.vi.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_key_of_the_file_is_documented(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    documented = {
        word for code in re.findall(r"`([^`\n]+)`", text) for word in re.split(r"\W", code)
    }
    models = json_schema()["$defs"].values()
    keys = {key for model in models for key in model.get("properties", ())}
    assert keys | set(json_schema()["properties"]) <= documented


@pytest.mark.parametrize("page", PAGES)
def test_its_example_is_an_inventory(page: str) -> None:
    example = re.search(r"```yaml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    inventory = parse(example[1].encode(), page, DOCS)
    assert list(inventory.sites) == ["ttdl", "x-yen-cat"]
