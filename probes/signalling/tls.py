"""TLS over a connection, and until when its certificate is valid.

Chains are not verified: codecs and MCUs have certificates that they signed themselves. Old versions
and short keys are taken too, for such devices do their calls with them. What is asked is whether
encryption comes about, and nothing secret is sent over it.
"""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from cryptography import x509

from probes.signalling.connection import CHUNK, Connection

T = TypeVar("T")

LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT, which Python names from 3.12 on."""


def make_context() -> ssl.SSLContext:
    """For all connections: one is slow to make."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options |= LEGACY_SERVER_CONNECT
    return context


class TlsError(Exception):
    """Encryption does not come about, or breaks. Its text is the system's own words."""


class TlsConnection:
    """An encrypted connection over another one."""

    def __init__(self, under: Connection, context: ssl.SSLContext, name: str) -> None:
        """`name`: the host name that is asked for (RFC 6066, 3); empty for an address."""
        self._under = under
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=name or None)

    async def handshake(self) -> None:
        """Agree on keys. Raises TlsError, also when the device hangs up; FloodError."""
        try:
            await self._through(self._tls.do_handshake)
        except ssl.SSLError as error:
            raise TlsError(words(error)) from None
        except ConnectionError as error:
            raise TlsError(error.strerror) from None

    async def send(self, data: bytes) -> None:
        """Send everything. Raises OSError."""
        self._tls.write(data)
        await self._flush()

    async def receive(self) -> bytes:
        """What has arrived; nothing at the end. Raises TlsError, OSError, FloodError."""
        try:
            return await self._through(partial(self._tls.read, CHUNK))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""
        except ssl.SSLError as error:
            raise TlsError(words(error)) from None

    def bid_farewell(self) -> None:
        """Tell the device that nothing more comes, without waiting for what it says to that."""
        with suppress(ssl.SSLError):
            self._tls.unwrap()
        self._under.offer(self._out.read())

    @property
    def certificate_until(self) -> float | None:
        """Unix seconds until which the device's certificate is valid; None when unreadable."""
        return valid_until(self._tls.getpeercert(binary_form=True) or b"")

    async def _through(self, step: Callable[[], T]) -> T:
        """Do something that may want to hear more first."""
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                await self._flush()
                if data := await self._under.receive():
                    self._in.write(data)
                else:
                    self._in.write_eof()
            except ssl.SSLError:
                self._under.offer(self._out.read())  # the alert that tells the device why
                raise
            else:
                await self._flush()
                return done

    async def _flush(self) -> None:
        """Send what TLS has to say."""
        if data := self._out.read():
            await self._under.send(data)


def words(error: ssl.SSLError) -> str:
    """OpenSSL's own: `WRONG_VERSION_NUMBER`."""
    return error.reason or error.strerror or str(error)


def valid_until(der: bytes) -> float | None:
    """When a certificate (RFC 5280, 4.1) ends, Unix seconds; None when it cannot be read."""
    try:
        with warnings.catch_warnings():  # about oddities of devices' certificates, at each look
            warnings.simplefilter("ignore")
            return x509.load_der_x509_certificate(der).not_valid_after_utc.timestamp()
    except (ValueError, x509.InvalidVersion):
        return None
