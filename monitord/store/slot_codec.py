"""Slots of one check and direction as bytes, and back. Pure.

Slots lie on a grid: `start` and every `grain` seconds after it. What is alike stands together, in
columns, so that it is read quickly and compresses well. A single slot is one block. Several are
two, each deflated: a head with the counts and sums of each slot and the distributions of them all,
and the distributions of each, which are seldom looked at.

Sums are kept in units of 1e-9: whole nanoseconds are exact, as a float up to 2**51 of them, 26
days. The first byte says which form it is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import add
from struct import Struct, error
from typing import Final

from monitord.model.quality import Direction
from monitord.model.sketch import Sketch
from monitord.model.slots import NO_BRIEFS, NO_SAMPLES, SLOT, Briefs, Counts, Samples, Slot, Strip
from monitord.store.columns import Columns, DamagedSlotsError, column

UNIT: Final = 1e9
"""Of sums: so many of those kept make 1."""
_SINGLE, _SEVERAL = 1, 2
_COUNTS = ("sent", "received", "lost", "unmeasured", "duplicates", "reordered", "late")
_KINDS = ("rtt", "jitter", "delay", "mos")
_LENGTH, _BUCKET = Struct("<H"), Struct("<h")
_FRONT = Struct("<BI")
"""Of several slots: the form, and how long the head is."""
_WORST = 9
"""The level of deflating: a day is written once, and read often."""


def encode(slots: Sequence[Slot], start: datetime, grain: int) -> bytes:
    """These slots, at least one, by their time, no two at the same place of the grid.

    Raises ValueError for what cannot be kept: a slot before `start`, a number below 0.
    """
    try:
        head = _head(slots, [_place(slot, start, grain) for slot in slots])
    except error as problem:
        raise ValueError(f"slots that cannot be kept: {problem}") from None
    if len(slots) == 1:
        return bytes((_SINGLE,)) + head
    head = zlib.compress(head, _WORST)
    return _FRONT.pack(_SEVERAL, len(head)) + head + zlib.compress(_detail(slots), _WORST)


def decode(
    data: bytes, check: str, direction: Direction, start: datetime, grain: int
) -> list[Slot]:
    """The slots that `encode` was given. Raises DamagedSlotsError."""
    block, detail = _blocks(data, deep=True)
    head = _read(block)
    samples = _samples(head, detail)
    return [
        Slot(
            check=check,
            direction=direction,
            start=start + timedelta(seconds=place * grain),
            seconds=grain,
            counts=_counts([numbers[at] for numbers in head.counts]),
            **{name: each[at] for name, each in samples.items()},
        )
        for at, place in enumerate(head.places)
    ]


def strip(
    data: bytes, check: str, direction: Direction, start: datetime, grain: int, seconds: int
) -> Strip:
    """The same as one, and what decides of each: nobody asks for each one's distribution.

    `seconds`: how long they last together. Raises DamagedSlotsError.
    """
    head = _read(_blocks(data, deep=False)[0])
    merged = Slot(
        check=check,
        direction=direction,
        start=start,
        seconds=seconds,
        counts=_counts(list(map(sum, head.counts))),
        **{name: kind.merged() for name, kind in head.kinds.items()},
    )
    return Strip(merged, _briefs(head) if grain == SLOT else NO_BRIEFS)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Samples of one kind: sums and numbers slot by slot, the distribution of them all."""

    totals: Sequence[int]
    numbers: Sequence[int]
    buckets: Sequence[int]
    counts: Sequence[int]

    def merged(self) -> Samples:
        return _sampled(sum(self.totals), self.buckets, self.counts)

    def each(self, matrix: Sequence[int]) -> list[Samples]:
        """Of each slot; `matrix`: how many fell into each bucket, bucket after bucket."""
        length, samples = len(self.totals), []
        for at, (total, number) in enumerate(zip(self.totals, self.numbers, strict=True)):
            row = matrix[at::length]
            if sum(row) != number:
                raise DamagedSlotsError("the numbers of samples do not agree")
            samples.append(_sampled(total, self.buckets, row) if number else NO_SAMPLES)
        return samples


@dataclass(frozen=True, slots=True)
class _Head:
    places: Sequence[int]
    """Of each slot on the grid."""
    counts: Sequence[Sequence[int]]
    """In the order of `_COUNTS`, slot by slot."""
    kinds: Mapping[str, _Kind]


