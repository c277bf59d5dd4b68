"""How an agent answers a request of version 1 or 2c (RFC 1157, 4.1; RFC 3416, 4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from monitord.simulator.recorded import COUNTER64
from monitord.simulator.snmp.mib import Mib, Played
from probes.snmp.ber import OCTETS, OID, SEQUENCE, tlv, write_integer, write_oid
from probes.snmp.packet import V1, Message, Pdu, PduType, Tag

MOST_BYTES = 1472
"""The largest answer: what fits an Ethernet frame."""
MOST_REPETITIONS = 100
TOO_BIG, NO_SUCH_NAME, NOT_WRITABLE = 1, 2, 17
"""error-status (RFC 3416, 3)."""
HEAD = 60
"""Bytes of a message around community and bindings, at most."""


class NoSuchNameError(Exception):
    """Version 1 asks for what is not there: the binding of this index, from 1."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


def answer(message: Message, mib: Mib, played: Played) -> bytes | None:
    """The datagram that answers `message`; None for what this version has no answer to."""
    pdu, version = message.pdu, message.version
    if not isinstance(pdu, Pdu):
        return None
    if pdu.type is PduType.SET:
        return failure(message, pdu, NO_SUCH_NAME if version == V1 else NOT_WRITABLE, 1)
    if pdu.type not in REQUESTS or (version == V1 and pdu.type is PduType.GET_BULK):
        return None
    most = MOST_BYTES - HEAD - len(message.community)
    try:
        bindings = REQUESTS[pdu.type](version, pdu, mib, played, most)
    except NoSuchNameError as missing:
        return failure(message, pdu, NO_SUCH_NAME, missing.index)
    if sum(map(len, bindings)) > most:
        return failure(message, pdu, TOO_BIG, 0)
    return success(message, pdu, bindings)


def failure(message: Message, pdu: Pdu, status: int, index: int) -> bytes:
    """The bindings back as they were, none in a version 2 tooBig (RFC 3416, 4.2.1)."""
    asked = () if status == TOO_BIG and message.version != V1 else pdu.bindings
    back = Pdu(PduType.RESPONSE, pdu.request_id, status, index, asked)
    return bytes(Message(message.version, message.community, back))


def success(message: Message, pdu: Pdu, bindings: Sequence[bytes]) -> bytes:
    """The datagram around bindings that are written already."""
    head = write_integer(pdu.request_id) + write_integer(0) + write_integer(0)
    body = tlv(PduType.RESPONSE, head + tlv(SEQUENCE, b"".join(bindings)))
    return tlv(SEQUENCE, write_integer(message.version) + tlv(OCTETS, message.community) + body)


def get(version: int, pdu: Pdu, mib: Mib, played: Played, _most: int) -> list[bytes]:
    """The instances asked for."""
    return [
        _instance(version, index, binding.oid, mib, played)
        for index, binding in enumerate(pdu.bindings, start=1)
    ]


def get_next(version: int, pdu: Pdu, mib: Mib, played: Played, _most: int) -> list[bytes]:
    """The instances behind those asked for."""
    return [
        _successor(version, index, binding.oid, mib, played)
        for index, binding in enumerate(pdu.bindings, start=1)
    ]


def get_bulk(version: int, pdu: Pdu, mib: Mib, played: Played, most: int) -> list[bytes]:
    """Many steps of GETNEXT, as many as fit (RFC 3416, 4.2.3). Version 1 has no such request."""
    found: list[bytes] = []
    for binding in _bulk(version, pdu, mib, played):
        most -= len(binding)
        if most < 0:
            break
        found.append(binding)
    return found


REQUESTS: Mapping[PduType, Callable[[int, Pdu, Mib, Played, int], list[bytes]]] = MappingProxyType(
    {
        PduType.GET: get,
        PduType.GET_NEXT: get_next,
        PduType.GET_BULK: get_bulk,
    }
)


def _bulk(version: int, pdu: Pdu, mib: Mib, played: Played) -> Iterator[bytes]:
    once = max(0, pdu.non_repeaters)
    for index, binding in enumerate(pdu.bindings[:once], start=1):
        yield _successor(version, index, binding.oid, mib, played)
    places = [mib.after(binding.oid) for binding in pdu.bindings[once:]]
    names = [binding.oid for binding in pdu.bindings[once:]]
    for _ in range(min(pdu.max_repetitions, MOST_REPETITIONS)):
        ended = all(place is None for place in places)
        for column, place in enumerate(places):
            if place is None:
                yield _exception(names[column], Tag.END_OF_MIB_VIEW)
                continue
            yield mib.binding(place, played)
            names[column] = mib.lines[place].oid
            places[column] = place + 1 if place + 1 < len(mib.lines) else None
        if ended:
            return


def _instance(version: int, index: int, oid: str, mib: Mib, played: Played) -> bytes:
    place = mib.find(oid)
    if version == V1 and (place is None or mib.lines[place].tag == COUNTER64):
        raise NoSuchNameError(index)
    if place is None:
        known = mib.knows(oid)
        return _exception(oid, Tag.NO_SUCH_INSTANCE if known else Tag.NO_SUCH_OBJECT)
    return mib.binding(place, played)


def _successor(version: int, index: int, oid: str, mib: Mib, played: Played) -> bytes:
    place = mib.after(oid, counters64=version != V1)
    if place is not None:
        return mib.binding(place, played)
    if version == V1:
        raise NoSuchNameError(index)
    return _exception(oid, Tag.END_OF_MIB_VIEW)


def _exception(oid: str, tag: Tag) -> bytes:
    return tlv(SEQUENCE, tlv(OID, write_oid(oid)) + bytes((tag, 0)))
