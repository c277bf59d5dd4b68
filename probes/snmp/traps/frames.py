"""What the daemon and its process for version 3 say to each other.

A frame is one message of a SOCK_SEQPACKET pair. The daemon first sends a LOGIN for each credential,
then DATAGRAMs; each is answered by any number of REPLYs and exactly one of TOLD, SILENT, FAILED.
"""

from __future__ import annotations

import json
import struct
from enum import IntEnum
from typing import TypeAlias

from monitord.model.snmp import SnmpLogin

HEAD = struct.Struct("!BHI")
"""Kind, number of the login, ticket of the datagram."""
LARGEST = HEAD.size + 65_535


class Kind(IntEnum):
    """What a frame is."""

    LOGIN = 1
    """A credential, secrets and all: they travel only here."""
    DATAGRAM = 2
    REPLY = 3
    """Bytes to send to whoever sent the datagram."""
    TOLD = 4
    """The notification as a v2c message without a community: decrypted, authenticated."""
    SILENT = 5
    """Nothing to tell: a sender looked for our engine or our time, or was answered by a report."""
    FAILED = 6
    """Why not, as a key of `trap.KINDS`."""


Frame: TypeAlias = tuple[Kind, int, int, bytes]
"""Kind, number of the login, ticket, content."""


def write_frame(kind: Kind, login: int, ticket: int, content: bytes = b"") -> bytes:
    """One message of the pair."""
    return HEAD.pack(kind, login, ticket) + content


def read_frame(data: bytes) -> Frame:
    """Take a message apart. Raises ValueError for bytes that are none."""
    if len(data) < HEAD.size:
        raise ValueError("a frame shorter than its head")
    kind, login, ticket = HEAD.unpack_from(data)
    return Kind(kind), login, ticket, data[HEAD.size :]


def write_login(login: SnmpLogin) -> bytes:
    """The content of a LOGIN."""
    auth = login.auth and (login.auth[0], login.auth[1].hex())
    priv = login.priv and (login.priv[0], login.priv[1].hex())
    return json.dumps([login.credential, login.user, auth, priv]).encode()


def read_login(content: bytes) -> SnmpLogin:
    """A credential of version 3."""
    credential, user, auth, priv = json.loads(content)
    return SnmpLogin(
        credential,
        "3",
        user=user,
        auth=auth and (auth[0], bytes.fromhex(auth[1])),
        priv=priv and (priv[0], bytes.fromhex(priv[1])),
    )
