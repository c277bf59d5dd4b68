"""How the simulator gets into a network namespace, or does without one.

The process that the user started becomes, by exec, util-linux's `unshare` and then the simulator:
it keeps its id, its descriptors and its signals, and there is nothing to clean up after it.
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from errno import EACCES, ENOENT
from ipaddress import ip_address, ip_network
from pathlib import Path

from monitord.model.inventory import Inventory
from monitord.simulator.child import LISTENING, without_sockets
from monitord.simulator.network import TUN
from monitord.simulator.orders import Orders

LOOPBACK = ip_network("127.0.0.0/8")
_PROBE = (
    "PATH=$PATH:/usr/sbin:/sbin && ip tuntap add dev province mode tun"
    " && echo 1 > /proc/sys/net/ipv4/conf/province/route_localnet"
)
"""Everything that can be refused; what it makes goes with the namespace that it is tried in."""


class UnavailableError(Exception):
    """This machine does not let us have a network of our own; the message is the system's."""


def unshare() -> tuple[str, ...]:
    """The command that enters a new network namespace, with rights over it."""
    mine = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    return ("unshare", *mine, "--net", "--")


def probe() -> None:
    """Try whether a network of our own can be had. Raises UnavailableError."""
    if not os.access(TUN, os.R_OK | os.W_OK):
        raise UnavailableError(f"{TUN}: {os.strerror(EACCES if Path(TUN).exists() else ENOENT)}")
    try:
        done = subprocess.run(  # noqa: S603 (fixed words only)
            [*unshare(), "sh", "-c", _PROBE], capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise UnavailableError(str(error)) from error
    if done.returncode:
        raise UnavailableError(done.stderr.strip())


def enter(orders: Orders, listener: socket.socket | None) -> None:
    """Become the simulator inside a new namespace. Does not return."""
    if orders.control is not None:
        control = fcntl.fcntl(orders.control, fcntl.F_DUPFD, LISTENING + 1)
        os.set_inheritable(control, True)  # noqa: FBT003 (positional only)
        orders = replace(orders, control=control)
    inherit(listener)
    inner = (sys.executable, "-m", "monitord.simulator", str(orders))
    os.execvp("unshare", (*unshare(), *inner))  # noqa: S606, S607 (as the distribution has it)


def go_without(command: Sequence[str], listener: socket.socket | None) -> None:
    """Become the command, on this machine's own loopback. Does not return. Raises OSError."""
    inherit(listener)
    environment = without_sockets(os.environ)
    if listener is not None:
        environment |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
    os.execvpe(command[0], tuple(command), environment)  # noqa: S606 (what the user asked to run)


def inherit(listener: socket.socket | None) -> None:
    """Make `listener` descriptor 3, as systemd's socket activation has it."""
    if listener is not None:
        os.dup2(listener.fileno(), LISTENING)
        os.set_inheritable(LISTENING, True)  # noqa: FBT003 (positional only)


def strangers(inventory: Inventory) -> list[str]:
    """The addresses that plain loopback cannot stand in for."""
    addresses = (device.address for device in inventory.devices.values())
    witnesses = inventory.daemon.witnesses
    return [address for address in (*addresses, *witnesses) if not is_loopback(address)]


def is_loopback(address: str) -> bool:
    """Whether the kernel answers for `address` on plain loopback."""
    try:
        return ip_address(address) in LOOPBACK
    except ValueError:
        return False
