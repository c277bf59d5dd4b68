"""For each lint, ways to spoil a dashboard that it must find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from tests.grafana.board import Boards, Json, boards
from tests.grafana.lints import asking, links, looks, shape, words

Lint: TypeAlias = Callable[[Boards], Iterator[str]]
Spoil: TypeAlias = Callable[[Json], None]
"""Spoils the Vietnamese overview."""


def panel(document: Json, kind: str) -> Json:
    """The first panel of a kind."""
    return next(each for each in document["panels"] if each["type"] == kind)


def asked(expr: str) -> Spoil:
    """A first question that is another one."""

    def spoil(document: Json) -> None:
        panel(document, "stat")["targets"][0]["expr"] = expr

    return spoil


def first(kind: str, **changes: object) -> Spoil:
    """The first panel of a kind with other settings."""
    return lambda document: panel(document, kind).update(changes)


def defaults(kind: str, **changes: object) -> Spoil:
    """The first panel of a kind with other settings of its fields."""
    return lambda document: panel(document, kind)["fieldConfig"]["defaults"].update(changes)


def options(kind: str, **changes: object) -> Spoil:
    """The first panel of a kind with other options."""
    return lambda document: panel(document, kind)["options"].update(changes)


def link(url: str) -> Spoil:
    """A link of a tile that leads elsewhere."""
    return defaults("stat", links=[{"title": "x", "url": url}])


def mapped(**result: str) -> Spoil:
    """A value that becomes this."""
    return defaults("stat", mappings=[{"type": "value", "options": {"0": result}}])


def in_english(document: Json) -> None:
    other = next(each for each in boards() if (each.language, each.name) == ("en", "overview"))
    panel(document, "table")["description"] = panel(other.document, "table")["description"]


def no_units(document: Json) -> None:
    for each in panel(document, "table")["fieldConfig"]["overrides"]:
        each["properties"] = [one for one in each["properties"] if one["id"] != "unit"]


def no_colours(document: Json) -> None:
    for each in document["panels"]:
        each["fieldConfig"]["defaults"].pop("thresholds", None)
        each["fieldConfig"]["overrides"] = []


def twice_a_word(document: Json) -> None:
    said = {value: {"text": "x", "color": looks.NEUTRAL} for value in "01"}
    defaults("stat", mappings=[{"type": "value", "options": said}])(document)


def nameless_rows(document: Json) -> None:
    wall = next(each for each in document["panels"] if each["title"] == "Tất cả điểm cầu")
    nothing = {"match": "null+nan", "result": {"text": "x", "color": looks.NEUTRAL}}
    wall["fieldConfig"]["defaults"]["mappings"] = [{"type": "special", "options": nothing}]


def forgotten_time(document: Json) -> None:
    document["links"][0]["keepTime"] = False


def lost_link(document: Json) -> None:
    document["links"].pop()


def another_letter(document: Json) -> None:
    for target in panel(document, "table")["targets"]:
        target["refId"] = "A"


def unlabelled(document: Json) -> None:
    document["templating"]["list"] = [
        {"name": "x", "type": "query", "query": {"query": "label_values(up, job)"}, "refresh": 1}
    ]


def never_read(document: Json) -> None:
    unlabelled(document)
    document["templating"]["list"][0].update(label="Nơi", refresh=0)


PLACE = {"x": 0, "y": 0, "w": 24, "h": 3}
SPOILED: Mapping[Lint, Mapping[str, Spoil]] = {
    shape.one_uid_each: {"uid": lambda document: document.update(uid="monitord-area-vi")},
    shape.one_id_each: {"id": first("table", id=1), "letter": another_letter},
    shape.nothing_overlaps: {
        "overlap": first("table", gridPos=PLACE),
        "wide": first("table", gridPos={**PLACE, "y": 900, "w": 25}),
        "flat": first("table", gridPos={**PLACE, "y": 900, "h": 0}),
    },
    shape.only_what_grafana_has: {
        "plugin": first("stat", type="grafana-polystat-panel"),
        "repeat": first("stat", repeat="site"),
        "transformation": first("stat", transformations=[{"id": "regression"}]),
        "option": options("stat", wideLayout=True),
        "setting": first(
            "stat",
            fieldConfig={
                "overrides": [
                    {
                        "matcher": {"id": "byName", "options": "x"},
                        "properties": [{"id": "custom.cellOptions", "value": {}}],
                    }
                ]
            },
        ),
    },
    shape.tables_are_translated: {"bare": defaults("table", custom={})},
    shape.fixed_sources: {
        "uid": first("stat", datasource={"type": "prometheus", "uid": "${DS}"}),
        "name": first("stat", datasource="Prometheus"),
    },
    words.everything_is_described: {
        "title": first("stat", title=" "),
        "about": first("stat", description=""),
    },
    words.both_languages: {
        "missing": lambda document: document.pop("description"),
        "same": in_english,
    },
    words.same_questions: {
        "expr": asked("sum (monitord_sites)"),
        "place": first("table", gridPos=PLACE),
    },
    looks.every_value_has_a_word: {
        "word": mapped(color=looks.NEUTRAL),
        "colour": mapped(text="x"),
    },
    looks.texts_stay_texts: {"rows": nameless_rows},
    looks.only_our_colours: {
        "red": mapped(text="x", color="red"),
        "line": defaults("timeseries", color={"mode": "fixed", "fixedColor": "#ff0000"}),
    },
    looks.never_colour_alone: {
        "twice": twice_a_word,
        "silent": options("stat", textMode="none"),
    },
    looks.states_are_told_apart: {"swapped": mapped(text="✖ x", color="#009e73")},
    looks.numbers_have_units: {
        "panel": lambda document: panel(document, "timeseries")["fieldConfig"]["defaults"].pop(
            "unit"
        ),
        "column": no_units,
    },
    looks.colours_have_bounds: {"bounds": no_colours},
    asking.only_known_metrics: {
        "metric": asked("sum (monitord_sights)"),
        "matcher": asked('monitord_sites{site="x"}'),
        "group": asked("sum by (colour) (monitord_sites)"),
        "joined": asked("monitord_site_state * on (site) group_left (nam) monitord_site_info"),
        "rule": asked("monitord:sites:sum"),
        "rule's label": asked('monitord:sites:count{site="x"}'),
    },
    asking.legends_can_be_filled: {"label": asked("sum (monitord_sites)")},
    asking.variables_are_asked_of_what_is_there: {
        "variable": asked('monitord_site_state{site="$site"}')
    },
    asking.choices_are_shown: {"label": unlabelled, "refresh": never_read},
    links.links_have_targets: {
        "nowhere": link("/d/monitord-map-vi?${__url_time_range}"),
        "outside": link("https://grafana.example/d/monitord-site-vi"),
        "language": link("/d/monitord-site-en?${__url_time_range}"),
        "variable": link("/d/monitord-site-vi?${__url_time_range}&var-place=x"),
    },
    links.links_keep_the_time: {
        "panel": link("/d/monitord-site-vi?var-site=x"),
        "board": forgotten_time,
    },
    links.every_board_is_linked: {"lost": lost_link},
}
