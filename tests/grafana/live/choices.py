"""What can be chosen of a dashboard's variables: each asks what those before it allow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from tests.grafana.live import fill
from tests.grafana.live.fill import Choice, Chosen
from tests.grafana.live.prometheus import Series
from tests.grafana.live.read import Variable

_LABEL_VALUES = re.compile(r"^label_values\((?:(.*),\s*)?([a-zA-Z_]\w*)\s*\)\s*$", re.DOTALL)
_QUERY_RESULT = re.compile(r"^query_result\((.*)\)\s*$", re.DOTALL)
_NAMED_GROUP = re.compile(r"\(\?<(?=[a-z])")


class Asked(Protocol):
    """Answers what a variable asks."""

    def label_values(self, selector: str, label: str) -> Sequence[str]:
        """The values of a label in the series of a selector."""

    def result(self, query: str) -> Sequence[Series]:
        """What an instant query gives."""


def options(
    variable: Variable, choice: Choice, ask: Asked, built_in: Mapping[str, str]
) -> list[str]:
    """The values of a variable, when of those before it is chosen what `choice` says.

    Raises UnknownVariableError, and ValueError for a question that no variable can ask.
    """
    if variable.kind in ("constant", "textbox"):
        return [variable.query]
    if variable.kind in ("custom", "interval"):
        return [part.split(" : ")[-1].strip() for part in variable.query.split(",")]
    asked = fill.query(variable.query, choice, built_in)
    return list(dict.fromkeys(meant(found(asked, ask), variable.regex)))


def found(asked: str, ask: Asked) -> Sequence[str]:
    """The texts that a question of a variable gives. Raises ValueError."""
    if (match := _LABEL_VALUES.match(asked)) is not None:
        return ask.label_values((match[1] or "").strip(), match[2])
    if (match := _QUERY_RESULT.match(asked)) is not None:
        return [shown(series) for series in ask.result(match[1])]
    raise ValueError(asked)


def shown(series: Series) -> str:
    """A series as `query_result` writes it, without its time."""
    labels = dict(series.labels)
    metric = labels.pop("__name__", "")
    inside = ",".join(f'{name}="{value}"' for name, value in labels.items())
    return f"{metric}{{{inside}}} {series.value:g} "


def meant(texts: Iterable[str], regex: str) -> Iterator[str]:
    """The values that a variable's regular expression takes from texts; all: without one."""
    if not regex:
        yield from texts
        return
    pattern = re.compile(_NAMED_GROUP.sub("(?P<", regex.strip("/").removesuffix("/g")))
    for text in texts:
        matches = list(pattern.finditer(text))
        named = [each["value"] for each in matches if each.groupdict().get("value")]
        named += [each["text"] for each in matches if each.groupdict().get("text")]
        if named:
            yield named[0]
        elif matches:
            yield matches[0][1] if pattern.groups else text


def everything(variable: Variable, values: Sequence[str]) -> Chosen:
    """All of them, as far as the variable allows: else the first."""
    if not variable.include_all:
        return Chosen(tuple(values[:1]), variable.multi)
    return Chosen(tuple(values), several=True, raw=variable.all_value or None)
