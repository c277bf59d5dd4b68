"""The daemon in a simulated province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.province import Province, why_not
from tests.system.plain import MONITORD, environment
from tests.system.talk import Talk


class Housed(Talk):
    """A started daemon, and the province around it."""

    def __init__(self, province: Province, log: Path) -> None:
        super().__init__(province.web, log)
        self.province = province

    def fault(self, fault: Mapping[str, object], **target: str | bool) -> int:
        """See `Province.fault`."""
        return self.province.fault(fault, **target)


@contextmanager
def housed(
    province: Path,
    inventory: Path | None = None,
    *,
    scenario: Path | None = None,
    prefix: Sequence[str] = (),
    **more: str,
) -> Iterator[Housed]:
    """`monitord run` on `inventory` (None: the province's own), started, inside a province."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    folder = province.parent
    log = folder / "monitord.log"
    command = [*prefix, *MONITORD, "run", str(inventory or province)]
    with (
        log.open("wb") as output,
        Province(
            province,
            command,
            scenario=scenario,
            environment=environment(folder, **more),
            output=output,
        ) as simulated,
    ):
        daemon = Housed(simulated, log)
        daemon.ready()
        yield daemon
