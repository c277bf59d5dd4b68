"""HTTP to one replica. The only module here that loads httpx."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Collection, Mapping
from http import HTTPStatus
from importlib import import_module

import anyio
import httpx

from exporters.alertmanager.address import Address
from exporters.alertmanager.errors import AwayError, RefusedError
from exporters.alertmanager.wire import INCIDENT, Held, elements, held_in

CONNECT = 5.0
"""Seconds for a connection to come about."""
PATIENCE = 10.0
"""Seconds for a whole request; an alert that was taken and not confirmed is only sent again."""
IDLE = 90.0
"""Seconds that a connection is kept for the next round."""
REFUSALS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""What says that it is this body that is wrong, and not the place or the moment."""
ONE_BY_ONE = 10
"""Incidents whose silences are asked for one by one."""
MOST_TOLD = 300
"""Characters of an answer that reach the log."""


class Api:
    """One replica's API v2. Every method raises AwayError or RefusedError and nothing else."""

    def __init__(self, address: Address) -> None:
        """Blocks while the system's certificates are read, if it is TLS."""
        self._base = f"{address.base}/api/v2"
        # The system's own certificates, where an office puts its own authority; no proxy and no
        # .netrc out of the environment: the URL says all.
        self._client = httpx.AsyncClient(
            auth=httpx.BasicAuth(*address.login) if address.login else None,
            verify=_trusted() if address.secure else _untrusting(),
            timeout=httpx.Timeout(None, connect=CONNECT),
            limits=httpx.Limits(max_connections=1, keepalive_expiry=IDLE),
            headers={"User-Agent": "monitord"},
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def post_alerts(self, body: bytes) -> None:
        """Hand over a JSON array of alerts."""
        await self._ask("POST", "/alerts", body)

    async def silences(self, by: str, incidents: Collection[str]) -> list[Held]:
        """Silences that `by` made of these incidents.

        Alertmanager 0.25 finds no silence by a regular expression, and keeps those that are over
        for five days: of a few incidents it is asked one by one, else for all that it has.
        """
        if len(incidents) > ONE_BY_ONE:
            return [each for each in await self._silences(by, None) if each.incident in incidents]
        return [each for name in sorted(incidents) for each in await self._silences(by, name)]

    async def _silences(self, by: str, incident: str | None) -> list[Held]:
        params = None if incident is None else {"filter": f"{INCIDENT}={json.dumps(incident)}"}
        answer = await self._ask("GET", "/silences", params=params)
        try:
            return [held async for each in elements(answer.decode()) if (held := held_in(each, by))]
        except (ValueError, LookupError, TypeError, AttributeError):
            raise AwayError("what answers there is no Alertmanager") from None

    async def post_silence(self, body: bytes) -> None:
        """Create a silence, or move the end of one."""
        await self._ask("POST", "/silences", body)

    async def expire(self, ident: str) -> None:
        """End a silence. RefusedError: somebody else has ended it already."""
        over = (HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR)
        await self._ask("DELETE", f"/silence/{ident}", refusals=over)

    async def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        params: Mapping[str, str] | None = None,
        refusals: Collection[int] = REFUSALS,
    ) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._client.request(
                    method,
                    self._base + path,
                    content=body,
                    params=params,
                    headers={"Content-Type": "application/json"} if body else None,
                )
        except TimeoutError:
            raise AwayError(f"no answer within {PATIENCE:g} s") from None
        except httpx.HTTPError as error:
            raise AwayError(str(error) or type(error).__name__) from None
        if answer.status_code in refusals:
            raise RefusedError(" ".join(answer.text.split())[:MOST_TOLD])
        if not answer.is_success:
            raise AwayError(f"HTTP status {answer.status_code}")
        return answer.content


def _trusted() -> ssl.SSLContext:
    """The authorities that the system trusts (`update-ca-certificates`), or `SSL_CERT_FILE`."""
    return ssl.create_default_context()


def load() -> None:
    """Load what httpx would else load on the loop, at its first request: some 50 ms. Blocks."""
    import_module("anyio.streams.tls")
    anyio.run(anyio.sleep, 0)


def _untrusting() -> ssl.SSLContext:
    """For what is not TLS: it costs nothing to make."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
