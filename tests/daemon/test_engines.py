"""What a daemon probes with, and what it does without."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest

from monitord.daemon.engines import OpenEngines, open_signals, open_streams
from monitord.model.settings import DaemonSettings
from tests.rights import may_ping

PORTS = (50_000, 50_999)


@contextmanager
def without_descriptors() -> Iterator[None]:
    """No file, and so no socket, can be opened meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = 1 + max(int(each.name) for each in Path("/proc/self/fd").iterdir())
    spare = [os.open("/dev/null", os.O_RDONLY)]
    while spare[-1] < used:
        spare.append(os.open("/dev/null", os.O_RDONLY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare[-1] + 1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in spare:
            os.close(descriptor)


def opened_now() -> int:
    """Descriptors of this process."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_daemon_without_a_socket_to_spare_says_what_it_does_not_do(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    with caplog.at_level(logging.ERROR), without_descriptors():
        assert open_streams(loop, PORTS) is None
        assert open_signals(loop) is None
    said = [record.message.partition(":")[0] for record in caplog.records]
    assert said == ["no test streams are sent", "SIP and H.323 are not checked"]


async def test_all_engines_are_opened_and_closed() -> None:
    if not may_ping():
        pytest.skip("this machine allows us no ICMP socket")
    before = opened_now()
    async with AsyncExitStack() as closing:
        engines = OpenEngines(asyncio.get_running_loop(), DaemonSettings())
        engines.close_with(closing)
        opened = engines.for_poller
        assert opened.streams is not None
        assert opened.signals is not None
        assert opened.echoes is engines.echoes
    assert opened_now() == before
