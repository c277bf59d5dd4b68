"""Changes the weather while it lasts: one JSON record per message, each answered by one.

`{"subtree": "h-1", "fault": {"dark": true}}` lets a fault befall a target from the instant `at` of
the answer, CLOCK_MONOTONIC nanoseconds; an empty fault ends it. The bare word `clear` ends them
all, `flush` brings the packet log into its file. When the other end is
closed, the command is told to end.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable

from monitord.simulator.reading import InvalidScenarioError
from monitord.simulator.responder import Responder
from monitord.simulator.scenario import parse_command

MOST_BYTES = 1 << 16


class Control:
    """One end of a SOCK_SEQPACKET pair, whose other end has whoever started the simulator."""

    def __init__(self, descriptor: int, responder: Responder, hang_up: Callable[[], None]) -> None:
        """`hang_up` is called once, when the other end is gone."""
        self.socket = socket.socket(fileno=descriptor)
        self.responder = responder
        self.hang_up = hang_up
        responder.handlers[descriptor] = self.serve

    def tell(self, **facts: object) -> None:
        """Send one record."""
        self.socket.send(json.dumps(facts).encode())

    def serve(self) -> None:
        """Carry out one command and answer it."""
        try:
            text = self.socket.recv(MOST_BYTES).decode()
        except ConnectionResetError:  # it has not read every answer
            text = ""
        if not text:
            del self.responder.handlers[self.socket.fileno()]
            self.socket.close()
            self.hang_up()
            return
        now = time.monotonic_ns()
        try:
            self._carry_out(text, now)
        except InvalidScenarioError as error:
            self.tell(error=str(error))
        else:
            self.tell(at=now)

    def _carry_out(self, text: str, now: int) -> None:
        weather, log = self.responder.weather, self.responder.log
        if text == "clear":
            weather.clear()
        elif text == "flush":
            if log is not None:
                log.flush()
        else:
            target, fault = parse_command(text, weather.terrain.inventory)
            weather.command(target, fault, now)
            if fault is not None:
                self.responder.began(target, fault, now)
