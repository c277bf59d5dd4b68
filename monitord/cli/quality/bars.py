"""The histogram of delay variation: a row for each bucket, a bar for each direction."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from monitord.cli.look import table
from monitord.cli.quality.legs import ORDER
from monitord.model.quality import VARIATION_BOUNDS, Direction, Leg, StreamResult
from monitord.texts import Texts

WIDTH = 16
"""Characters of a bar that stands for all packets."""


def histogram(out: Console, texts: Texts, result: StreamResult) -> Table | None:
    """How the packets of each direction spread; None when none was timed.

    Each way where that is known, else the round trip. Rows beyond the last packet are left out.
    """
    legs = {way: result.legs[way] for way in ORDER if way in result.legs}
    if len(legs) > 1:
        del legs[Direction.ROUND_TRIP]
    timed = {way: leg for way, leg in legs.items() if sum(leg.histogram)}
    if not timed:
        return None
    made = table(out, texts.say("quality.column.variation"))
    for way in timed:
        made.add_column(texts.say(f"direction.{way}"), no_wrap=True)
    rows = 1 + max(at for leg in timed.values() for at, n in enumerate(leg.histogram) if n)
    for at in range(rows):
        made.add_row(_bucket(texts, at), *(_bar(texts, out, leg, at) for leg in timed.values()))
    return made


def _bucket(texts: Texts, at: int) -> str:
    """Up to which variation: "≤ 5 ms"."""
    last = at == len(VARIATION_BOUNDS)
    bound = VARIATION_BOUNDS[-1 if last else at]
    shown = texts.say("unit.milliseconds", n=texts.number(bound * 1000, 0))
    return texts.say("quality.above" if last else "quality.at-most", bound=shown)


def _bar(texts: Texts, out: Console, leg: Leg, at: int) -> str:
    """A bar and the share; whatever is there has at least one character."""
    share = leg.histogram[at] / sum(leg.histogram)
    length = max(round(share * WIDTH), 1) if leg.histogram[at] else 0
    bar = ("█" if out.encoding.startswith("utf") else "#") * length
    return f"{bar:<{WIDTH}} {texts.quantity('share_ratio', share):>7}"
