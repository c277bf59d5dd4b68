"""Makes the province's network, inside a network namespace of its own.

Nothing here outlives the process: the namespace has no name, and the TUN device is not persistent.
"""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
from pathlib import Path

DEVICE = "province"
MTU = 9000
QUEUE = 10_000
"""Packets that wait in the kernel while the simulator is busy."""
MONITOR = ("192.0.2.1/32", "2001:db8::1/128")
"""The monitor's own addresses where it is not 127.0.0.1 (RFC 5737, RFC 3849)."""

TUN = "/dev/net/tun"
_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_INTERFACE_REQUEST = struct.Struct("16sH22x")

_SETTINGS = {
    "ipv4/conf/all/route_localnet": "1",
    f"ipv4/conf/{DEVICE}/route_localnet": "1",
    "ipv4/conf/all/rp_filter": "0",
    f"ipv4/conf/{DEVICE}/rp_filter": "0",
    "ipv4/ping_group_range": "0 0",
    f"ipv6/conf/{DEVICE}/addr_gen_mode": "1",
}
"""127.0.0.0/8 as addresses of a network, datagram ICMP for group 0, no chatter of the kernel."""

_COMMANDS = f"""
link set lo up
link set {DEVICE} up mtu {MTU} txqueuelen {QUEUE}
address add {MONITOR[0]} dev {DEVICE}
route del local 127.0.0.0/8 dev lo table local
route replace local 127.0.0.1 dev lo table local src 127.0.0.1
route add 127.0.0.0/8 dev {DEVICE} src 127.0.0.1
route add default dev {DEVICE}
"""
_COMMANDS_IPV6 = f"""
-6 address add {MONITOR[1]} dev {DEVICE} nodad
-6 route add default dev {DEVICE}
"""


class NetworkError(Exception):
    """The kernel refuses a part of the network; the message is its own."""


def make_network() -> int:
    """Make TUN device, routes and settings; return the device's non-blocking descriptor.

    From then on every packet to an address other than 127.0.0.1 and ::1 comes out of it.
    Raises NetworkError.
    """
    try:
        tun = os.open(TUN, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        request = _INTERFACE_REQUEST.pack(DEVICE.encode(), _IFF_TUN | _IFF_NO_PI)
        fcntl.ioctl(tun, _TUNSETIFF, request)
        for name, value in _SETTINGS.items():
            setting = Path("/proc/sys/net", name)
            if setting.exists():
                setting.write_text(value)
    except OSError as error:
        raise NetworkError(str(error)) from error
    ipv6 = Path("/proc/sys/net/ipv6").exists()
    for command in (_COMMANDS + (_COMMANDS_IPV6 if ipv6 else "")).split("\n"):
        if command:
            run_ip(command.split())
    return tun


def run_ip(arguments: list[str]) -> None:
    """Run `ip` of iproute2. Raises NetworkError."""
    try:
        done = subprocess.run(  # noqa: S603 (fixed words only)
            ["ip", *arguments],  # noqa: S607 (in /usr/sbin or /sbin, as the distribution has it)
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"},
        )
    except OSError as error:
        raise NetworkError(f"ip: {error}") from error
    if done.returncode:
        raise NetworkError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
