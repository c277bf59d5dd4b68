"""`monitord status --watch` in a real terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.cli import province
from tests.cli.daemon import serving

LEAVE_SCREEN = "\x1b[?1049l"


class Terminal:
    """A program in a terminal of 100 × 30 characters."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self.screen = screen
        self.seen = ""

    def wait_for(self, words: str, patience: float = 15.0) -> None:
        """Read until `words` have appeared since the last call; fail after `patience` seconds."""
        deadline = time.monotonic() + patience
        while words not in self.seen:
            left = deadline - time.monotonic()
            assert left > 0, f"no {words!r} in {self.seen[-2000:]!r}"
            if select.select([self.screen], [], [], left)[0]:
                self.seen += os.read(self.screen, 65536).decode(errors="replace")
        self.seen = self.seen.partition(words)[2]


@contextmanager
def terminal(arguments: Sequence[str]) -> Iterator[Terminal]:
    """Run `monitord` with these arguments in a terminal of its own."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "monitord", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
    )
    try:
        yield Terminal(process, master)
    finally:
        process.kill()
        process.wait()
        # Not before: what a program says last can be lost with the last end that is closed.
        os.close(slave)
        os.close(master)


def test_it_shows_the_wall_until_ctrl_c() -> None:
    with (
        serving(province.district_down()) as daemon,
        terminal(["status", "--watch", "--url", daemon.url]) as wall,
    ):
        wall.wait_for("31/621 điểm cầu không họp được")
        wall.process.send_signal(signal.SIGINT)
        wall.wait_for(LEAVE_SCREEN)
        assert wall.process.wait(10) == 0


def test_sigterm_leaves_the_terminal_as_it_was() -> None:
    with (
        serving(province.all_up()) as daemon,
        terminal(["status", "--watch", "--url", daemon.url]) as wall,
    ):
        wall.wait_for("621/621 điểm cầu họp được")
        wall.process.terminate()
        wall.wait_for(LEAVE_SCREEN)
        assert wall.process.wait(10) == 0


def test_it_follows_the_daemon_and_survives_its_absence() -> None:
    with serving(province.all_up()) as daemon:
        url, port = daemon.url, daemon.server_address[1]
        with terminal(["status", "--watch", "--url", url]) as wall:
            wall.wait_for("621/621 điểm cầu họp được")
            daemon.document = province.district_down()
            wall.wait_for("31/621 điểm cầu không họp được")
            daemon.shutdown()
            daemon.server_close()
            wall.wait_for("Số liệu cũ: mất liên lạc")
            with serving(province.all_up(), port):
                wall.wait_for("621/621 điểm cầu họp được")


def test_one_site_can_be_watched() -> None:
    with (
        serving(province.district_down()) as daemon,
        terminal(["status", "tho xuan", "--watch", "--url", daemon.url]) as detail,
    ):
        detail.wait_for("UBND huyện Thọ Xuân")
        detail.wait_for("TSL-h-tho-xuan")
        detail.process.send_signal(signal.SIGINT)
        assert detail.process.wait(10) == 0
