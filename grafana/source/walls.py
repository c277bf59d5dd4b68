"""Sites as tiles of one panel, and how many are in which state."""

from __future__ import annotations

from grafana_foundation_sdk.builders import common, stat
from grafana_foundation_sdk.models.common import BigValueJustifyMode
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from grafana.source.links import drill
from grafana.source.palette import NEUTRAL, steps, symbols
from grafana.source.panels import figure, in_order, property_of, relabelled
from grafana.source.queries import coded, named, now, rows
from grafana.source.words import Words
from monitord.model.states import WORST_FIRST, State
from monitord.texts.marks import COLOURS

MOST = 2000
"""Tiles: more sites than any province has."""
FIELDS = ("short", "site", "name", "order", "Value")
"""In this order: a tile is called by its first field."""
CALLED = "${__cell_0}"
"""The name of a row by the number of a field, which every version since 7 fills; 9.4 does not know
a field's name here."""
SMALL = (8, 11)
"""Pixels of names and symbols: at 621 sites a tile is about 40 wide, and names have two lines."""
LARGE = (12, 28)
"""Of tiles that are ten times as large: Grafana would make the words as small as the room for the
longest one says."""


def wall(
    words: Words, key: str, info: str = "monitord_site_info", sizes: tuple[int, int] | None = SMALL
) -> stat.Panel:
    """Each site of `info` a tile: the symbol of its state, its colour, and the end of its name.

    Neighbours in the tree are neighbours here: the whole name is seen when a pointer rests on the
    tile, and a click leads to the site. Without `sizes`, words are as large as tiles have room.
    """
    states = named(coded("monitord_site_state"), "site", "name, path", info)
    panel = (
        figure(words, key, rows(ordered(shortened(states))))
        .transformations(
            [
                in_order("order", falling=False),
                *relabelled({field: field for field in FIELDS}),
            ]
        )
        .reduce_options(
            # Not `fields("Value")`: a field is looked for by its display name, which is the site's.
            common.ReduceDataOptions()
            .values(values=True)
            .calcs(["lastNotNull"])
            .limit(MOST)
            .fields("")
        )
        .override_by_field_type("number", [property_of("mappings", symbols())])
        .display_name(CALLED)
        .justify_mode(BigValueJustifyMode.CENTER)
        .data_links([drill("site", words, "${__data.fields.name}", site="${__data.fields.site}")])
    )
    return panel if sizes is None else panel.text(written(sizes))


def shortened(expr: str) -> str:
    """With the label `short`: the last two words of the name, which tell most places apart."""
    whole = f'label_replace({expr}, "short", "$1", "name", "(.*)")'
    return f'label_replace({whole}, "short", "$1", "name", ".+ ([^ ]+ [^ ]+)")'


def ordered(expr: str) -> str:
    """With the label `order`: the path and a slash, so that a site stands right before its own."""
    return f'label_join({expr}, "order", "/", "path", "nothing")'


def counts(words: Words, key: str, by_state: str) -> stat.Panel:
    """How many sites are in each state; `by_state` is asked with `{state}` filled in.

    A state in which nobody is has no colour.
    """
    queries = [
        now(by_state.replace("{state}", state), words.state(state), ref)
        for ref, state in zip("ABCDEFG", WORST_FIRST, strict=True)
    ]
    panel = figure(words, key, *queries).thresholds(steps(NEUTRAL)).text(written(LARGE))
    for state in WORST_FIRST:
        panel.override_by_name(words.state(state), [coloured(state)])
    return panel


def written(sizes: tuple[int, int]) -> common.VizTextDisplayOptions:
    """Names and values of these sizes, pixels."""
    name, value = sizes
    return common.VizTextDisplayOptions().title_size(name).value_size(value)


def coloured(state: State) -> DynamicConfigValue:
    """From one on, the state's own colour."""
    return property_of("thresholds", steps(NEUTRAL, (1, COLOURS[state])).build())
