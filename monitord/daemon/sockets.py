"""Where the daemon listens: a socket of its own, or those that systemd opened for it."""

from __future__ import annotations

import errno
import os
import re
import socket
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from monitord.texts import texts

FIRST_INHERITED = 3
"""File descriptor of the first socket handed over (sd_listen_fds(3))."""

_SYNTAX = re.compile(r"(?:\[(?P<v6>[^\]]*)\]|(?P<host>[^:\[\]]*)):(?P<port>[0-9]{1,5})", re.ASCII)
_CODES = {
    errno.EADDRINUSE: "in-use",
    errno.EACCES: "forbidden",
    errno.EADDRNOTAVAIL: "not-here",
}


class ListenError(Exception):
    """The daemon cannot, or will not, listen there. Its text is English; `say` has both."""

    def __init__(self, code: str, listen: str, cause: str = "") -> None:
        self.code = code
        self.listen = listen
        self.cause = cause
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """What is wrong and what to do, in `vi` or `en`."""
        key = f"daemon.listen.{self.code}"
        return texts(language).say(key, listen=self.listen, cause=self.cause)


@dataclass(frozen=True, slots=True)
class Listen:
    """An address to listen on; `ip` None is every address of the machine. Port 0: any free."""

    ip: IPv4Address | IPv6Address | None
    port: int

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.ip is not None and self.ip.is_loopback

    def __str__(self) -> str:
        if self.ip is None:
            return f":{self.port}"
        return f"[{self.ip}]:{self.port}" if self.ip.version == 6 else f"{self.ip}:{self.port}"


def parse_listen(text: str) -> Listen:
    """`127.0.0.1:9779`, `[::1]:9779`, `localhost:9779`, or `:9779` for every address.

    Raises ListenError.
    """
    match = _SYNTAX.fullmatch(text)
    if match is None or (port := int(match["port"])) > 0xFFFF:
        raise ListenError("syntax", text)
    if match["host"] == "":
        return Listen(None, port)
    if match["host"] == "localhost":
        return Listen(IPv4Address("127.0.0.1"), port)
    try:
        ip = IPv4Address(match["host"]) if match["v6"] is None else IPv6Address(match["v6"])
    except ValueError:
        raise ListenError("syntax", text) from None
    return Listen(ip, port)


def listening(
    listen: str, *, open_to_all: bool, environ: MutableMapping[str, str], pid: int
) -> list[socket.socket]:
    """The sockets to serve: those inherited, else one opened on `listen`.

    Raises ListenError; beyond loopback also when `open_to_all` is not set.
    """
    address = parse_listen(listen)
    found = inherited(environ, pid) or [open_socket(address, open_to_all=open_to_all)]
    for sock in found:
        if not (open_to_all or is_near(sock)):
            raise ListenError("exposed", "{}:{}".format(*sock.getsockname()[:2]))
    return found


def is_near(sock: socket.socket) -> bool:
    """Whether only this machine can reach a listening socket."""
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return True
    return ip_address(sock.getsockname()[0]).is_loopback


def open_socket(listen: Listen, *, open_to_all: bool) -> socket.socket:
    """A listening TCP socket. Raises ListenError; see `listening`."""
    if not (listen.loopback or open_to_all):
        raise ListenError("exposed", str(listen))
    everywhere = listen.ip is None and socket.has_dualstack_ipv6()
    v6 = everywhere or (listen.ip is not None and listen.ip.version == 6)
    try:
        return socket.create_server(
            ("" if listen.ip is None else str(listen.ip), listen.port),
            family=socket.AF_INET6 if v6 else socket.AF_INET,
            dualstack_ipv6=everywhere,
        )
    except OSError as error:
        code = _CODES.get(error.errno or 0, "failed")
        raise ListenError(code, str(listen), os.strerror(error.errno or 0)) from error


def inherited(environ: MutableMapping[str, str], pid: int) -> list[socket.socket]:
    """The sockets handed over to process `pid` as sd_listen_fds(3) says; empty when none.

    Takes the variables out of `environ` and closes the sockets to programs started later, so
    that no child takes them for its own. Raises ListenError.
    """
    meant_for = environ.pop("LISTEN_PID", "")
    count = environ.pop("LISTEN_FDS", "")
    environ.pop("LISTEN_FDNAMES", None)
    if meant_for != str(pid):
        return []
    if not (count.isascii() and count.isdigit()):
        raise ListenError("inherited", "LISTEN_FDS", repr(count))
    return [_adopt(fd) for fd in range(FIRST_INHERITED, FIRST_INHERITED + int(count))]


def _adopt(fd: int) -> socket.socket:
    try:
        os.set_inheritable(fd, False)  # noqa: FBT003 - the standard library's own signature
        adopted = socket.socket(fileno=fd)
    except OSError as error:
        raise ListenError("inherited", f"fd {fd}", os.strerror(error.errno or 0)) from error
    if not adopted.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        adopted.detach()
        raise ListenError("inherited", f"fd {fd}", os.strerror(errno.EINVAL))
    return adopted


def names(sockets: Iterable[socket.socket]) -> str:
    """Where they listen, for the log."""
    return " ".join("{}:{}".format(*sock.getsockname()[:2]) for sock in sockets)
