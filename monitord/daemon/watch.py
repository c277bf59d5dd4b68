"""Notices that the inventory file's content has changed, however that was done.

Editors write a new file and rename it over the old one, Kubernetes turns a symbolic link to a
folder, `cp` writes in place, network file systems and bind mounts tell nobody. One stat a second
sees them all; change notification would need a watch on every folder and link on the way, and
this besides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path


async def watch_file(
    path: Path,
    on_change: Callable[[str], Awaitable[None]],
    *,
    known: str | None = None,
    every: float = 1.0,
) -> None:
    """Until cancelled, await `on_change(revision)` each time that the content has changed.

    `known` is the revision (`Inventory.revision`) that the caller has; None: whatever is there
    now. The file is looked at `every` so many seconds, and read when two looks in a row found it
    new and unchanged: its writer is done. While there is no file to read, nothing is said.
    """
    revision = known or await asyncio.to_thread(revision_of, path)
    compared = before = None
    while True:
        found = await asyncio.to_thread(signature_of, path)
        if found is not None and found == before and found != compared:
            compared = found
            content = await asyncio.to_thread(revision_of, path)
            if content not in (None, revision):
                revision = content
                await on_change(revision)
        before = found
        await asyncio.sleep(every)


def signature_of(path: Path) -> tuple[int, ...] | None:
    """What differs when the file is another one or was written to; None without one. Blocks."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def revision_of(path: Path) -> str | None:
    """The first 16 hex digits of the SHA-256 of the file; None when it cannot be read. Blocks."""
    try:
        return sha256(path.read_bytes()).hexdigest()[:16]
    except OSError:
        return None
