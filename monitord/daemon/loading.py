"""Loads an inventory in a process of its own.

The YAML parser holds the interpreter's lock for as long as it parses: seconds at 10,000 sites. And
what it takes to read and to judge the file, 20 MB of code and ten times as much of nodes, is gone
when it is done.
"""

from __future__ import annotations

import asyncio
import copyreg
import logging
import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitord.model.checks import Means
from monitord.model.doors import Account
from monitord.model.inventory import Inventory
from monitord.texts import texts

PATIENCE = 120.0
"""Seconds: ten times what 10,000 sites take; a hung file system must not hold up the next try."""
LOADER = "monitord.daemon.loader"
MOST_LOGGED = 20
"""Problems of one refused inventory; the answer to POST /-/reload has them all."""
log = logging.getLogger("daemon")
# A read-only mapping is not picklable by itself; an inventory is made of them.
copyreg.pickle(MappingProxyType, lambda mapping: (MappingProxyType, (dict(mapping),)))


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """Secrets that are text."""

    accounts: Mapping[str, Account] = field(default_factory=dict)
    """Of every user, by name, with the secrets as far as they could be read."""
    notify: Mapping[str, str] = field(default_factory=dict)
    """URLs of receivers of messages, by their ids, as far as they could be read."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An accepted inventory and the exact bytes that it was made from."""

    inventory: Inventory
    content: bytes
    means: Means
    words: Words = Words()
    unreadable: tuple[str, ...] = ()
    """Why secrets could not be read, and which; never what they are."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file was refused: one line per problem, in the asked language."""

    problems: tuple[str, ...]


def complain(refused: Refused) -> None:
    """Into the log."""
    for problem in refused.problems[:MOST_LOGGED]:
        log.error("inventory refused: %s", problem)
    if len(refused.problems) > MOST_LOGGED:
        more = len(refused.problems) - MOST_LOGGED
        log.error("inventory refused: and %d more; see `monitord validate`", more)


async def load_aside(path: Path, language: str, modules: Path | None = None) -> Loaded | Refused:
    """What `loader.load_now` gives, by a process that is gone afterwards, also when cancelled."""
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", LOADER, str(path), language, str(modules or ""),
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:  # no memory, no descriptor: no reason to stop monitoring
        return Refused((f"{path}: the loading process did not start: {error.strerror}",))
    try:
        async with asyncio.timeout(PATIENCE):
            output, _ = await process.communicate()
    except TimeoutError:
        why = f"not read within {PATIENCE:.0f} s"
        return Refused((texts(language).say("inventory.unreadable", file=path, why=why),))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        return Refused((f"{path}: the loading process ended with {process.returncode}",))
    return await asyncio.to_thread(_unpack, output)


def _unpack(output: bytes) -> Loaded | Refused:
    result: Loaded | Refused = pickle.loads(output)  # noqa: S301  # by our own child, by nobody else
    if isinstance(result, Loaded):
        # Reads the time zone's file here, in a thread; the loop finds it in the cache.
        ZoneInfo(result.inventory.organization.timezone)
    return result
