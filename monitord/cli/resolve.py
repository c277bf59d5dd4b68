"""Which site a person means: by id or by name, case and diacritics ignored."""

from __future__ import annotations

from collections.abc import Mapping

from monitord.model.names import did_you_mean, find, fold
from monitord.texts import Texts

MOST = 5
"""Suggestions for a site that nothing matches."""


class SiteNotFoundError(Exception):
    """No site, or more than one, is meant by `word`. Exit code 2.

    `matches` are the sites that it may mean, `near` the nearest when it means none (id → name).
    """

    def __init__(self, word: str, matches: Mapping[str, str], near: Mapping[str, str]) -> None:
        super().__init__(word)
        self.word, self.matches, self.near = word, matches, near

    def text(self, texts: Texts) -> str:
        """What is wrong, and the sites that may be meant, one a line."""
        key = "cli.site.ambiguous" if self.matches else "cli.site.unknown"
        lines = [texts.say(key, word=self.word, n=len(self.matches))]
        if self.near:
            lines.append(texts.say("cli.site.near"))
        lines += [f"  {id_}  {name}" for id_, name in (self.matches or self.near).items()]
        return "\n".join(lines)


def resolve(word: str, names: Mapping[str, str]) -> str:
    """The id of the one site that `word` means, among `names` (id → name).

    Raises SiteNotFoundError.
    """
    ids = find(word, names)
    if len(ids) == 1:
        return ids[0]
    matches = {id_: names[id_] for id_ in ids}
    raise SiteNotFoundError(word, matches, {} if ids else nearest(word, names))


def nearest(word: str, names: Mapping[str, str]) -> dict[str, str]:
    """The sites whose id or name is spelt nearly like `word`, nearest first."""
    owner = {spelling: id_ for id_, name in names.items() for spelling in (name, id_)}
    short = {words: id_ for id_, name in names.items() for words in endings(name)}
    spellings = short | owner
    found = dict.fromkeys(spellings[near] for near in did_you_mean(word, spellings, MOST))
    return {id_: names[id_] for id_ in found}


def endings(name: str) -> list[str]:
    """A name without its first one or two words, so that "Nhu Than" is near "UBND xã Như Thanh"."""
    words = fold(name).split()
    return [" ".join(words[skip:]) for skip in range(1, min(3, len(words)))]
