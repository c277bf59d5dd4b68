"""The documentation says what the schema says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitord.inventory import json_schema, parse
from monitord.inventory.codecs import shipped

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


@pytest.mark.parametrize("page", ["rtp.md", "rtp.vi.md", "signalling.md", "signalling.vi.md"])
def test_the_profiles_of_the_pages_on_quality_can_be_copied(page: str) -> None:
    example = re.search(r"```yaml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    names = re.findall(r"^  ([a-z-]+):", example[1], re.MULTILINE)
    devices = [
        f"{{id: {name}, profile: {name}, address: 10.1.1.{n}}}" for n, name in enumerate(names, 1)
    ]
    whole = f"""{example[1]}
version: 1
organization: {{id: th, name: Thanh Hóa}}
levels: [{{id: xa, name: xã}}]
sites: [{{id: a, name: A, level: xa, devices: [{", ".join(devices)}]}}]
"""
    inventory = parse(whole.encode(), page, DOCS)
    assert len(inventory.sites["a"].devices) == len(names) > 1


@pytest.mark.parametrize("page", PAGES)
def test_the_table_of_codecs_is_the_one_that_is_shipped(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    rows = dict(
        re.findall(r"^\| `([a-z0-9-]+)` \| (?:audio|video|âm thanh) (\|.*)$", text, re.MULTILINE)
    )
    assert list(rows) == list(shipped())
    for ident, codec in shipped().items():
        cells = [cell.strip().replace(",", ".") for cell in rows[ident].split("|")[1:-1]]
        packets, size, rate, scale, ie, bpl = cells
        assert round(codec.packets) == int(packets.split()[0])
        assert codec.size == int(size)
        assert rate in {f"{codec.rate / 1000:g} kbit/s", f"{codec.rate / 1e6:.2f} Mbit/s"}
        assert scale == (codec.scale or "")
        star = " *" if codec.provisional else ""
        rated = [f"{codec.ie:g}{star}", f"{codec.bpl:g}{star}"] if codec.bpl else ["", ""]
        assert [ie, bpl] == rated
