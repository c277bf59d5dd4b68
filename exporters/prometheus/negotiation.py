"""Which format and which encoding a client wants (RFC 9110, sections 12.5.1 and 12.5.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class Format(Enum):
    """A format of the exposition; the value is its content type."""

    TEXT = "text/plain; version=0.0.4; charset=utf-8"
    OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Preference:
    """One element of an Accept or Accept-Encoding header, in lower case."""

    value: str
    params: Mapping[str, str]
    quality: float


def preferred_format(accept: str) -> Format:
    """OpenMetrics when it is named and wanted at least as much as text; else text.

    Nothing acceptable is text too, as in every Prometheus client: a person is looking.
    """
    openmetrics, text = 0.0, 0.0
    for wanted in _preferences(accept):
        version = wanted.params.get("version")
        if wanted.value == "application/openmetrics-text" and version in (None, "1.0.0"):
            openmetrics = max(openmetrics, wanted.quality)
        elif wanted.value == "text/plain" and version in (None, "0.0.4"):
            text = max(text, wanted.quality)
    return Format.OPENMETRICS if openmetrics > 0 and openmetrics >= text else Format.TEXT


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether gzip is acceptable and not less welcome than no encoding."""
    quality = {each.value: each.quality for each in _preferences(accept_encoding)}
    gzip = quality.get("gzip", quality.get("x-gzip", quality.get("*", 0.0)))
    return gzip > 0 and gzip >= quality.get("identity", 0.0)


def _preferences(field: str) -> Iterator[Preference]:
    for element in field.lower().split(","):
        value, *rest = (part.strip() for part in element.split(";"))
        params = {
            name.strip(): text.strip(' "') for name, _, text in (p.partition("=") for p in rest)
        }
        if value:
            yield Preference(value, params, _quality(params.get("q", "1")))


def _quality(text: str) -> float:
    """From 0 to 1; what is not a number is not wanted."""
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
