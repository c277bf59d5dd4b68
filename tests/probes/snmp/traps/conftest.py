"""Receivers for one test each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeAlias

import pytest
from blockbuster import BlockBuster

from monitord.model.snmp import SnmpLogin
from probes.snmp.traps import Sender, TrapReceiver
from tests.probes.snmp.traps.ear import Ear

OpenReceiver: TypeAlias = Callable[..., TrapReceiver]


@pytest.fixture(autouse=True)
def _nothing_blocks() -> Iterator[None]:
    """Fail a test in which the receiver blocks the event loop."""
    detector = BlockBuster("probes")
    detector.activate()
    yield
    detector.deactivate()


@pytest.fixture
def login() -> SnmpLogin:
    """What every device of these tests has."""
    return SnmpLogin("tslcd", "2c", community=b"S3cret-community")


@pytest.fixture
async def ear() -> Ear:
    """Who listens."""
    return Ear()


@pytest.fixture
async def open_receiver(ear: Ear) -> AsyncIterator[OpenReceiver]:
    """Open receivers on free ports."""
    opened: list[TrapReceiver] = []

    def open_(listen: str = "127.0.0.1:0") -> TrapReceiver:
        loop = asyncio.get_running_loop()
        opened.append(TrapReceiver.open(loop, listen, ear.heard, ear.count))
        return opened[-1]

    yield open_
    for receiver in opened:
        await receiver.aclose()


@pytest.fixture
async def receiver(open_receiver: OpenReceiver, login: SnmpLogin) -> TrapReceiver:
    """A receiver that knows one device, at 127.0.0.1."""
    opened = open_receiver()
    opened.apply({"127.0.0.1": Sender("xa-1/rt", login)})
    return opened
