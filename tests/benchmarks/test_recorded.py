"""RTTs that the daemon wrote down, told apart by when scrapes were under way."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.recorded import RECORD, Measured, quantile, read, split


def test_whole_records_are_read_in_seconds(tmp_path: Path) -> None:
    path = tmp_path / "rtts"
    path.write_bytes(RECORD.pack(2_500_000_000, 1_000_000) + RECORD.pack(1, 1)[:9])
    assert list(read(path)) == [Measured(2.5, 0.001)]


def test_an_echo_belongs_to_the_scrape_in_which_it_was_sent() -> None:
    measured = [Measured(at, rtt) for at, rtt in ((1.0, 0.3), (2.0, 0.2), (3.0, 0.1), (9.0, 0.4))]
    assert split(measured, [(2.0, 3.0), (8.5, 9.5)]) == ([0.1, 0.2, 0.4], [0.3])


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 51), (0.99, 100), (1.0, 100)])
def test_a_quantile_is_one_of_the_values(share: float, value: float) -> None:
    assert quantile([float(n) for n in range(1, 101)], share) == value
