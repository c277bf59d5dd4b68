"""Words and colours of numbers: states, yes and no, thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grafana_foundation_sdk.builders.dashboard import ThresholdsConfig
from grafana_foundation_sdk.models.dashboard import (
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)

from grafana.source.queries import CODES
from grafana.source.words import Words
from monitord.model.states import WORST_FIRST, State
from monitord.texts.marks import COLOURS, SYMBOLS

WELL = COLOURS[State.UP]
NOTICE = COLOURS[State.DEGRADED]
SERIOUS = COLOURS[State.UNREACHABLE]
BAD = COLOURS[State.DOWN]
NEUTRAL = COLOURS[State.OFF]
CALM = COLOURS[State.MAINTENANCE]


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


def steps(first: str, *more: tuple[float, str]) -> ThresholdsConfig:
    """`first` is the colour below the first bound; then bounds, rising, and the colours above."""
    found = [Threshold(value=None, color=first)]
    found += [Threshold(value=bound, color=colour) for bound, colour in more]
    return ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(found)
