"""The kinds of values that a key of a module file can want, beside the inventory's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, PlainValidator

from monitord.inventory.fields import Text, problem, reads
from monitord.inventory.nodes import List, kind
from monitord.modules.oids import is_ending, is_oid, looks_walked
from monitord.modules.patterns import MOST_LENGTH, MOST_OPEN, complaint, flaw

MOST_LABEL = 128
"""Characters of a label's value."""
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?(e-?[0-9]{1,2})?")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,18}")


def parse_number(text: str) -> float:
    """A number with or without decimals, `-0.5`, `1e-6`."""
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return float(text)


def parse_raw(text: str) -> int | str:
    """A raw value: a whole number where it looks like one, else a text."""
    return int(text) if _WHOLE.fullmatch(text) else text


def _whole(text: str) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise ValueError(text)
    return int(text)


def _oid(text: str) -> str:
    if looks_walked(text):
        raise problem("module.leading-dot", value=text)
    if not is_oid(text) and not is_ending(text):
        raise ValueError(text)
    return text


def _base(text: str) -> str:
    if not is_oid(text):
        raise ValueError(text)
    return text


def _yes(text: str) -> bool:
    if text != "true":
        raise ValueError(text)
    return True


def _pattern(purpose: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        match flaw(text, purpose):
            case None:
                return text
            case "invalid":
                raise problem("module.pattern-invalid", why=complaint(text))
            case "too-long":
                raise problem("module.pattern-too-long", most=MOST_LENGTH)
            case "groups":
                raise problem("module.pattern-groups")
            case "nested":
                raise problem("module.pattern-nested")
            case _:
                raise problem("module.pattern-slow", most=MOST_OPEN[purpose])

    return read


def _raws(value: Any) -> tuple[int | str, ...]:
    """One raw value, or a list of them."""
    parts: list[Any] = value if isinstance(value, List) else [value]
    if not parts:
        raise problem("wants-entries")
    for part in parts:
        if not isinstance(part, str):
            raise problem("wants-text", found=kind(part))
    return tuple(map(parse_raw, parts))


def _words(value: Any) -> tuple[str, ...]:
    return tuple(str(word) for word in _raws(value))


def _factor(value: float) -> float:
    if value == 0:
        raise problem("module.factor-zero")
    return value


def _label(text: str) -> str:
    if len(text) > MOST_LABEL:
        raise problem("module.label-too-long", most=MOST_LABEL)
    return text


Oid: TypeAlias = Annotated[str, reads(_oid, "module.oid")]
Base: TypeAlias = Annotated[str, reads(_base, "module.oid")]
Number: TypeAlias = Annotated[float, reads(parse_number, "module.number")]
Factor: TypeAlias = Annotated[float, reads(parse_number, "module.number"), AfterValidator(_factor)]
WholeNumber: TypeAlias = Annotated[int, reads(_whole, "whole")]
Yes: TypeAlias = Annotated[bool, reads(_yes, "module.yes")]
Raws: TypeAlias = Annotated[tuple[int | str, ...], PlainValidator(_raws)]
Words: TypeAlias = Annotated[tuple[str, ...], PlainValidator(_words)]
NumberPattern: TypeAlias = Annotated[str, reads(_pattern("number"), "module.pattern-invalid")]
TextPattern: TypeAlias = Annotated[str, reads(_pattern("text"), "module.pattern-invalid")]
LabelValue: TypeAlias = Annotated[Text, AfterValidator(_label)]
