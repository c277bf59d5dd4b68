"""One scrape: snapshots in, bytes out, with at most a few milliseconds of the loop at a time."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter

from exporters.prometheus.lines import Family, header
from exporters.prometheus.negotiation import Format, accepts_gzip, preferred_format
from exporters.prometheus.own import SelfMetrics
from exporters.prometheus.render import Renderer
from exporters.slices import Slices
from monitord.model.snapshot import CentreSnapshot, PollerSnapshot

GZIP = 31
"""`wbits` of zlib: the largest window, in a gzip frame."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The answer to a scrape."""

    body: bytes
    content_type: str
    content_encoding: str | None
    """`gzip`, or None for none."""


class Exposition:
    """Renders the latest snapshots on demand, one scrape after the other.

    `now` gives Unix seconds: whether a measurement is stale is decided at the scrape.
    """

    def __init__(
        self,
        poller: Callable[[], PollerSnapshot],
        centre: Callable[[], CentreSnapshot],
        own: SelfMetrics,
        now: Callable[[], float],
    ) -> None:
        self.poller = poller
        self.centre = centre
        self.own = own
        self.now = now
        self.renderer = Renderer()
        self.turn = asyncio.Lock()

    async def render(self, accept: str, accept_encoding: str) -> Rendered:
        """The exposition as the request's Accept and Accept-Encoding headers want it."""
        wanted = preferred_format(accept)
        compressed = accepts_gzip(accept_encoding)
        async with self.turn:
            started = perf_counter()
            poller = self.poller()
            self.own.look()
            families = await self.renderer.families(poller, self.centre(), self.now(), Slices())
            body = await asyncio.to_thread(self._pack, families, poller, wanted, compressed)
            self.own.rendered(perf_counter() - started)
        return Rendered(body, wanted.value, "gzip" if compressed else None)

    def _pack(
        self, families: Iterable[Family], poller: PollerSnapshot, wanted: Format, compressed: bool
    ) -> bytes:
        """Runs in a thread, in steps that hold the interpreter's lock for about a millisecond.

        Joining much and compressing let go of it; so many lines are freed here, family by family.
        """
        parts: list[bytes] = []
        for family in families:
            if family.lines:
                parts += header(family.metric, wanted is Format.OPENMETRICS), b"".join(family.lines)
                family.lines.clear()
        parts.append(self.own.text(poller, wanted))
        body = b"".join(parts)
        return zlib.compress(body, level=1, wbits=GZIP) if compressed else body
