"""A planned restart costs no more time of which nothing is known than it took."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitord.model.ledger import Span
from monitord.store import liveness
from monitord.store.engine import prepare, read
from tests.system.inventories import many
from tests.system.plain import daemon

pytestmark = [pytest.mark.system, pytest.mark.alone]
LONG_AGO, FAR = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def spans(folder: Path) -> list[Span]:
    """When the daemons lived, as kept."""
    engine = prepare(f"sqlite:///{folder}/monitord.db")
    try:
        return read(engine, lambda connection: liveness.spans(connection, LONG_AGO, FAR))
    finally:
        engine.dispose()


def test_it_lives_from_its_first_check_until_the_signal(tmp_path: Path) -> None:
    inventory = many(tmp_path / "inventory.yaml", 5)
    started, signalled = [], []
    for _ in range(2):
        with daemon(inventory) as plain:
            started.append(datetime.now(UTC))
            signalled.append(datetime.now(UTC))
            assert plain.end()[0] == 0
    found = spans(tmp_path)
    assert len({span.boot_id for span in found}) == len(found) == len(started)
    for span, start, end in zip(found, started, signalled, strict=True):
        assert span.first_at <= start
        assert span.last_at >= end