def _head(slots: Sequence[Slot], places: Sequence[int]) -> bytes:
    parts = [_LENGTH.pack(len(slots)), column(places)]
    parts += [column([getattr(slot.counts, name) for slot in slots]) for name in _COUNTS]
    present = {name: samples for name, samples in _by_kind(slots) if any(s.count for s in samples)}
    parts.append(column([int(name in present) for name in _KINDS]))
    for samples in present.values():
        parts += _kind(samples)
    return b"".join(parts)


def _kind(samples: Sequence[Samples]) -> Iterator[bytes]:
    buckets = _buckets(samples)
    rows = [each.sketch.counts for each in samples]
    yield column([round(each.total * UNIT) for each in samples])
    yield column([each.count for each in samples])
    yield _LENGTH.pack(len(buckets)) + _BUCKET.pack(buckets[0])
    yield column([bucket - buckets[0] for bucket in buckets])
    yield column([sum(row.get(bucket, 0) for row in rows) for bucket in buckets])


def _detail(slots: Sequence[Slot]) -> bytes:
    """The distributions of each slot, one kind after the other; of what is absent a mere zero."""
    parts = []
    for _, samples in _by_kind(slots):
        buckets = _buckets(samples)
        rows = [each.sketch.counts for each in samples]
        parts.append(column([row.get(bucket, 0) for bucket in buckets for row in rows]))
    return b"".join(parts)


def _read(block: bytes) -> _Head:
    columns, kinds = Columns(block), {}
    length = columns.number(_LENGTH)
    places = columns.column(length)
    counts = [columns.column(length) for _ in _COUNTS]
    for name, there in zip(_KINDS, columns.column(len(_KINDS)), strict=True):
        if there:
            totals, numbers = columns.column(length), columns.column(length)
            wide, lowest = columns.number(_LENGTH), columns.number(_BUCKET)
            buckets = [lowest + above for above in columns.column(wide)]
            kinds[name] = _Kind(totals, numbers, buckets, columns.column(wide))
    columns.end()
    return _Head(places, counts, kinds)


def _samples(head: _Head, detail: bytes | None) -> Mapping[str, list[Samples]]:
    """By kind, those of each slot."""
    length = len(head.places)
    if detail is None:
        if length != 1:
            raise DamagedSlotsError(f"{length} slots in the place of one")
        return {name: kind.each(kind.counts) for name, kind in head.kinds.items()}
    columns, samples = Columns(detail), {}
    for name in _KINDS:
        kind = head.kinds.get(name)
        matrix = columns.column(length * len(kind.buckets) if kind else 0)
        if kind:
            samples[name] = kind.each(matrix)
    columns.end()
    return samples


def _blocks(data: bytes, *, deep: bool) -> tuple[bytes, bytes | None]:
    """Head and detail; None: of a single slot there is none, or it is not asked for."""
    if data[:1] == bytes((_SINGLE,)):
        return data[1:], None
    try:
        form, size = _FRONT.unpack_from(data)
        if form != _SEVERAL:
            raise DamagedSlotsError(f"form {form} is not known")
        cut = _FRONT.size + size
        head = zlib.decompress(data[_FRONT.size : cut])
        return head, zlib.decompress(data[cut:]) if deep else None
    except (zlib.error, error) as problem:
        raise DamagedSlotsError(str(problem)) from None


def _briefs(head: _Head) -> Briefs:
    none: Sequence[int] = (0,) * len(head.places)
    _, received, lost, *_ = head.counts
    columns: list[Sequence[float]] = [lost, list(map(add, received, lost))]
    for name in ("rtt", "jitter", "mos"):
        kind = head.kinds.get(name)
        columns.append([total / UNIT for total in kind.totals] if kind else none)
        columns.append(kind.numbers if kind else none)
    return Briefs(columns)


def _by_kind(slots: Sequence[Slot]) -> Iterator[tuple[str, list[Samples]]]:
    for name in _KINDS:
        yield name, [getattr(slot, name) for slot in slots]


def _buckets(samples: Iterable[Samples]) -> list[int]:
    return sorted({bucket for each in samples for bucket in each.sketch.counts})


def _sampled(total: int, buckets: Iterable[int], counts: Iterable[int]) -> Samples:
    pairs = zip(buckets, counts, strict=True)
    return Samples(total / UNIT, Sketch({bucket: count for bucket, count in pairs if count}))


def _counts(numbers: Sequence[int]) -> Counts:
    return Counts(**dict(zip(_COUNTS, numbers, strict=True)))


def _place(slot: Slot, start: datetime, grain: int) -> int:
    return int((slot.start - start).total_seconds() // grain)
