"""`python -m tests.store.kills.revising URL`: corrects a closed month until it is killed.

Each correction makes a revision of the month, in one transaction with it. Each line that it prints
says which revision is kept.
"""

from __future__ import annotations

import os
import sys
from functools import partial

from sqlalchemy import Connection

from monitord.model.ledger import Closing
from monitord.store import closings, corrections
from monitord.store.engine import prepare, transact
from tests.store.test_ledger import CLOSING, DRAFT, QUALITY, SHA, numbered


def revise(connection: Connection, revision: int) -> None:
    """Two corrections, and the revision that holds them; the first one is the closing."""
    added = corrections.add(connection, [DRAFT, DRAFT])
    closing: Closing = numbered(CLOSING, revision, added[-1].id)
    closings.add(connection, closing, SHA, QUALITY if revision == 1 else None)


def main(url: str) -> None:
    """Until somebody kills us."""
    engine, revision = prepare(url), 0
    while True:
        revision += 1
        transact(engine, partial(revise, revision=revision))
        os.write(1, f"{revision}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
