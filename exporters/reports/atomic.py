"""Files that are whole or not there, whatever happens while they are written.

A file is written in a scratch folder beside its place, brought to the disk, and only then given its
name: whoever is killed, or loses power, leaves the old file or the new one. One process at a time
writes into a folder of reports; what a dead one left in scratch is gone at the next writing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SCRATCH = ".part"
FILE_MODE = 0o640
"""Reports name people; the group may be that of a web server."""
FOLDER_MODE = 0o750


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """An empty folder within `folder`, ours alone until the end; waits for who else writes there.

    Makes `folder` where it is missing. Raises OSError.
    """
    make(folder)
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        part = folder / SCRATCH
        clear(part)
        part.mkdir(FOLDER_MODE)
        try:
            yield part
        finally:
            clear(part)
    finally:
        os.close(number)


@contextmanager
def whole(target: Path, part: Path) -> Iterator[BinaryIO]:
    """What is written here becomes `target` at the end, if nothing was raised. Raises OSError."""
    make(target.parent)
    made = part / target.name
    with made.open("wb") as out:
        yield out
        os.fchmod(out.fileno(), FILE_MODE)
        out.flush()
        os.fsync(out.fileno())
    made.replace(target)
    sync(target.parent)


def make(folder: Path) -> None:
    """Make it and what is above it, where missing, whatever the umask is. Raises OSError."""
    if folder.is_dir():
        return
    make(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(FOLDER_MODE)
    sync(folder.parent)


def clear(part: Path) -> None:
    """Remove what a dead process has left, or we ourselves. Raises OSError."""
    if part.is_dir() and not part.is_symlink():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Until its names are on the disk. Raises OSError."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
