"""A shape and a colour for each state, the same on the terminal and on dashboards.

Colours are Okabe and Ito's, told apart by colour-blind people; each state has a shape of its own
too, so nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitord.model.states import State

SYMBOLS: Mapping[State, str] = {
    State.DOWN: "✖",
    State.UNREACHABLE: "↑",
    State.DEGRADED: "▲",
    State.UNKNOWN: "?",
    State.MAINTENANCE: "◆",
    State.OFF: "○",
    State.UP: "●",
}
COLOURS: Mapping[State, str] = {
    State.DOWN: "#d55e00",
    State.UNREACHABLE: "#e69f00",
    State.DEGRADED: "#f0e442",
    State.UNKNOWN: "#cc79a7",
    State.MAINTENANCE: "#56b4e9",
    State.OFF: "#808080",
    State.UP: "#009e73",
}
