"""The daemon in a simulated province."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from tests.lab.province import Province, why_not
from tests.system.plain import MONITORD, environment
from tests.system.talk import Talk
from tests.system.tap import Datagram, Seen, Tap


class Housed(Talk):
    """A started daemon, and the province around it."""

    def __init__(self, province: Province, log: Path, tap: Tap | None) -> None:
        super().__init__(province.web, log)
        self.province = province
        self._tap = tap
        self._wire: dict[str, list[Seen]] = defaultdict(list)

    def fault(self, fault: Mapping[str, object], **target: str | bool) -> int:
        """See `Province.fault`."""
        return self.province.fault(fault, **target)

    def wire(self, address: str) -> list[Seen]:
        """The echoes to and from an address so far; only in a tapped province."""
        assert self._tap is not None
        for seen in self._tap.echoes():
            self._wire[seen.address].append(seen)
        return self._wire[address]

    def datagrams(self) -> list[Datagram]:
        """All UDP that has passed since the last call; only in a tapped province."""
        assert self._tap is not None
        return self._tap.datagrams()


@contextmanager
def housed(
    province: Path,
    inventory: Path | None = None,
    *,
    scenario: Path | None = None,
    prefix: Sequence[str] = (),
    tapped: bool = False,
    pcap: Path | None = None,
    secrets: Mapping[str, str] | None = None,
    **more: str,
) -> Iterator[Housed]:
    """`monitord run` on `inventory` (None: the province's own), started, inside a province.

    `secrets` are environment variables too. `tapped`: everything that passes is captured, from
    the start, and all UDP into the file `pcap` whenever somebody asks for datagrams.
    """
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    if tapped and os.geteuid() != 0:
        pytest.skip("only root can listen on the TUN device")
    folder = province.parent
    log = folder / "monitord.log"
    command = [*prefix, *MONITORD, "run", str(inventory or province)]
    with (
        log.open("wb") as output,
        Province(
            province,
            command,
            scenario=scenario,
            environment=environment(folder, **more, **(secrets or {})),
            output=output,
        ) as simulated,
        Tap(simulated.command_pid, pcap) if tapped else nullcontext() as tap,
    ):
        daemon = Housed(simulated, log, tap)
        daemon.ready()
        yield daemon
