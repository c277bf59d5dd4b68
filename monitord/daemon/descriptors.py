"""Room for file descriptors: a socket for each agent of version 3, and for each connection."""

from __future__ import annotations

import resource
from contextlib import suppress


def make_room() -> None:
    """Raise the soft limit of open files to the hard one, which needs no right.

    The soft one is 1,024 by custom only, for programs that use select(2).
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # more than the kernel has: it stays as it is
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
