"""Traps and informs: each is a hint that has its device polled at once, and is kept as a fact."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping

from monitord.model.checks import Check
from monitord.model.modules import Module
from monitord.model.states import Param
from monitord.poller.addresses import is_literal
from probes.snmp.traps import Sender, Trap, TrapListenError, TrapReceiver, trap_params

log = logging.getLogger("traps")

Observe = Callable[[str, str, Mapping[str, Param]], None]


class Traps:
    """The receiver of a daemon, if it can have one.

    `observe(check, "trap", …)` and `poll_now(check)` hear of each trap of a device of ours;
    `count(kind)` of every datagram's fate.
    """

    def __init__(
        self, observe: Observe, poll_now: Callable[[str], bool], count: Callable[[str], None]
    ) -> None:
        self._observe = observe
        self._poll_now = poll_now
        self._count = count
        self._receiver: TrapReceiver | None = None
        self._senders: tuple[tuple[str, Sender], ...] = ()
        """Each with its address, or the name that it has in the inventory."""
        self._names: Mapping[str, str] = {}
        self._resolved: dict[str, str | None] = {}

    def listen(self, address: str) -> None:
        """Receive from now on. When that cannot be had, polls go on without hints."""
        loop = asyncio.get_running_loop()
        try:
            self._receiver = TrapReceiver.open(loop, address, self._heard, self._count)
        except TrapListenError as error:
            log.error("no traps are received: %s", error)

    def apply(self, checks: Iterable[Check], modules: Iterable[Module]) -> None:
        """Hear the devices of these checks; traps are called as these modules have it."""
        self._senders = tuple(
            (check.address, Sender(check.id.rsplit("/", 1)[0], check.agent.login))
            for check in checks
            if check.agent and check.agent.login
        )
        self._names = {trap.oid: trap.object for module in modules for trap in module.traps}
        self._allow()

    def resolved(self, name: str, address: str | None) -> None:
        """A host name's address is known, has changed, or (None) cannot be found."""
        self._resolved[name] = address
        if any(address == name for address, _ in self._senders):
            self._allow()

    async def close(self) -> None:
        """Stop receiving."""
        if self._receiver is not None:
            await self._receiver.aclose()

    def _allow(self) -> None:
        if self._receiver is None:
            return
        found = ((self._address(where), sender) for where, sender in self._senders)
        self._receiver.apply({address: sender for address, sender in found if address is not None})

    def _address(self, where: str) -> str | None:
        return where if is_literal(where) else self._resolved.get(where)

    def _heard(self, trap: Trap) -> None:
        check = f"{trap.device}/snmp"
        self._observe(check, "trap", trap_params(trap, self._names))
        self._poll_now(check)
