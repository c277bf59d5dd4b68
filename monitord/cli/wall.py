"""The wall: every site as a tile, on one screen of any size. Pure: a picture and a time in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from rich.cells import set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from monitord.alerts.verdict import judgement
from monitord.cli.groups import SiteGroup, abbreviated, grouped, short_name
from monitord.cli.layout import GUTTER, Layout, arrange
from monitord.cli.look import STYLES, mark, since
from monitord.cli.picture import Picture, Site
from monitord.cli.sight import Sight
from monitord.cli.tables import reason_of, worst_first
from monitord.cli.verdict import gravest
from monitord.model.states import WORST_FIRST, State
from monitord.texts import Texts
from monitord.texts.marks import SYMBOLS

TROUBLE = (State.DOWN, State.UNREACHABLE, State.DEGRADED)
"""States that the lines under the tiles name, newest first."""
TROUBLE_WIDTH = 96
"""Characters of a line about one site; a wider screen has several side by side."""


@dataclass(frozen=True, slots=True)
class Wall:
    """Draws itself into whatever size it is given."""

    texts: Texts
    sight: Sight[Picture]
    now: datetime

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, top to bottom."""
        height = options.height or console.height
        yield Text("\n").join(self.screen(options.max_width, height))

    def screen(self, width: int, height: int) -> list[Text]:
        """At most `height` lines of at most `width` characters."""
        seen = self.sight.seen
        lines = [title(self.texts, seen, self.now, width)]
        lines += [bar(text, State.DOWN, width) for text in self.alarms()]
        if seen is None:
            return lines[:height]
        grave = gravest(seen.verdict)
        lines.append(bar(judgement(self.texts, seen.verdict), grave, width))
        lines += legend(self.texts, seen.sites, width)
        if height >= 40:
            lines.append(Text())
        tiles, below = self.body(seen, width, height - len(lines))
        gap = [Text()] if len(lines) + len(tiles) + len(below) < height else []
        return (lines + tiles + gap + below)[:height]

    def body(self, seen: Picture, width: int, height: int) -> tuple[list[Text], list[Text]]:
        """The tiles, and the lines below; these yield when the tiles would not fit otherwise."""
        groups = grouped(seen.sites)
        sizes = [len(group.sites) for group in groups]
        most = height // 7
        rooms = ((below, arrange(sizes, width, height - below)) for below in range(most, -1, -1))
        fitting = next((room for room in rooms if room[1].tile), None)
        below, layout = fitting or (most, arrange(sizes, width, height - most))
        return self.tiles(layout, groups), troubles(self.texts, seen, width, below)

    def alarms(self) -> Iterator[str]:
        """What makes the picture doubtful: the daemon is away, or the monitor is cut off."""
        say, sight = self.texts.say, self.sight
        if sight.away_since is not None:
            age = self.texts.duration((self.now - sight.away_since).total_seconds())
            key = "cli.wall.away" if sight.seen else "cli.wall.never"
            yield say(key, since=sight.away_since.astimezone(), age=age, why=sight.why)
        if sight.seen is not None and sight.seen.isolated:
            yield say("cli.verdict.isolated")

    def tiles(self, layout: Layout, groups: Sequence[SiteGroup]) -> list[Text]:
        """The groups of sites in columns; dim when the picture is old."""
        columns: list[list[Text]] = []
        start = 0
        for count in layout.columns:
            drawn = [draw(layout, group) for group in groups[start : start + count]]
            columns.append([line for lines in drawn for line in lines])
            start += count
        lines = side_by_side(columns, layout.width)
        if self.sight.away_since is not None:
            for line in lines:
                line.stylize("dim")
        return lines


def title(texts: Texts, seen: Picture | None, now: datetime, width: int) -> Text:
    """Whose system it is, and the clock."""
    clock = texts.say("cli.wall.clock", now=now.astimezone())
    name = seen.organization if seen else "monitord"
    left = set_cell_size(name, max(0, width - len(clock) - 1))
    return Text.assemble((left, "bold"), f" {clock}")


def bar(words: str, state: State, width: int) -> Text:
    """A line over the whole width in a state's colours."""
    style = STYLES[state] if " on " in STYLES[state] else f"{STYLES[state]} reverse bold"
    return Text(fitted(f" {SYMBOLS[state]} {words}", width), style)


