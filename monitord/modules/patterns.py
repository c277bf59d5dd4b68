"""Regular expressions that stay quick whatever text an agent gives them.

Python's engine tries every way in which a text can be shared out among repetitions: with n open
ones it takes up to len(text)^(n+1) steps, and inside each other up to 2^len(text). So there are
few of them, never inside each other, and `probes.snmp` cuts the texts.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

MOST_OPEN = {"number": 4, "text": 2}
"""Repetitions without a small bound, by what the pattern is for: numbers stand in shorter texts."""
MOST_LENGTH = 200
_SMALL = 8
"""A repetition of at most so many is no open one."""

_TOKEN = re.compile(
    r"""\\.                          # an escape
      | \[\^?\]?(?:\\.|[^\]\\])*\]   # a class
      | (?P<open>\((?:\?(?:[aiLmsux-]*:|P<\w+>|<?[=!]|>))?)
      | (?P<close>\))
      | (?P<choice>\|)
      | (?P<repeat>(?:[*+?]|\{\d*,?\d*\})[?+]?)
      | .""",
    re.VERBOSE | re.DOTALL,
)


def flaw(pattern: str, purpose: str) -> str | None:
    """What speaks against `pattern`, as the end of a key of the catalogue; None: nothing."""
    if len(pattern) > MOST_LENGTH:
        return "too-long"
    if complaint(pattern):
        return "invalid"
    if re.compile(pattern).groups > 1 and purpose == "number":
        return "groups"
    repetitions = list(_repetitions(pattern))
    if any(inside for _, inside in repetitions):
        return "nested"
    return "slow" if sum(is_open for is_open, _ in repetitions) > MOST_OPEN[purpose] else None


def complaint(pattern: str) -> str:
    """What Python says against `pattern`, a warning too; empty: nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a set that may mean something else in future
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError, Warning) as error:
            return str(error)
    return ""


def _repetitions(pattern: str) -> Iterator[tuple[bool, bool]]:
    """For each repetition: whether it is open, and whether it repeats a repetition or choice."""
    groups = [False]  # for each open group: whether a repetition or a choice is in it
    closed = False  # the same of the group that has just been closed
    for token in _TOKEN.finditer(pattern):
        if token["open"]:
            groups.append(False)
        elif token["choice"]:
            groups[-1] = True
        elif repeat := token["repeat"]:
            most = _most(repeat)
            yield most > _SMALL, closed and most > 1
            groups[-1] = groups[-1] or most > 1
        just_closed = bool(token["close"]) and len(groups) > 1
        closed = groups.pop() if just_closed else False
        groups[-1] = groups[-1] or closed


def _most(repeat: str) -> float:
    """How often at most."""
    if repeat[0] == "?":
        return 1
    if repeat[0] in "*+":
        return float("inf")
    _, comma, most = repeat.strip("{}?+").rpartition(",")
    return float(most or "inf") if comma or most else float("inf")
