"""Whether the machine's clock is kept by somebody, and how well: adjtimex(2)."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

STA_UNSYNC = 0x0040
TIME_ERROR = 5


class Timeval(ctypes.Structure):
    """`struct timeval`."""

    _fields_ = (("seconds", ctypes.c_long), ("microseconds", ctypes.c_long))


class Timex(ctypes.Structure):
    """`struct timex`."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("constant", ctypes.c_long),
        ("precision", ctypes.c_long),
        ("tolerance", ctypes.c_long),
        ("time", Timeval),
        ("tick", ctypes.c_long),
        ("ppsfreq", ctypes.c_long),
        ("jitter", ctypes.c_long),
        ("shift", ctypes.c_int),
        ("stabil", ctypes.c_long),
        ("jitcnt", ctypes.c_long),
        ("calcnt", ctypes.c_long),
        ("errcnt", ctypes.c_long),
        ("stbcnt", ctypes.c_long),
        ("tai", ctypes.c_int),
        ("reserved", ctypes.c_int * 11),
    )


@dataclass(frozen=True, slots=True)
class Discipline:
    """What the kernel knows of its own clock."""

    synchronised: bool
    error: float | None
    """At most so many seconds off, as far as the kernel knows; None when nobody keeps it."""


UNKNOWN = Discipline(synchronised=False, error=None)


def discipline() -> Discipline:
    """Ask the kernel; a container that may not is told nothing, and then nor are we."""
    state, timex = read()
    return judge(state, timex.status, timex.maxerror)


def read() -> tuple[int, Timex]:
    """What adjtimex(2) returns, and what it tells; nothing is set."""
    timex = Timex()
    return ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex)), timex


def judge(state: int, status: int, maxerror: int) -> Discipline:
    """What adjtimex(2) returned, its status bits, and its greatest error in microseconds."""
    if state < 0 or state == TIME_ERROR or status & STA_UNSYNC:
        return UNKNOWN
    return Discipline(synchronised=True, error=maxerror / 1e6)