def legend(texts: Texts, sites: Sequence[Site], width: int) -> list[Text]:
    """Every state that a site is in: symbol, count and word, on as few lines as it takes."""
    lines = [Text()]
    for state in WORST_FIRST:
        count = sum(site.state is state for site in sites)
        entry = Text.assemble(mark(state), " ", texts.say(f"cli.verdict.{state}", n=count))
        if count == 0:
            continue
        if lines[-1] and lines[-1].cell_len + 2 + entry.cell_len > width:
            lines.append(Text())
        lines[-1] = Text("  ").join([lines[-1], entry]) if lines[-1] else entry
    return lines


def draw(layout: Layout, group: SiteGroup) -> list[Text]:
    """The lines of a group: its name, then its tiles."""
    tiles = [tile(layout, site) for site in group.sites]
    step = layout.per_line
    if layout.tile == 0:
        return [Text.assemble(label(layout, group), tally(group))]
    rows = [Text().join(tiles[i : i + step]) for i in range(0, len(tiles), step)]
    for row in rows if layout.tile > 1 else ():
        row.right_crop(1)
    if layout.label == 0:
        return [Text.assemble((f"{group.name} ", "bold"), tally(group, State.UP)), *rows]
    blank = " " * layout.label
    return [
        Text.assemble(blank if index else label(layout, group), row)
        for index, row in enumerate(rows)
    ]


def label(layout: Layout, group: SiteGroup) -> Text:
    """A group's name, cut to its place; bold when one of its sites is in trouble."""
    troubled = any(site.state in TROUBLE for site in group.sites)
    name = fitted(group.name, layout.label - 1) + " "
    return Text(name, "bold" if troubled else "default")


def tile(layout: Layout, site: Site) -> Text:
    """A site: its symbol, and its short name when there is room."""
    symbol = SYMBOLS[site.state]
    style = STYLES[site.state]
    if layout.tile <= 2:
        return Text.assemble((symbol, style), " " * (layout.tile - 1))
    name = abbreviated(short_name(site.name), layout.tile - 3)
    words = set_cell_size(f" {name}", layout.tile - 2)
    return Text.assemble((symbol, style), (words, style if site.state in TROUBLE else "dim"), " ")


def tally(group: SiteGroup, *without: State) -> Text:
    """How many sites of a group are in each state, as symbols with counts."""
    counts = {state: sum(s.state is state for s in group.sites) for state in WORST_FIRST}
    shown = [(s, n) for s, n in counts.items() if n and s not in without]
    return Text(" ").join(Text(f"{SYMBOLS[state]}{n}", STYLES[state]) for state, n in shown)


def side_by_side(columns: Sequence[Sequence[Text]], width: int) -> list[Text]:
    """Columns of lines joined into the lines of the screen."""
    rows = zip_longest(*columns, fillvalue=None)
    return [Text(" " * GUTTER).join(padded(cell, width) for cell in row) for row in rows]


def padded(cell: Text | None, width: int) -> Text:
    """Exactly `width` characters."""
    line = cell.copy() if cell is not None else Text()
    line.truncate(width, overflow="ellipsis", pad=True)
    return line


def fitted(words: str, width: int) -> str:
    """Exactly `width` characters; an ellipsis where something was cut off."""
    text = Text(words)
    text.truncate(max(1, width), overflow="ellipsis", pad=True)
    return text.plain


def troubles(texts: Texts, seen: Picture, width: int, most: int) -> list[Text]:
    """What is wrong, worst first, in at most `most` lines; the last tells what is not shown."""
    every = list(trouble_lines(texts, seen))
    across = max(1, width // TROUBLE_WIDTH)
    room = (width + GUTTER) // across - GUTTER
    places = most * across
    shown = every if len(every) <= places else every[: max(0, places - 1)]
    if places and len(shown) < len(every):
        shown.append(Text(texts.say("cli.wall.more", n=len(every) - len(shown)), "dim"))
    tall = max(1, -(-len(shown) // across))
    return side_by_side([shown[i : i + tall] for i in range(0, len(shown), tall)], room)


def trouble_lines(texts: Texts, seen: Picture) -> Iterator[Text]:
    """A line per site in trouble; one for all that are unreachable for the same reason."""
    sites = [site for site in worst_first(seen.sites) if site.state in TROUBLE]
    whys = [reason_of(texts, site, seen.names) for site in sites]
    together = Counter(
        why for site, why in zip(sites, whys, strict=True) if site.state is State.UNREACHABLE
    )
    for site, why in zip(sites, whys, strict=True):
        name = site.name
        if site.state is State.UNREACHABLE:
            count = together.pop(why, 0)
            if count == 0:
                continue
            name = texts.say("cli.wall.sites", n=count) if count > 1 else site.name
        when = since(texts, site.since, seen.taken_at)
        yield Text.assemble(mark(site.state), " ", (name, "bold"), f"  {when}  ", why)
