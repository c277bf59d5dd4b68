"""Lets a process of its own speak version 3: pysnmp takes milliseconds an answer."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from importlib.util import find_spec

from monitord.simulator.agents import Visit
from monitord.simulator.responder import Responder
from monitord.simulator.snmp.notes import MOST_BYTES, Introduction, Question, Reply, write
from monitord.simulator.snmp.province import SnmpProvince, Station, reply
from monitord.simulator.snmp.subject import Subject

MOST_PENDING = 256
"""Requests that wait for the process; a busier agent stays silent."""


class HandOver:
    """The other process. It ends when the simulator does, for then its socket is at its end."""

    def __init__(self, responder: Responder, province: SnmpProvince, seed: int) -> None:
        """Start it and introduce the agents. Raises OSError."""
        self.responder = responder
        self.pending: dict[int, Visit] = {}
        self.number = 0
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        users = province.users
        words = [str(theirs.fileno()), str(province.library.start), str(seed), str(len(users))]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, "-m", "monitord.simulator.snmp.engines", *words],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        for device, station in users.items():
            self.socket.send(write(introduction(device, station)))
        self.socket.setblocking(False)  # noqa: FBT003 (positional only)
        responder.handlers[self.socket.fileno()] = self.serve
        province.hand_over = self.ask

    def ask(self, subject: Subject, visit: Visit, request: bytes) -> bool:
        """Hand a request over; False when the process is too busy, or gone."""
        if len(self.pending) >= MOST_PENDING:
            return False
        self.number += 1
        question = Question(self.number, subject.device, visit.at, visit.condition, request.hex())
        try:
            self.socket.send(write(question))
        except OSError:
            return False
        self.pending[self.number] = visit
        return True

    def serve(self) -> None:
        """Let an answer go home."""
        try:
            text = self.socket.recv(MOST_BYTES)
        except ConnectionResetError:  # it died over a question
            text = b""
        if not text:
            del self.responder.handlers[self.socket.fileno()]
            return
        heard = Reply.parse(text)
        visit = self.pending.pop(heard.number)
        answers = [reply(visit, bytes.fromhex(answer)) for answer in heard.answers]
        now = time.monotonic_ns()
        outcomes = self.responder.weather.come_back(visit, answers, now)
        self.responder.take(visit.packet, visit.arrived, now, outcomes)

    def close(self) -> None:
        """Hang up, at which the process ends."""
        self.socket.close()
        self.process.wait()


def cannot_encrypt(province: SnmpProvince) -> bool:
    """Whether agents will stay silent because pysnmp lacks what it encrypts with."""
    private = any(station.login and station.login.priv for station in province.users.values())
    return private and find_spec("cryptography") is None


def introduction(device: str, station: Station) -> Introduction:
    """What the process needs to know of an agent."""
    login = station.login
    return Introduction(
        device,
        station.subject.recordings,
        login.user if login else "",
        (login.auth[0], login.auth[1].hex()) if login and login.auth else None,
        (login.priv[0], login.priv[1].hex()) if login and login.priv else None,
    )
