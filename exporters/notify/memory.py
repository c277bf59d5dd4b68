"""Remembers across restarts what was told to whom, in a small file."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from exporters.notify.telling import Told

log = logging.getLogger("notify")

Record: TypeAlias = dict[str, dict[str, Told]]
"""By receiver and incident."""


class Memory:
    """The file. One writer at a time; a reader sees the old one or the new one, never half."""

    def __init__(self, path: Path | None) -> None:
        """None: nothing is remembered."""
        self._path = path
        self._writing = asyncio.Lock()

    async def load(self) -> Record | None:
        """What was told; None when nobody knows: there is no file, or it cannot be read."""
        return await asyncio.to_thread(self._read)

    async def save(self, record: Mapping[str, Mapping[str, Told]]) -> None:
        """Keep what was told. A file that cannot be written is said in the log, and no more."""
        if self._path is None:
            return
        text = json.dumps({who: _worded(told) for who, told in record.items()})
        async with self._writing:
            await asyncio.to_thread(self._write, text)

    def _read(self) -> Record | None:
        if self._path is None or not self._path.exists():
            return None
        try:
            found = json.loads(self._path.read_text("utf-8"))
            return {who: _understood(told) for who, told in found.items()}
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            log.warning("memory not read file=%s why=%s", self._path, error)
            return None

    def _write(self, text: str) -> None:
        if self._path is None:
            return
        fresh = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(text, "utf-8")
            fresh.replace(self._path)
        except OSError as error:
            log.warning("memory not written file=%s why=%s", self._path, error)


def _worded(told: Mapping[str, Told]) -> dict[str, Any]:
    return {
        incident: {"at": each.at.isoformat(), "face": each.face, "resolved": each.resolved}
        for incident, each in told.items()
    }


def _understood(told: Mapping[str, Any]) -> dict[str, Told]:
    return {
        incident: Told(
            datetime.fromisoformat(each["at"]), tuple(each["face"]), each["resolved"] is True
        )
        for incident, each in told.items()
    }
