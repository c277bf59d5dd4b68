"""The packet log: what is written is what is read."""

from __future__ import annotations

from pathlib import Path

from monitord.simulator.outcome import Fate, Mark, Outcome
from monitord.simulator.packetlog import RECORD, Entry, PacketLog, read
from tests.simulator.packets import datagram, echo_request


def test_entries_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "packets.log"
    with path.open("wb") as file:
        log = PacketLog(file)
        held = Outcome(Fate.ANSWERED, marks=Mark.HELD, reached=15, visit=3)
        log.write(echo_request("127.2.1.2", sequence=7), 10, 20, 21, held)
        log.write(echo_request("fd00::2", ttl=3), 30, 0, 0, Outcome(Fate.DARK))
        log.write(datagram("127.2.1.2", 862), 40, 0, 0, Outcome(Fate.LOST_TO_SITE))
        log.flush()
    here, there, none = "127.0.0.1", "127.2.1.2", b"\0\0\0\0"
    assert list(read(path)) == [
        Entry(10, 15, 20, 21, here, there, 4711, 7, 1, 64, Fate.ANSWERED, Mark.HELD, 3, none),
        Entry(30, 0, 0, 0, "2001:db8::1", "fd00::2", 4711, 1, 58, 3, Fate.DARK, Mark(0), 0, none),
        Entry(40, 0, 0, 0, here, there, 40000, 862, 17, 64, Fate.LOST_TO_SITE, Mark(0), 0, b"what"),
    ]


def test_a_record_cut_short_by_a_kill_ends_the_log(tmp_path: Path) -> None:
    path = tmp_path / "packets.log"
    with path.open("wb") as file:
        log = PacketLog(file)
        for n in range(2):
            log.write(echo_request("127.2.1.2", sequence=n), n, n, n, Outcome(Fate.ANSWERED))
        log.flush()
    path.write_bytes(path.read_bytes()[: RECORD.size + 5])
    assert [entry.sequence for entry in read(path)] == [0]
