"""`python -m tests.store.kills.program URL RUN`: notes the stream of a run until it is killed.

Each line that it prints says up to which entry all had been noted, and when: monotonic seconds.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time

from monitord.daemon.recorder import Recorder
from tests.store.kills.stream import at, entry

RATE = 500
"""Entries a second."""
TICK = 0.01


async def note_all(url: str, run: str) -> None:
    """Until somebody kills us."""
    recorder = Recorder(url, lambda: at(0))
    while await recorder.load() is None:  # noqa: ASYNC110  # a busy server
        await asyncio.sleep(TICK)
    recording = asyncio.create_task(recorder.run())
    begin, number = time.monotonic(), 0
    while not recording.done():
        await asyncio.sleep(TICK)
        due = int((time.monotonic() - begin) * RATE)
        while number < due:
            number += 1
            recorder.note(entry(run, number))
        os.write(1, f"{number} {time.monotonic()}\n".encode())


if __name__ == "__main__":
    asyncio.run(note_all(*sys.argv[1:]))
