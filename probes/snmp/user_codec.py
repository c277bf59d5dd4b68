"""Makes and reads encrypted messages with gufo_snmp, which wants a socket to do either.

So it gets one that leads back to us, over loopback: what it sends is a request, as bytes, and what
we send it is a reply. The network is ours; gufo_snmp would read any number of datagrams from it
without asking who signed them, and give up at the first that is garbage.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from gufo.snmp._fast import NoSuchInstance, SnmpAuthError, SnmpError, SnmpV3ClientSocket

from monitord.model.snmp import Outcome
from probes.snmp.user_keys import UserKeys

MOST = 4080
"""Bytes of a reply that gufo_snmp can take; it says so in each request (msgMaxSize)."""
PATIENCE = 50
"""Milliseconds that loopback may take; it takes none unless the kernel is very busy."""

Reply: TypeAlias = Any
"""What gufo_snmp makes of a reply; None where it has nothing to say."""
Step: TypeAlias = Callable[[SnmpV3ClientSocket], Reply]
"""Sends a request, or receives its reply."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request brought nothing."""

    outcome: Outcome
    error: str = ""
    """The protocol's own word, see `SnmpAnswer.error`."""


ABSENT = Failure(Outcome.NO_OBJECT)
MALFORMED = Failure(Outcome.MALFORMED)
UNAUTHORIZED = Failure(Outcome.ERROR_STATUS, "authorizationError")


class Relay:
    """Our end of every codec's socket. Raises OSError where there is no loopback."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(0)
        self.socket.bind(("127.0.0.1", 0))
        self.endpoint = "{}:{}".format(*self.socket.getsockname())
        self.filled = select.poll()
        self.filled.register(self.socket, select.POLLIN)

    def close(self) -> None:
        """Give the socket back."""
        self.socket.close()


class UserCodec:
    """Requests to and replies from one agent: its engine id, boots and time are kept by it."""

    def __init__(self, relay: Relay) -> None:
        """Raises OSError."""
        self._relay = relay.socket
        self._sent = relay.filled
        self._gufo = SnmpV3ClientSocket(relay.endpoint, b"", "", 0, b"", 0, b"", 0, 0, 0, 0)
        self._arrived = select.poll()
        self._arrived.register(self._gufo.get_fd(), select.POLLIN)
        with socket.socket(fileno=os.dup(self._gufo.get_fd())) as end:
            self._end = end.getsockname()

    @property
    def engine_id(self) -> bytes:
        """The agent's; empty before its first reply."""
        found: bytes = self._gufo.get_engine_id()
        return found

    def log_in(self, keys: UserKeys, variant: int) -> None:
        """Speak as this user from now on."""
        self._gufo.set_keys(keys.user, *keys.variants[variant])

    def encode(self, send: Step) -> bytes:
        """A request. Raises OSError."""
        send(self._gufo)
        while True:
            try:
                data, source = self._relay.recvfrom(MOST)
            except BlockingIOError:
                if not self._sent.poll(PATIENCE):
                    raise
                continue
            if source == self._end:
                return data

    def decode(self, receive: Step, data: bytes) -> Reply | Failure:
        """What a reply says; MALFORMED also where its request id is not that of the request."""
        try:
            self._relay.sendto(data, self._end)
            self._arrived.poll(PATIENCE)
            return receive(self._gufo)
        except SnmpAuthError:
            return UNAUTHORIZED  # or a Report, which the caller knows
        except NoSuchInstance:
            return ABSENT
        except StopAsyncIteration:
            return None
        except (SnmpError, OSError):  # BlockingIOError: gufo_snmp wants another in its place
            return MALFORMED
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # Rust's: no class that has a name here
                raise
            return MALFORMED
