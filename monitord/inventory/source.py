"""From bytes to text: what a file must be before it can be YAML."""

from __future__ import annotations

import re

from monitord.inventory.problems import InvalidInventoryError, Problem

MOST_BYTES = 64 * 2**20

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = "\ufeff"
_INVISIBLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Controls, line separators that editors do not count, and byte order marks inside the text."""


def decode(data: bytes, filename: str, most: int = MOST_BYTES) -> str:
    """The text of the file, without a leading byte order mark (which Windows editors write).

    Raises InvalidInventoryError when it is too large, not UTF-8, or has invisible characters.
    """
    if len(data) > most:
        raise _refusal(filename, "", "too-large", most=most >> 20)
    if data.startswith(_UTF16_MARKS):
        raise _refusal(filename, "", "utf-16")
    try:
        text = data.decode("utf-8").removeprefix(_UTF8_MARK)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(_UTF8_MARK)
        raise _refusal(filename, before, "not-utf-8", byte=f"0x{data[error.start]:02x}") from None
    if bad := _INVISIBLE.search(text):
        code = f"U+{ord(bad[0]):04X}"
        raise _refusal(filename, text[: bad.start()], "invisible-character", code=code)
    return text


def _refusal(filename: str, before: str, key: str, **params: str | int) -> InvalidInventoryError:
    """The one problem of a file that cannot be read on, at the end of the text `before` it."""
    lines = re.split("\r\n|\r|\n", before)
    place = (len(lines), len(lines[-1]) + 1)
    return InvalidInventoryError([Problem(filename, *place, "", f"inventory.{key}", params)])
