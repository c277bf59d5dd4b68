"""Agents for a daemon that is measured alone: one socket answers SNMP for all of 127.0.0.0/8.

`python -m benchmarks.agents PORT COMMUNITY` answers until it is ended, as a simulated router would.
The kernel says to which address a request came (IP_PKTINFO), and takes the answer's source from it.
"""

from __future__ import annotations

import socket
import struct
import sys
import time

from monitord.simulator.snmp.answer import answer
from monitord.simulator.snmp.condition import Condition
from monitord.simulator.snmp.library import Library
from monitord.simulator.snmp.subject import Subject, subject
from probes.snmp.packet import Message, PacketError

IP_PKTINFO = 8
"""Of <linux/in.h>; Python's `socket` does not have it."""
PKTINFO = struct.Struct("=i4s4s")
"""Interface, local address, destination (ip(7))."""
MOST_BYTES = 1 << 14
BUFFER = 1 << 22
PLAYED = ("router",)


def serve(port: int, community: bytes) -> None:
    """Answer for ever."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    sock.bind(("", port))
    library, usual = Library(time.monotonic_ns()), Condition()
    subjects: dict[str, Subject] = {}
    while True:
        data, ancillary, _, source = sock.recvmsg(MOST_BYTES, 64)
        try:
            message = Message.parse(data)
        except PacketError:
            continue
        if message.community != community or not ancillary:
            continue
        _, _, asked = PKTINFO.unpack(ancillary[0][2])
        device = socket.inet_ntoa(asked)
        if device not in subjects:
            subjects[device] = subject(device, PLAYED, 0)
        found = library.look_up(subjects[device], usual, time.monotonic_ns())
        reply = answer(message, *found)
        if reply is not None:
            info = (socket.IPPROTO_IP, IP_PKTINFO, PKTINFO.pack(0, asked, bytes(4)))
            sock.sendmsg([reply], [info], 0, source)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2].encode())
