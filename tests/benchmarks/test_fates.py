"""The packet log, followed while it grows."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

from benchmarks.fates import Counts, Fates
from monitord.simulator.outcome import Fate, Mark
from monitord.simulator.packetlog import RECORD

HERE, THERE = "127.1.0.2", "2001:db8::5"


def record(to: str, fate: Fate, marks: int = 0) -> bytes:
    packed = ip_address(to).packed.ljust(16, b"\0")
    return RECORD.pack(1, 2, 3, 4, bytes(16), packed, 7, 8, 1, 64, fate, marks, 1, b"")


def append(path: Path, *records: bytes) -> None:
    with path.open("ab") as file:
        file.write(b"".join(records))


def test_it_counts_a_span_of_the_echoes_to_each_address(tmp_path: Path) -> None:
    path = tmp_path / "packets.log"
    lost = [Fate.LOST_TO_SITE, Fate.LOST_FROM_SITE, Fate.DARK]
    append(path, *(record(HERE, fate) for fate in [Fate.ANSWERED, *lost, Fate.ANSWERED]))
    append(path, record(THERE, Fate.ANSWERED))
    fates = Fates(path, [HERE, THERE])
    fates.follow()
    assert fates.between(HERE, 0, 4) == Counts(answered=1, lost=3)
    assert fates.between(HERE, 2, 5) == Counts(answered=1, lost=2)
    assert fates.between(HERE, 0, 5) == Counts(answered=2, lost=3)
    assert fates.between(THERE, 0, 1) == Counts(answered=1, lost=0)


def test_echoes_that_are_not_in_the_log_yet_are_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "packets.log"
    append(path, record(HERE, Fate.ANSWERED))
    fates = Fates(path, [HERE])
    fates.follow()
    assert fates.between(HERE, 0, 2) is None


def test_a_record_that_is_cut_short_is_read_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "packets.log"
    whole = record(HERE, Fate.DARK)
    append(path, record(HERE, Fate.ANSWERED), whole[:20])
    fates = Fates(path, [HERE])
    fates.follow()
    append(path, whole[20:])
    fates.follow()
    assert fates.between(HERE, 0, 2) == Counts(answered=1, lost=1)


def test_copies_traces_and_strangers_are_no_echoes(tmp_path: Path) -> None:
    path = tmp_path / "packets.log"
    append(
        path,
        record(HERE, Fate.EXPIRED),
        record(HERE, Fate.ANSWERED, Mark.HELD),
        record("127.9.9.9", Fate.NOBODY),
    )
    fates = Fates(path, [HERE])
    fates.follow()
    assert fates.between(HERE, 0, 1) == Counts(answered=1, lost=0)
    assert fates.between(HERE, 0, 2) is None


def test_the_worst_window_slides_over_all_echoes(tmp_path: Path) -> None:
    path = tmp_path / "packets.log"
    fine, lost = record(HERE, Fate.ANSWERED), record(HERE, Fate.DARK)
    append(path, *[fine] * 5, lost, fine, lost, lost, *[fine] * 5)
    fates = Fates(path, [HERE])
    fates.follow()
    assert fates.worst_window(4) == 3
    assert fates.worst_window(3) == 2
    assert fates.worst_window(1) == 1
