"""A month as JSON: everything that the other formats print, and what it was made from.

The same month gives the same bytes: keys in a fixed order, one circuit, outage or interval a line.
Written piece by piece; never the whole document in memory. `docs/sla-report.schema.json` is its
schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from exporters.reports.plain import Json, plain
from exporters.reports.progress import Progress, silent
from monitord.model.figures import MonthReport, ProviderFigures
from monitord.model.sketch import RELATIVE_ERROR

VERSION = 1
"""Of this document's shape."""
EVERY = 1000
"""Lines after which progress is told."""


def write(report: MonthReport, out: BinaryIO, progress: Progress = silent) -> None:
    """Write all of `report`."""
    lists = list(_lists(report))
    total = sum(len(items) for _, items in lists) or 1
    out.write(b"{\n")
    for name, value in _head(report):
        out.write(f"{_text(name)}: {_text(value)},\n".encode())
    done = 0
    for index, (name, items) in enumerate(lists):
        out.write(f"{',' if index else ''}\n{_text(name)}: [".encode())
        for number, item in enumerate(items):
            out.write(f"{',' if number else ''}\n{_text(plain(item))}".encode())
            done += 1
            if done % EVERY == 0:
                progress(done / total)
        out.write(b"\n]")
    out.write(b"\n}\n")


def _head(report: MonthReport) -> Iterator[tuple[str, Json]]:
    yield "version", VERSION
    yield "organization", plain(report.organization)
    yield "month", plain(report.month)
    yield "provisional", report.provisional
    yield "closing", plain(report.closing)
    yield "inputs", plain(report.inputs)
    yield "sketch_relative_error", RELATIVE_ERROR
    yield "served", plain(report.served)
    yield "names", plain(report.names)
    yield "days", plain(report.days)


def _lists(report: MonthReport) -> Iterator[tuple[str, Sequence[object]]]:
    yield "providers", [_without(each) for each in report.providers]
    yield "areas", report.areas
    yield "circuits", list(chain.from_iterable(each.circuits for each in report.providers))
    yield "sites", report.sites
    yield "mcus", report.mcus
    yield "outages", list(chain.from_iterable(each.outages for each in report.providers))
    yield "corrections", report.corrections
    yield "intervals", report.intervals


def _without(provider: ProviderFigures) -> ProviderFigures:
    """Without circuits and outages, which have lists of their own."""
    return replace(provider, circuits=(), outages=())


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
