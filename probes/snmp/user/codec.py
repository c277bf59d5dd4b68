"""Makes and reads encrypted messages with gufo_snmp, which wants a socket to do either.

So it gets one that leads back to us: its descriptor is made another of a pair of ours. What it
sends is a request, as bytes, and what we send it is a reply. The network is ours; gufo_snmp would
read any number of datagrams from it without asking who signed them, and give up at the first that
is garbage.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from gufo.snmp._fast import NoSuchInstance, SnmpAuthError, SnmpError, SnmpV3ClientSocket

from monitord.model.snmp import Outcome
from probes.snmp.user.keys import UserKeys

MOST = 4080
"""Bytes of a reply that gufo_snmp can take; it says so in each request (msgMaxSize)."""
NOWHERE = "127.0.0.1:9"
"""Where gufo_snmp believes that its socket leads; nothing is ever sent there."""

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
    """A pair of sockets: one end is ours, the other that of all codecs. Raises OSError.

    One for all, because nothing stays in it: each codec reads at once what was sent for it.
    """

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ours.settimeout(0)
        self.theirs.settimeout(0)

    def lead(self, descriptor: int) -> None:
        """Have a descriptor lead to us from now on. Raises OSError."""
        os.dup2(self.theirs.fileno(), descriptor, inheritable=False)

    def empty(self) -> None:
        """Throw away what a codec that failed may have left unread."""
        for end in (self.ours, self.theirs):
            with suppress(BlockingIOError):
                while True:
                    end.recv(MOST)

    def close(self) -> None:
        """Give the sockets back."""
        self.ours.close()
        self.theirs.close()


class UserCodec:
    """Requests to and replies from one agent: its engine id, boots and time are kept by it."""

    def __init__(self, relay: Relay) -> None:
        """Raises OSError."""
        self._relay = relay
        self._gufo = SnmpV3ClientSocket(NOWHERE, b"", "", 0, b"", 0, b"", 0, 0, 0, 0)
        relay.lead(self._gufo.get_fd())

    @property
    def engine_id(self) -> bytes:
        """The agent's; empty before its first reply."""
        found: bytes = self._gufo.get_engine_id()
        return found

    def log_in(self, keys: UserKeys, variant: int) -> None:
        """Speak as this user from now on."""
        self._gufo.set_keys(keys.user, *keys.variants[variant])

    def encode(self, send: Step) -> bytes:
        """A request. Raises OSError, or SnmpError for what gufo_snmp cannot write."""
        send(self._gufo)
        return self._relay.ours.recv(MOST)

    def decode(self, receive: Step, data: bytes) -> Reply | Failure:
        """What a reply says; MALFORMED also where its request id is not that of the request."""
        try:
            self._relay.ours.send(data)
            return receive(self._gufo)
        except SnmpAuthError:
            return UNAUTHORIZED  # or a Report, which the caller knows
        except NoSuchInstance:
            return ABSENT
        except StopAsyncIteration:
            return None
        except (SnmpError, OSError):  # BlockingIOError: gufo_snmp wants another in its place
            self._relay.empty()
            return MALFORMED
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # Rust's: no class that has a name here
                raise
            self._relay.empty()
            return MALFORMED
