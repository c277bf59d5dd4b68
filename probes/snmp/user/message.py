"""The outside of a version 3 message, without a key (RFC 3412, section 6; RFC 3414, 2.4).

gufo_snmp writes and decrypts messages but neither checks who signed a reply nor tells why an agent
refuses one. Both stand in the part that is never encrypted, and are read here.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from probes.snmp.ber import (
    INTEGER,
    OCTETS,
    OID,
    SEQUENCE,
    PacketError,
    expect,
    header,
    read_integer,
    read_oid,
)
from probes.snmp.packet import PduType, read_bindings

V3, USM = 3, 3
AUTH_FLAG, PRIV_FLAG = 1, 2

DIGEST_SIZES: Mapping[str, int] = {
    "md5": 12,
    "sha1": 12,
    "sha224": 16,
    "sha256": 24,
    "sha384": 32,
    "sha512": 48,
}
"""Bytes of a signature by algorithm (RFC 3414, 6 and 7; RFC 7860, 4.2)."""
REPORTS: Mapping[str, str] = {
    "1.3.6.1.6.3.15.1.1.1.0": "unsupportedSecLevels",
    "1.3.6.1.6.3.15.1.1.2.0": "notInTimeWindows",
    "1.3.6.1.6.3.15.1.1.3.0": "unknownUserNames",
    "1.3.6.1.6.3.15.1.1.4.0": "unknownEngineIDs",
    "1.3.6.1.6.3.15.1.1.5.0": "wrongDigests",
    "1.3.6.1.6.3.15.1.1.6.0": "decryptionErrors",
    "1.3.6.1.6.3.11.2.1.1.0": "unknownSecurityModels",
    "1.3.6.1.6.3.11.2.1.2.0": "invalidMsgs",
    "1.3.6.1.6.3.11.2.1.3.0": "unknownPDUHandlers",
    "1.3.6.1.6.3.12.1.4.0": "unavailableContexts",
    "1.3.6.1.6.3.12.1.5.0": "unknownContexts",
}
"""What a Report names: the counter that the refused message has moved."""


@dataclass(frozen=True, slots=True, repr=False)
class UserMessage:
    """What can be read without a key. Its user is not kept."""

    data: bytes
    ident: int
    """Repeated from the request (msgID)."""
    flags: int
    engine_id: bytes
    engine_boots: int
    digest_at: int
    """Where the signature starts in `data`."""
    digest_size: int
    report: str | None
    """Why a message was refused, one of REPORTS or `other`; None when this is no Report."""
    plain: tuple[int, int] | None
    """Where the PDU stands in `data`; None when it is encrypted."""

    @classmethod
    def parse(cls, data: bytes) -> UserMessage:
        """Read a datagram, which is one whole message. Raises PacketError."""
        at, end = expect(SEQUENCE, data, 0, len(data))
        version, at = _integer(data, at, end)
        if version != V3 or end != len(data):
            raise PacketError("no message of version 3, or bytes after it")
        ident, flags, at = _global_data(data, at, end)
        start, at = expect(OCTETS, data, at, end)
        engine_id, boots, digest = _security(data, start, at)
        plain = None if flags & PRIV_FLAG else _scoped_pdu(data, at, end)
        report = _report(data, *plain) if plain else None
        size = digest[1] - digest[0]
        return cls(data, ident, flags, engine_id, boots, digest[0], size, report, plain)

    def signed_by(self, algorithm: str, key: bytes) -> bool:
        """Whether who sent it knows `key`, localised to the agent (RFC 3414, 6.3.2)."""
        size = DIGEST_SIZES[algorithm]
        if not self.flags & AUTH_FLAG or self.digest_size != size:
            return False
        at = self.digest_at
        blank = self.data[:at] + bytes(size) + self.data[at + size :]
        due = hmac.digest(key, blank, algorithm)[:size]
        return hmac.compare_digest(due, self.data[at : at + size])

    def check(self) -> None:
        """Read a plain PDU to its last binding. Raises PacketError."""
        if self.plain is not None:
            _, at, end = header(self.data, *self.plain)
            for _ in range(3):
                _, at = _integer(self.data, at, end)
            read_bindings(self.data, at, end)


def _integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    start, stop = expect(INTEGER, data, at, end)
    return read_integer(data[start:stop]), stop


def _global_data(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """What msgGlobalData has for id and flags, and where it ends."""
    at, stop = expect(SEQUENCE, data, at, end)
    ident, at = _integer(data, at, stop)
    _, at = _integer(data, at, stop)
    start, at = expect(OCTETS, data, at, stop)
    model, after = _integer(data, at, stop)
    if at - start != 1 or model != USM or after != stop:
        raise PacketError("no message of the user-based security model")
    return ident, data[start], stop


def _security(data: bytes, at: int, end: int) -> tuple[bytes, int, tuple[int, int]]:
    """Engine id, boots and where the signature stands, from UsmSecurityParameters."""
    at, end = expect(SEQUENCE, data, at, end)
    start, at = expect(OCTETS, data, at, end)
    engine_id = data[start:at]
    boots, at = _integer(data, at, end)
    _, at = _integer(data, at, end)
    _, at = expect(OCTETS, data, at, end)
    digest = expect(OCTETS, data, at, end)
    expect(OCTETS, data, digest[1], end)
    return engine_id, boots, digest


def _scoped_pdu(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Where the PDU of a plain ScopedPDU starts and ends."""
    at, end = expect(SEQUENCE, data, at, end)
    _, at = expect(OCTETS, data, at, end)
    _, at = expect(OCTETS, data, at, end)
    _, _, stop = header(data, at, end)
    return at, stop


def _report(data: bytes, at: int, end: int) -> str | None:
    """What a Report names; None when the PDU is another."""
    kind, at, end = header(data, at, end)
    if kind != PduType.REPORT:
        return None
    for _ in range(3):
        _, at = _integer(data, at, end)
    at, end = expect(SEQUENCE, data, at, end)
    at, end = expect(SEQUENCE, data, at, end)
    start, stop = expect(OID, data, at, end)
    return REPORTS.get(read_oid(data[start:stop]), "other")
