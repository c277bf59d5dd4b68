"""Words and colours of numbers: states, yes and no, thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grafana_foundation_sdk.builders.dashboard import ThresholdsConfig
from grafana_foundation_sdk.models.dashboard import (
    DashboardSpecialValueMapOptions,
    SpecialValueMap,
    SpecialValueMatch,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)

from grafana.source.queries import CODES
from grafana.source.words import Words
from monitord.model.incidents import Severity
from monitord.model.states import WORST_FIRST, State
from monitord.texts.marks import COLOURS, SYMBOLS

WELL = COLOURS[State.UP]
NOTICE = COLOURS[State.DEGRADED]
BAD = COLOURS[State.DOWN]
NEUTRAL = COLOURS[State.OFF]
PLAIN = "transparent"
"""Of a cell that says nothing by its colour, be it that nothing is known."""
CALM = COLOURS[State.MAINTENANCE]

LINES = (
    *("#56b4e9", "#e69f00", "#d55e00", "#cc79a7", "#009e73"),
    *("#f0e442", "#0072b2", "#808080", "#bbbbbb", "#332288"),
)
"""For lines that are no states, in this order: Okabe and Ito's eight, and two more."""


def mapped(words: Mapping[str, tuple[str, str]]) -> list[ValueMapping]:
    """A value (as text) to what is shown and its colour, in this order."""
    return [
        ValueMap(
            {
                value: ValueMappingResult(text=text, color=colour, index=index)
                for index, (value, (text, colour)) in enumerate(words.items())
            }
        )
    ]


def states(words: Words, among: Iterable[State] = WORST_FIRST) -> list[ValueMapping]:
    """Numbers of `CODES` to symbol and word: "✖ Mất kết nối"."""
    return mapped({str(CODES[each]): (words.state(each), COLOURS[each]) for each in among})


def symbols() -> list[ValueMapping]:
    """Numbers of `CODES` to the symbol alone, where a tile has no room for the word."""
    return mapped({str(CODES[each]): (SYMBOLS[each], COLOURS[each]) for each in WORST_FIRST})


def missing(words: Words) -> ValueMapping:
    """Where a number should be and none is: neither good nor bad, whatever the thresholds say."""
    said = ValueMappingResult(text=words.common("no-value"), color=COLOURS[State.UNKNOWN])
    return SpecialValueMap(
        DashboardSpecialValueMapOptions(match=SpecialValueMatch.NULL_AND_NAN, result=said)
    )


def severities(words: Words) -> list[ValueMapping]:
    """How bad an incident is: symbol, word and colour."""
    marks = {Severity.CRITICAL: (State.DOWN, BAD), Severity.WARNING: (State.DEGRADED, NOTICE)}
    return mapped(
        {
            severity: (f"{SYMBOLS[like]} {words.texts.say(f'severity.{severity}')}", colour)
            for severity, (like, colour) in marks.items()
        }
    )


def yes_or_no(words: Words, key: str, yes: str = WELL, no: str = BAD) -> list[ValueMapping]:
    """1 and 0 to the texts `grafana.<key>.yes` and `.no`, and their colours."""
    said = {"1": (words.common(f"{key}.yes"), yes), "0": (words.common(f"{key}.no"), no)}
    return mapped(said)


def steps(first: str, *more: tuple[float, str]) -> ThresholdsConfig:
    """`first` is the colour below the first bound; then bounds, rising, and the colours above."""
    found = [Threshold(value=None, color=first)]
    found += [Threshold(value=bound, color=colour) for bound, colour in more]
    return ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(found)
