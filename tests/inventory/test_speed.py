"""Loading is quick enough to be done at a start and at every reload."""

from __future__ import annotations

from pathlib import Path
from time import process_time

from benchmarks.inventory import LIMITS, document
from monitord.inventory import parse


def test_621_sites_load_within_a_second() -> None:
    data = document(621)
    start = process_time()
    inventory = parse(data, "f.yaml", Path())
    assert process_time() - start < LIMITS[621]
    assert (len(inventory.sites), len(inventory.devices)) == (621, 1241)
