"""For the daemon's children that reckon: they let it go first, and do not outlive it."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from signal import SIGKILL

NICE = 10
"""Probes go before figures and reports."""
PR_SET_PDEATHSIG = 1
"""linux/prctl.h: the signal that comes when the parent has ended, be it by kill -9."""


def attend() -> None:
    """Be nice, and end with whoever started this process.

    What half a report leaves behind the next one clears away, and locks go with the process. Where
    a sandbox lets no priority be changed it works all the same.
    """
    with suppress(PermissionError):
        os.nice(NICE)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
