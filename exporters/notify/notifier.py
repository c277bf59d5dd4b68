"""Tells people of incidents; a slow or failing receiver delays nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from exporters.notify.memory import Memory
from exporters.notify.receiver import Counted, Receiver, Wording
from exporters.notify.teller import Teller
from monitord.model.incidents import Incident
from monitord.texts import texts


def _now() -> datetime:
    return datetime.now(UTC)


class Notifier:
    """All receivers. Make it inside the running loop, start `run`, `poke` it when news come."""

    def __init__(
        self,
        receivers: Sequence[Receiver],
        incidents: Callable[[], Sequence[Incident]],
        wording: Wording,
        counted: Counted,
        memory: Path | None = None,
        language: str = "vi",
        now: Callable[[], datetime] = _now,
    ) -> None:
        """`incidents`: open ones and those closed of late, as a CentreSnapshot has them.

        `counted(receiver, outcome, incidents)`: outcome is sent or failed.
        `memory`: the file in which it is kept what was told, so that a restart tells nothing
        twice; None: what was opened before the start counts as told.
        `language`: of receivers that have none of their own.
        """
        self._receivers = receivers
        self._incidents = incidents
        self._wording = wording
        self._counted = counted
        self._memory = Memory(memory)
        self._language = language
        self._clock = now
        self._tellers: list[Teller] = []

    def poke(self) -> None:
        """There are news: look at the incidents, now."""
        for teller in self._tellers:
            teller.poke()

    async def run(self) -> None:
        """Keep everybody told until cancelled. Start it when saved incidents are back."""
        start = self._clock()
        self._tellers = [await self._teller(each) for each in self._receivers]
        record = await self._memory.load()
        for teller in self._tellers:
            teller.remember(None if record is None else record.get(teller.ident), start)
        await self._save()
        async with asyncio.TaskGroup() as group:
            for teller in self._tellers:
                group.create_task(teller.run(self._save))

    async def _teller(self, receiver: Receiver) -> Teller:
        language = receiver.settings.language or self._language
        words = await asyncio.to_thread(texts, language)
        return Teller(receiver, self._incidents, self._wording, words, self._counted, self._clock)

    async def _save(self) -> None:
        await self._memory.save({teller.ident: teller.told for teller in self._tellers})
