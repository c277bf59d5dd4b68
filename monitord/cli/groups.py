"""The wall's content: sites grouped by parent, in the order of the inventory, and short names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitord.cli.picture import Site

PROPER = 3
"""Words at most of a proper name; what has more is rather a title."""


@dataclass(frozen=True, slots=True)
class SiteGroup:
    """A site that others hang below, and those of them that have none below themselves."""

    name: str
    sites: tuple[Site, ...]
    """The head first, then the others in the order of the inventory."""


def grouped(sites: Sequence[Site]) -> list[SiteGroup]:
    """Every site in exactly one group: with its parent, or at the head of its own."""
    ids = {site.id for site in sites}
    heads = {site.parent for site in sites if site.parent in ids}
    members: dict[str | None, list[Site]] = {}
    for site in sites:
        home = site.id if site.id in heads else site.parent if site.parent in ids else None
        members.setdefault(home, []).append(site)
    names = group_names([site for site in sites if site.id in heads])
    return [
        SiteGroup(names[home] if home else "", tuple(sorted(group, key=lambda s: s.id != home)))
        for home, group in members.items()
    ]


def group_names(heads: Sequence[Site]) -> dict[str, str]:
    """What to call the group of each head (by its id): its short name.

    Where two have the same, as a province and its capital do, the longer name is used in full.
    """
    names: dict[str, str] = {}
    for site in sorted(heads, key=lambda head: len(head.name)):
        short = short_name(site.name)
        names[site.id] = site.name if short in names.values() else short
    return names


def short_name(name: str) -> str:
    """What tells a site from its neighbours: "UBND xã Xuân Du" is "Xuân Du".

    Words in lower case and acronyms say what kind of place it is; the proper name is the run of
    capitalised words at the end. A name without one is kept as it is.
    """
    words = name.split()
    start = len(words)
    while start and words[start - 1][:1].isupper():
        start -= 1
    while start < len(words) - 1 and len(words[start]) > 1 and words[start].isupper():
        start += 1
    return " ".join(words[start:]) or name


def abbreviated(name: str, width: int) -> str:
    """`name` in `width` characters: "Hoằng Khang" is "H.Khang", for the last word tells most.

    A name of more than `PROPER` words is cut off at its end; so is what is too long even with
    initials.
    """
    words = name.split() if len(name.split()) <= PROPER else [name]
    heads = ["".join(f"{word[0]}." for word in words[:n]) for n in range(len(words))]
    spellings = [head + " ".join(words[n:]) for n, head in enumerate(heads)] or [name]
    fitting = next((short for short in spellings if len(short) <= width), None)
    return fitting or spellings[-1][: max(0, width - 1)].rstrip() + "…"
