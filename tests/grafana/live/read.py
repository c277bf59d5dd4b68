"""Reads dashboards of Grafana's classic JSON: what is asked, and where links lead. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

PROMETHEUS = "monitord-prometheus"
FOLDER = Path(__file__).parents[3] / "grafana" / "dashboards"
LANGUAGES = ("vi", "en")
_MARKDOWN_LINK = re.compile(r"\]\(([^)\s]+)")
_FILLED = re.compile(r"\$\{__(?:field|data)\.[^}]+\}")


@dataclass(frozen=True, slots=True)
class Target:
    """One question of a panel."""

    ref: str
    expr: str
    legend: str
    over: bool
    """A range query; else an instant one."""
    table: bool
    """Its labels are columns; else each series is a frame by itself."""


@dataclass(frozen=True, slots=True)
class Transformation:
    """What Grafana does to the answers before a panel shows them."""

    kind: str
    options: Json


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel that is no row."""

    ident: int
    title: str
    kind: str
    targets: tuple[Target, ...]
    transformations: tuple[Transformation, ...]
    overridden: tuple[str, ...]
    """The names of fields that have settings of their own."""
    filled: tuple[str, ...]
    """What stands in its texts and links for a field's value or a label."""
    urls: tuple[str, ...]
    repeat: str | None


@dataclass(frozen=True, slots=True)
class Variable:
    """What can be chosen at the top."""

    name: str
    kind: str
    """`query`, `constant`, `custom`, `interval`, `datasource`, `textbox`, `adhoc`."""
    query: str
    regex: str
    multi: bool
    include_all: bool
    all_value: str | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One file."""

    uid: str
    language: str
    panels: tuple[Panel, ...]
    variables: tuple[Variable, ...]
    annotations: tuple[Target, ...]
    urls: tuple[str, ...]
    """Of its own links, and of all its panels'."""

    @property
    def name(self) -> str:
        """`overview`, `area` and so on: the uid without house and language."""
        return self.uid.removeprefix("monitord-").removesuffix(f"-{self.language}")


def dashboards(folder: Path = FOLDER) -> dict[str, Dashboard]:
    """All there are, by uid."""
    files = (file for language in LANGUAGES for file in sorted((folder / language).glob("*.json")))
    found = [read(json.loads(file.read_text(encoding="utf-8")), file.parent.name) for file in files]
    return {each.uid: each for each in found}


def read(document: Json, language: str) -> Dashboard:
    """A dashboard of a language."""
    panels = tuple(map(_panel, _panels(document.get("panels", []))))
    links = tuple(link["url"] for link in document.get("links") or [] if link.get("url"))
    listed = document.get("annotations", {}).get("list", [])
    return Dashboard(
        uid=document["uid"],
        language=language,
        panels=panels,
        variables=tuple(map(_variable, document.get("templating", {}).get("list", []))),
        annotations=tuple(_happening(each) for each in listed if each.get("expr")),
        urls=links + tuple(url for panel in panels for url in panel.urls),
    )


def _panels(found: list[Json]) -> Iterator[Json]:
    """All but the rows, also those inside folded ones."""
    for panel in found:
        if panel["type"] == "row":
            yield from _panels(panel.get("panels") or [])
        else:
            yield panel


def _panel(panel: Json) -> Panel:
    field = panel.get("fieldConfig", {})
    overrides = field.get("overrides") or []
    matchers = (each["matcher"] for each in overrides)
    text = json.dumps({key: panel.get(key) for key in ("fieldConfig", "options", "links")})
    return Panel(
        ident=panel["id"],
        title=panel.get("title", ""),
        kind=panel["type"],
        targets=tuple(_target(each) for each in panel.get("targets") or [] if "expr" in each),
        transformations=tuple(_transformations(panel)),
        overridden=tuple(each["options"] for each in matchers if each["id"] == "byName"),
        filled=tuple(sorted(set(_FILLED.findall(text)))),
        urls=tuple(_urls(panel)),
        repeat=panel.get("repeat"),
    )


def _transformations(panel: Json) -> Iterator[Transformation]:
    for each in panel.get("transformations") or []:
        if not each.get("disabled"):
            yield Transformation(each["id"], each.get("options") or {})


def _target(found: Json) -> Target:
    return Target(
        ref=found.get("refId", "A"),
        expr=found["expr"],
        legend=found.get("legendFormat") or "",
        over=bool(found.get("range")) or not found.get("instant"),
        table=found.get("format") == "table",
    )


def _happening(found: Json) -> Target:
    """An annotation is asked over the time range; its text names labels as a legend does."""
    legend = " ".join([found.get("titleFormat") or "", found.get("textFormat") or ""])
    return Target(found["name"], found["expr"], legend, over=True, table=False)


def _variable(found: Json) -> Variable:
    query = found.get("query", "")
    return Variable(
        name=found["name"],
        kind=found["type"],
        query=query.get("query", "") if isinstance(query, Mapping) else query,
        regex=found.get("regex") or "",
        multi=bool(found.get("multi")),
        include_all=bool(found.get("includeAll")),
        all_value=found.get("allValue"),
    )


def _urls(found: Any) -> Iterator[str]:
    """The links of a panel, wherever they stand, and those in its text."""
    if isinstance(found, Mapping):
        for key, value in found.items():
            if key == "url" and isinstance(value, str):
                yield value
            elif key == "content" and isinstance(value, str):
                yield from _MARKDOWN_LINK.findall(value)
            else:
                yield from _urls(value)
    elif isinstance(found, list):
        for each in found:
            yield from _urls(each)
