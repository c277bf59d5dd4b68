r"""Fills variables into queries and links, as Grafana 9.4 does it. Pure.

In a query of Prometheus a variable of one value is escaped for a string in double quotes; several
values, or all, become a group of a regular expression, escaped for both. `${name:regex}` escapes
for a regular expression only, so that a value with a dot gives `\.`, which no PromQL string has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

_VARIABLE = re.compile(r"\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?::(\w+))?\}")
_SPECIAL = re.compile(r"[$^*{}\[\]'+?.()|]")
_REGEX = re.compile(r"[\\^$*+?.()|\[\]{}/]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen of a variable."""

    values: tuple[str, ...]
    several: bool = False
    """Whether it could be more than one."""
    raw: str | None = None
    """What stands for all, if that is chosen and has a text of its own."""


Choice: TypeAlias = Mapping[str, Chosen]


class UnknownVariableError(Exception):
    """A text names a variable that is not there, or a format that we do not know."""


def query(text: str, choice: Choice, built_in: Mapping[str, str]) -> str:
    """A question with everything filled in. Raises UnknownVariableError."""

    def fill(name: str, form: str | None) -> str:
        if name.isdigit():
            return f"${name}"  # of a regular expression
        if name in built_in:
            return built_in[name]
        if name not in choice:
            raise UnknownVariableError(f"{name} in {text}")
        chosen = choice[name]
        return chosen.raw if chosen.raw is not None else _form(form, text)(chosen)

    return _filled(text, fill)


def link(url: str, choice: Choice, values: Mapping[str, str]) -> str:
    """A link with everything filled in; `values` by what stands between `${` and `}`.

    Raises UnknownVariableError.
    """
    for name, value in values.items():
        url = url.replace(f"${{{name}}}", quote(value, safe=""))
    url = url.replace("${__url_time_range}", "from=now-6h&to=now")

    def fill(name: str, form: str | None) -> str:
        if name not in choice:
            raise UnknownVariableError(f"{name} in {url}")
        chosen = choice[name]
        if form == "queryparam":
            return "&".join(f"var-{name}={quote(value, safe='')}" for value in chosen.values)
        return quote(",".join(chosen.values), safe="")

    return _filled(url, fill)


def names(text: str) -> set[str]:
    """The variables that a text names, Grafana's own among them."""
    return {short or old or new for short, old, _, new, _ in _VARIABLE.findall(text)}


def _filled(text: str, fill: Callable[[str, str | None], str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        short, old, old_form, new, new_form = found.groups()
        return fill(short or old or new, old_form or new_form)

    return _VARIABLE.sub(replaced, text)


def _form(form: str | None, text: str) -> Callable[[Chosen], str]:
    try:
        return _FORMS[form]
    except KeyError:
        raise UnknownVariableError(f"the format {form} in {text}") from None


def _usual(chosen: Chosen) -> str:
    if not chosen.several:
        return chosen.values[0].replace("\\", "\\\\").replace("'", "\\\\'")
    return _group([_doubly(value) for value in chosen.values])


def _doubly(value: str) -> str:
    return _SPECIAL.sub(lambda found: rf"\\{found.group()}", value.replace("\\", r"\\\\"))


def _regex(chosen: Chosen) -> str:
    return _group([_REGEX.sub(lambda found: rf"\{found.group()}", it) for it in chosen.values])


def _group(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"({'|'.join(values)})"


_FORMS: Mapping[str | None, Callable[[Chosen], str]] = {
    None: _usual,
    "regex": _regex,
    "raw": lambda chosen: ",".join(chosen.values),
    "pipe": lambda chosen: "|".join(chosen.values),
    "csv": lambda chosen: ",".join(chosen.values),
}
