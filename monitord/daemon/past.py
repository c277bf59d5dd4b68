"""Parses an inventory of this month that is in force no more, in a process of its own.

After a restart the month so far still needs it; see `loading` for why not here.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
from datetime import datetime

from monitord.daemon.loading import PATIENCE
from monitord.model.inventory import Inventory
from monitord.model.ledger import LedgerError

PARSER = "monitord.daemon.past_parser"


class NotParsedError(Exception):
    """Nothing came of it: no process could be started, or it took too long."""


async def parse_aside(content: bytes, since: datetime) -> Inventory:
    """What `parse_past` gives, by a process that is gone afterwards, also when cancelled.

    Raises LedgerError and NotParsedError.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", PARSER, since.isoformat(),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:
        raise NotParsedError(f"the parsing process did not start: {error.strerror}") from error
    try:
        async with asyncio.timeout(PATIENCE):
            output, _ = await process.communicate(content)
    except TimeoutError as error:
        raise NotParsedError(f"not parsed within {PATIENCE:.0f} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotParsedError(f"the parsing process ended with {process.returncode}")
    found = await asyncio.to_thread(_unpack, output)
    if isinstance(found, Inventory):
        return found
    code, params = found
    raise LedgerError(code, **params)


def _unpack(output: bytes) -> Inventory | tuple[str, dict[str, str | int | float]]:
    found: Inventory | tuple[str, dict[str, str | int | float]]
    found = pickle.loads(output)  # noqa: S301  # by our own child, by nobody else
    return found
