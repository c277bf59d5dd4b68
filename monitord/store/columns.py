"""Whole numbers in columns, each as narrow as its greatest number allows. Pure.

The first byte of a column is its width, a place in `_WIDTHS` from 1, or 0 when all in it is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct, calcsize, error, pack, unpack_from

from monitord.store.revisions import DamagedContentError

_WIDTHS = "BHIQ"
_SIZES = {code: calcsize(f"<{code}") for code in _WIDTHS}


class DamagedSlotsError(DamagedContentError):
    """Bytes that are no slots, or not all of them."""


def column(values: Sequence[int]) -> bytes:
    """These, none of them below 0. Raises ValueError for what is no such number."""
    most = max(values, default=0)
    if not most and not any(values):
        return b"\0"
    for width, code in enumerate(_WIDTHS, 1):
        if most < 1 << 8 * _SIZES[code]:
            try:
                return pack(f"<B{len(values)}{code}", width, *values)
            except error as problem:
                raise ValueError(f"a column with {min(values)} in it: {problem}") from None
    raise ValueError(f"{most} is too great for a column")


class Columns:
    """Reads what lies one after the other. All raise DamagedSlotsError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def column(self, length: int) -> Sequence[int]:
        """So many numbers."""
        (width,) = self._take("<B", 1)
        if width > len(_WIDTHS):
            raise DamagedSlotsError(f"no column is {width} wide")
        if not width:
            return (0,) * length
        code = _WIDTHS[width - 1]
        return self._take(f"<{length}{code}", length * _SIZES[code])

    def number(self, form: Struct) -> int:
        """One number of a fixed form."""
        return self._take(form.format, form.size)[0]

    def end(self) -> None:
        """There is nothing more."""
        if self._at != len(self._data):
            raise DamagedSlotsError(f"{len(self._data) - self._at} bytes too many")

    def _take(self, form: str, size: int) -> tuple[int, ...]:
        if self._at + size > len(self._data):
            raise DamagedSlotsError("cut short")
        taken = unpack_from(form, self._data, self._at)
        self._at += size
        return taken
