"""What `monitord run` does: load, open, serve; and say clearly why not."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from socket import socket
from typing import Any

from exporters.web.tls import Certificates, TlsError
from monitord.daemon.daemon import Daemon
from monitord.daemon.descriptors import make_room
from monitord.daemon.doors import may_be_open, say_tls
from monitord.daemon.loading import Loaded, Refused, load_aside
from monitord.daemon.logs import LogFormat, configure
from monitord.daemon.settings import overrule, own_modules
from monitord.daemon.sockets import ListenError, listening
from monitord.store.store import usable_url
from monitord.texts import texts
from probes.icmp import IcmpUnavailableError

FINE, WRONG_INPUT = 0, 2


def run(
    path: Path,
    overrides: Mapping[str, Any],
    log_format: LogFormat,
    log_level: str,
    *,
    language: str,
) -> int:
    """Run the daemon on the inventory at `path` until a signal; the exit code.

    `overrides` are `DaemonSettings` given by flag or environment. What keeps it from starting is
    told on standard error in `language`.
    """
    configure(log_format, log_level)
    make_room()
    loaded = asyncio.run(load_aside(path, language, own_modules(overrides)))
    if isinstance(loaded, Refused):
        return _refuse(*loaded.problems)
    settings = overrule(loaded.inventory.daemon, overrides)
    if not usable_url(settings.database):
        return _refuse(texts(language).say("daemon.database", kind=settings.database.split(":")[0]))
    try:
        certificates = Certificates(settings.tls) if settings.tls else None
        sockets = listening(
            settings.listen, open_to_all=may_be_open(settings), environ=os.environ, pid=os.getpid()
        )
    except ListenError as error:
        return _refuse(error.say(language))
    except TlsError as error:
        return _refuse(say_tls(error, language))
    try:
        asyncio.run(_serve(path, loaded, overrides, sockets, certificates))
    except IcmpUnavailableError as error:
        return _refuse(texts(language).say(error.key))
    return FINE


async def _serve(
    path: Path,
    loaded: Loaded,
    overrides: Mapping[str, Any],
    sockets: Sequence[socket],
    certificates: Certificates | None,
) -> None:
    await Daemon(path, loaded, overrides, certificates).run(sockets)


def _refuse(*reasons: str) -> int:
    print(*reasons, sep="\n", file=sys.stderr)
    return WRONG_INPUT
