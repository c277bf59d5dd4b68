"""The child process of `past.parse_aside`: parses what it reads, and writes the pickled result."""

from __future__ import annotations

import gc
import pickle
import sys
from datetime import datetime

import monitord.daemon.loading  # noqa: F401  # teaches pickle read-only mappings
from monitord.inventory.past import parse_past
from monitord.model.inventory import Inventory
from monitord.model.ledger import LedgerError


def parsed(content: bytes, since: datetime) -> Inventory | tuple[str, dict[str, str | int | float]]:
    """The inventory, or what is wrong with it: code and parameters of a LedgerError."""
    try:
        return parse_past(content, since)
    except LedgerError as error:
        return error.code, error.params


if __name__ == "__main__":
    gc.disable()  # which would look through a million nodes time and again, all of them in use
    found = parsed(sys.stdin.buffer.read(), datetime.fromisoformat(sys.argv[1]))
    sys.stdout.buffer.write(pickle.dumps(found))
