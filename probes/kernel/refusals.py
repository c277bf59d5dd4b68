"""ICMP errors about datagrams of ours, as the error queue of a socket tells them (ip(7)).

With IP_RECVERR the kernel keeps each together with where that datagram had been sent and what of
it the error quotes; local errors (the send itself has failed) stand in the same queue.
"""

from __future__ import annotations

import socket
import struct

from monitord.model.echo import Family, IcmpError
from probes.kernel.options import IP_RECVERR, IPV6_RECVERR

ORIGIN_ICMP = {2, 3}
"""`ee_origin` of errors that an ICMP or ICMPv6 message brought; 1 is a local error."""
EXTENDED_ERROR = struct.Struct("=IBBBxII")
REFUSING = frozenset(
    {
        "net-unreachable",
        "host-unreachable",
        "protocol-unreachable",
        "port-unreachable",
        "admin-prohibited",
        "time-exceeded",
    }
)
"""The words that say that no answer will come. The others ask for something else: smaller
datagrams, another route."""


def ask_for_errors(sock: socket.socket, family: Family) -> None:
    """Let the kernel keep them for this socket."""
    if family == "ipv4":
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)


def is_error(level: int, option: int) -> bool:
    """Whether a control message is a `struct sock_extended_err`."""
    return (level, option) in {
        (socket.IPPROTO_IP, IP_RECVERR),
        (socket.IPPROTO_IPV6, IPV6_RECVERR),
    }


def icmp_error(family: Family, value: bytes) -> IcmpError | None:
    """The error in a `struct sock_extended_err`; None when no ICMP message brought it."""
    _, origin, kind, code, _, _ = EXTENDED_ERROR.unpack_from(value)
    if origin not in ORIGIN_ICMP:
        return None
    at = EXTENDED_ERROR.size  # the address of who sent it stands behind
    if family == "ipv4":
        offender = socket.inet_ntop(socket.AF_INET, value[at + 4 : at + 8])
    else:
        offender = socket.inet_ntop(socket.AF_INET6, value[at + 8 : at + 24])
    return IcmpError(error_kind(family, kind, code), offender, kind, code)


def refusal(family: Family, value: bytes) -> IcmpError | None:
    """The same, if it says that no answer will come."""
    error = icmp_error(family, value)
    return error if error is not None and error.kind in REFUSING else None


def error_kind(family: Family, kind: int, code: int) -> str:
    """The word for an ICMP error's type and code; each has a text `icmp-error.<word>`."""
    by_code = ERROR_KINDS[family].get(kind, {})
    return by_code.get(code, by_code.get(None, "other"))


ERROR_KINDS: dict[Family, dict[int, dict[int | None, str]]] = {
    "ipv4": {  # RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1
        3: {
            None: "unreachable",
            0: "net-unreachable",
            1: "host-unreachable",
            2: "protocol-unreachable",
            3: "port-unreachable",
            4: "too-big",
            5: "unreachable",
            6: "net-unreachable",
            7: "host-unreachable",
            8: "host-unreachable",
            9: "admin-prohibited",
            10: "admin-prohibited",
            11: "net-unreachable",
            12: "host-unreachable",
            13: "admin-prohibited",
            14: "admin-prohibited",
            15: "admin-prohibited",
        },
        4: {None: "source-quench"},
        5: {None: "redirect"},
        11: {None: "time-exceeded", 1: "reassembly-time-exceeded"},
        12: {None: "parameter-problem"},
    },
    "ipv6": {  # RFC 4443 §3
        1: {
            None: "unreachable",
            0: "net-unreachable",
            1: "admin-prohibited",
            2: "net-unreachable",
            3: "host-unreachable",
            4: "port-unreachable",
            5: "admin-prohibited",
            6: "net-unreachable",
        },
        2: {None: "too-big"},
        3: {None: "time-exceeded", 1: "reassembly-time-exceeded"},
        4: {None: "parameter-problem"},
    },
}
"""By family, type and code; None is any other code."""
