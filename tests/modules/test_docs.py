"""The documentation says what the schema and the tables say, and its example works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitord.model.modules import Module
from monitord.model.quantities import QUANTITIES, QUANTITY
from monitord.model.readings import Reading
from monitord.model.snmp import FAILURES, Oid, Outcome, SnmpAnswer, Value
from monitord.modules import load, parse, suiting
from monitord.modules.schema import ModuleEntry
from probes.snmp.mapping.module_map import ModuleMap

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [(DOCS / name).read_text(encoding="utf-8") for name in ("snmp.md", "snmp.vi.md")]
pages = pytest.mark.parametrize("page", PAGES, ids=["en", "vi"])

WALKED = re.compile(r"^\.(?P<oid>[0-9.]+) = (?P<type>\w+): (?P<value>.*)$", re.MULTILINE)


def words(page: str) -> set[str]:
    """Every word of the page that stands as code."""
    return {word for code in re.findall(r"`([^`\n]+)`", page) for word in re.split(r"[^\w-]", code)}


def block(page: str, language: str, which: int = 0) -> str:
    """A block of code of the section with the example."""
    section = page[page.rindex("\n## ") :]
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)
    return found[which]


def example(page: str) -> Module:
    return parse(block(page, "yaml").encode(), "saoviet-sv.yaml")


def walked(page: str) -> dict[str, Value]:
    """What the walk shows, as an engine gives it."""
    found: dict[str, Value] = {}
    for line in WALKED.finditer(block(page, "text")):
        found[line["oid"]] = _value(line["type"], line["value"])
    return found


def _value(kind: str, shown: str) -> Value:
    match kind:
        case "STRING":
            return shown.strip('"').encode()
        case "OID":
            return Oid(shown.lstrip("."))
        case "Timeticks":
            return int(shown.split("(")[1].split(")", maxsplit=1)[0])
        case _:
            return int(shown)


def answer(module_map: ModuleMap, values: dict[str, Value]) -> SnmpAnswer:
    """What a poll of the agent that was walked brings."""
    plan = module_map.plan
    columns = {
        column: {
            oid.removeprefix(f"{column}."): value
            for oid, value in values.items()
            if oid.startswith(f"{column}.")
        }
        for table in plan.tables
        for column in table.columns
    }
    scalars = {oid: values[oid] for oid in plan.scalars if oid in values}
    return SnmpAnswer(Outcome.OK, 0, 1, scalars, columns)


def line(reading: Reading) -> str:
    """The reading as a line of Prometheus's text, without site and device."""
    names = QUANTITY[reading.quantity].labels
    labels = ",".join(f'{n}="{v}"' for n, v in zip(names, reading.labels, strict=True))
    assert isinstance(reading.value, float | int)
    return f"monitord_{reading.quantity}{f'{{{labels}}}' if labels else ''} {reading.value:g}"


@pages
def test_every_key_of_a_module_file_is_documented(page: str) -> None:
    schema = ModuleEntry.model_json_schema(by_alias=True)
    models = [schema, *schema["$defs"].values()]
    assert {key for model in models for key in model.get("properties", ())} <= words(page)


@pages
def test_every_quantity_is_documented_with_its_labels_and_states(page: str) -> None:
    documented = words(page)
    for quantity in QUANTITIES:
        assert {quantity.name, *quantity.labels, *quantity.states} <= documented


@pages
def test_every_outcome_and_every_shipped_module_is_documented(page: str) -> None:
    assert {"ok", *FAILURES} | load().keys() <= words(page)


@pages
def test_the_example_gives_the_readings_that_it_shows(page: str) -> None:
    module_map = ModuleMap([example(page)])
    said = module_map.report(answer(module_map, walked(page)))
    assert "\n".join(map(line, said.readings)) + "\n" == block(page, "text", 1)
    assert said.wrong == 0


@pages
def test_the_first_lines_of_the_walk_are_identity_and_uptime(page: str) -> None:
    module_map = ModuleMap([load()["system"], example(page)])
    said = module_map.report(answer(module_map, walked(page)))
    assert said.uptime == 86400
    assert said.identity == {"vendor": "SaoViet", "model": "SV-200", "software": "4.2.1"}


@pages
def test_the_example_suits_the_vendor_whose_number_it_has(page: str) -> None:
    module = example(page)
    assert suiting({module.id: module}, "1.3.6.1.4.1.32473.5", "") == [module]


def test_both_pages_have_the_same_example() -> None:
    english, vietnamese = PAGES
    assert example(english) == example(vietnamese)
    assert walked(english) == walked(vietnamese)
    assert block(english, "text", 1) == block(vietnamese, "text", 1)
