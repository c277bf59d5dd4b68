"""Whether what HTTP is to be like leaves the doors open, and what is wrong with its certificate."""

from __future__ import annotations

import asyncio
import logging

from exporters.web.tls import Certificates, TlsError
from monitord.daemon.sockets import parse_listen
from monitord.model.settings import DaemonSettings
from monitord.texts import texts

log = logging.getLogger("web")


def may_be_open(settings: DaemonSettings) -> bool:
    """Whether other machines may connect: encrypted and with users, or because it is wished."""
    return settings.insecure_listen or (settings.tls is not None and bool(settings.users))


def opens_doors(settings: DaemonSettings) -> bool:
    """Whether these settings alone would have other machines come in unasked and unencrypted.

    Raises ListenError.
    """
    return not (may_be_open(settings) or parse_listen(settings.listen).loopback)


def say_tls(error: TlsError, language: str) -> str:
    """What is wrong and what to do, in `vi` or `en`."""
    return texts(language).say(f"daemon.tls.{error.code}", file=error.file, why=error.why)


async def refusal(
    settings: DaemonSettings, certificates: Certificates | None, *, near: bool, language: str
) -> str | None:
    """Why the daemon does not go on with these settings; None: the certificate is renewed.

    `near`: only this machine can connect.
    """
    if not (near or may_be_open(settings)):
        return texts(language).say("daemon.listen.exposed", listen=settings.listen)
    if certificates is None or settings.tls is None:
        return None
    try:
        await asyncio.to_thread(certificates.renew, settings.tls)
    except TlsError as error:
        return say_tls(error, language)
    return None
