"""The command that runs inside the province: started last, ended surely."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType

LISTENING = 3
"""The descriptor of an inherited listening socket (sd_listen_fds(3))."""

_START = '[ "$PPID" = "$0" ] || exit 1; ${1:+export LISTEN_PID=$$}; shift; exec "$@"'
"""Goes on only if the simulator was alive when the kernel had been asked to watch over it."""


def without_sockets(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what it says of sockets that we ourselves inherited."""
    return {name: value for name, value in environment.items() if not name.startswith("LISTEN_")}


class Child:
    """A running command. It gets SIGTERM from the kernel when the simulator dies, however it dies.

    It has a session of its own, so that Ctrl-C reaches it once, through the simulator.
    """

    def __init__(self, command: Sequence[str], *, listening: bool) -> None:
        """Raises OSError when util-linux's `setpriv` is missing."""
        environment = without_sockets(os.environ)
        if listening:
            environment["LISTEN_FDS"] = "1"
        guard = ["setpriv", "--pdeathsig", "TERM", "sh", "-c", _START, str(os.getpid())]
        self.process = subprocess.Popen(  # noqa: S603 (what the user asked to run)
            [*guard, "1" if listening else "", *command],
            env=environment,
            pass_fds=(LISTENING,) if listening else (),
            start_new_session=True,
        )
        self.ended = os.pidfd_open(self.process.pid)
        """Can be read once the command has ended."""

    def pass_on(self, number: int, _frame: FrameType | None) -> None:
        """A signal handler: hand the signal to the command."""
        self.process.send_signal(number)

    def finish(self) -> int:
        """Kill what the command left running, and return the exit code as a shell would.

        Only once it has ended. It is not yet reaped then, so its group is still its own.
        """
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        os.close(self.ended)
        return 128 - code if code < 0 else code
