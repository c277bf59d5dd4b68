"""The key of `monitord reflector`: read as the monitor reads its own from the inventory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

SHORTEST, LONGEST = 16, 4096
"""Bytes of a key, as `monitord.inventory.keys` has them, which is too heavy to be imported here."""
OTHERS = 0o007
"""Permissions that nobody but owner and group may have; systemd gives credentials a group."""


class KeyProblemError(Exception):
    """There is no key to be had; `code` says why, `where` is the file or variable."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{where}: {code}")
        self.code = code
        self.where = where


def read_key(file: Path | None, variable: str | None, environ: Mapping[str, str]) -> bytes | None:
    """The key; None when neither is given. Raises KeyProblemError.

    The line break that editors leave at the end is no part of it.
    """
    if file is not None:
        where = str(file)
        try:
            with file.open("rb") as opened:
                mode = os.fstat(opened.fileno()).st_mode
                data = opened.read(LONGEST + 1).rstrip(b"\r\n")
        except OSError:
            raise KeyProblemError("unreadable", where) from None
        if mode & OTHERS:
            raise KeyProblemError("exposed", where)
    elif variable is not None:
        where = variable
        if variable not in environ:
            raise KeyProblemError("unset", where)
        data = os.fsencode(environ[variable])
    else:
        return None
    if not SHORTEST <= len(data) <= LONGEST:
        raise KeyProblemError("size", where)
    return data
