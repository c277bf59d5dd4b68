"""SIP over TCP and TLS, and the knock at an H.323 port: a connection for each question."""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import dataclass, field

from monitord.model.signalling import SignalAnswer, SignalOutcome
from probes.signalling.connection import (
    CLOSED,
    RESET,
    Connection,
    Duplex,
    FloodError,
    RefusedError,
    connected,
)
from probes.signalling.message import Head, MessageError, Response
from probes.signalling.options import Options
from probes.signalling.question import H323Target, SipTarget, answered, unmeasured
from probes.signalling.reader import StreamReader
from probes.signalling.tls import TlsConnection, TlsError


async def knock(target: H323Target, limit: asyncio.Timeout) -> SignalAnswer:
    """Connect and hang up; nothing is sent, so no call is set up (ITU-T H.225.0)."""
    started = time.monotonic_ns()
    outcome, error = SignalOutcome.OK, ""
    try:
        async with limit, connected(target.address):
            pass
    except TimeoutError:
        outcome = SignalOutcome.TIMEOUT
    except RefusedError as refused:
        outcome, error = SignalOutcome.REFUSED, str(refused)
    except OSError as failed:
        return unmeasured(started, failed)
    return SignalAnswer(outcome, started, time.monotonic_ns(), error=error)


@dataclass(slots=True)
class Talk:
    """One question over a connection, and what has come of it so far."""

    target: SipTarget
    context: ssl.SSLContext
    strays: dict[str, int]
    reader: StreamReader = field(default_factory=StreamReader)
    stands: bool = False
    """The connection does; from now on nothing is the monitor's own fault."""
    garbage: bool = False
    """Something came that answers nothing."""
    certificate_until: float | None = None

    async def ask(self, limit: asyncio.Timeout) -> SignalAnswer:
        """Ask once within the limit."""
        started = time.monotonic_ns()
        try:
            async with limit, connected(self.target.address) as connection:
                self.stands = True
                response = await self._converse(connection)
                return answered(response, started, time.monotonic_ns(), self.certificate_until)
        except TimeoutError:
            outcome, error = SignalOutcome.TIMEOUT, ""
        except TlsError as failed:
            outcome, error = SignalOutcome.TLS, str(failed)
        except RefusedError as refused:
            outcome, error = SignalOutcome.REFUSED, str(refused)
        except (MessageError, FloodError):
            self._stray("malformed")
            outcome, error = SignalOutcome.MALFORMED, ""
        except OSError as failed:
            if not self.stands:
                return unmeasured(started, failed)
            outcome, error = SignalOutcome.REFUSED, RESET
        if outcome is not SignalOutcome.TLS and (self.garbage or not self.reader.empty):
            outcome, error = SignalOutcome.MALFORMED, ""
        ended, until = time.monotonic_ns(), self.certificate_until
        return SignalAnswer(outcome, started, ended, error=error, certificate_until=until)

    async def _converse(self, connection: Connection) -> Response:
        """Encrypt where that is wanted, ask, and hear the final response."""
        target = self.target
        options = Options(target.host, target.address.port, target.transport, connection.local)
        if target.transport == "tcp":
            return await self._hear(connection, options)
        tls = TlsConnection(connection, self.context, target.name)
        await tls.handshake()
        self.certificate_until = tls.certificate_until
        response = await self._hear(tls, options)
        tls.bid_farewell()
        return response

    async def _hear(self, duplex: Duplex, options: Options) -> Response:
        """The final response to a question; bodies are not waited for."""
        await duplex.send(bytes(options))
        while data := await duplex.receive():
            for head in self.reader.feed(data):
                response = self._answer(head, options)
                if response is not None and response.final:
                    return response
        raise RefusedError(CLOSED)

    def _answer(self, head: Head, options: Options) -> Response | None:
        """The response that a head is; None, and counted, when it answers something else."""
        if not head.is_response:  # some devices ask us as well
            self.strays["request"] += 1
            return None
        response = Response.of(head)
        if response.branch != options.branch.lower():
            self._stray("unknown-request")
        elif not options.is_answered_by(response):
            self._stray("wrong-dialogue")
        else:
            return response
        return None

    def _stray(self, kind: str) -> None:
        self.strays[kind] += 1
        self.garbage = True
