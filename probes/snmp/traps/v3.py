"""The process for version 3: `python -m probes.snmp.traps.v3`, started by `process.V3Process`.

pysnmp takes milliseconds for a trap and is made of 300 modules: here it delays no probe, and a
message that breaks it breaks nothing else. It has no socket but the pair on its standard input,
through which also the secrets come, and ends when that does.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
import traceback
from types import TracebackType

from monitord.model.snmp import SnmpLogin
from probes.snmp.traps.frames import LARGEST, Kind, read_frame, read_login, write_frame
from probes.snmp.traps.usm import NotificationEngine

NICE = 10


def serve(pair: socket.socket) -> None:
    """Answer frames until the daemon closes its end."""
    logins: dict[int, SnmpLogin] = {}
    engines: dict[int, NotificationEngine] = {}
    while data := pair.recv(LARGEST):
        kind, number, ticket, content = read_frame(data)
        if kind is Kind.LOGIN:
            logins[number] = read_login(content)
            continue
        if number not in engines:
            engines[number] = NotificationEngine(logins[number], time.time())
        verdict = engines[number].receive(content, time.monotonic())
        for reply in verdict.replies:
            pair.send(write_frame(Kind.REPLY, number, ticket, reply))
        pair.send(write_frame(verdict.kind, number, ticket, verdict.content))


def where_only(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """Say what broke and where, but not the exception's words, which may quote a key."""
    print(f"v3 traps: {kind.__name__} at", file=sys.stderr)
    traceback.print_tb(trace)


def main() -> None:
    """Run with one end of a SOCK_SEQPACKET pair as standard input."""
    sys.excepthook = where_only
    for number in (signal.SIGINT, signal.SIGTERM):  # the daemon decides when we end
        signal.signal(number, signal.SIG_IGN)
    os.nice(NICE)
    with socket.socket(fileno=sys.stdin.fileno()) as pair:
        serve(pair)


if __name__ == "__main__":
    main()
