"""What test streams and signalling of a synthetic province came to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitord.model.codecs import Codec
from monitord.model.inventory import Device
from monitord.model.quality import (
    VARIATION_BOUNDS,
    Bursts,
    Direction,
    Jitter,
    Leg,
    Mode,
    Rating,
    Spread,
    StreamOutcome,
    StreamResult,
)
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.states import NO_REASON, State
from monitord.model.views import (
    PacketTotals,
    SignalRecent,
    SignalTotals,
    SignalView,
    StreamRecent,
    StreamTotals,
    StreamView,
)

NOW = 1_795_323_600.25
"""Unix seconds: 2026-11-22 05:00:00.25 UTC."""
G711 = Codec("g711", "audio", 0, 8000, 0.02, 172, scale="narrowband", bpl=25.1)
OPUS = Codec("opus", "audio", 96, 48_000, 0.02, 120, scale="wideband", bpl=20.0, provisional=True)
CODECS = (G711, OPUS)


def stream_view(device: Device, number: int, since: datetime) -> StreamView:
    """A check of streams with figures of its own: one in two wideband and provisional."""
    codec = CODECS[number % 2]
    return StreamView(
        id=f"{device.id}/rtp",
        site=device.site,
        device=device.id.removeprefix(f"{device.site}/"),
        probe="rtp",
        interval=300.0,
        state=State.UP,
        reason=NO_REASON,
        flapping=False,
        since=since,
        decided_at=since,
        last_measured=NOW - 30,
        mode=Mode.RTP,
        codec=codec.id,
        totals=StreamTotals(
            streams=288 + number,
            failed=number % 5,
            unmeasured=1,
            packets={
                direction: PacketTotals(144_000 + number, 70 + place, place, 3, 2)
                for place, direction in enumerate(Direction)
            },
        ),
        outcome=StreamOutcome.OK,
        recent=StreamRecent(NOW - 30, NOW + 570, result_of(codec, number)),
    )


def result_of(codec: Codec, number: int) -> StreamResult:
    """A good stream, with synchronised clocks."""
    return StreamResult(
        outcome=StreamOutcome.OK,
        mode=Mode.RTP,
        codec=codec,
        started=5_000_000_000,
        ended=15_250_000_000,
        legs={each: leg(codec, number, place) for place, each in enumerate(Direction)},
        pacing=0.0021 + number / 1e6,
        synchronised=True,
        restarts=0,
        clock_steps=number % 2,
        strays={"wrong-source": 2},
    )


def leg(codec: Codec, number: int, place: int) -> Leg:
    """A direction with figures of its own."""
    lost = 3 + place
    more = (number + place) / 1e6
    assert codec.scale
    return Leg(
        sent=500,
        received=500 - lost,
        lost=lost,
        duplicates=1,
        reordered=2,
        late=4,
        jitter=Jitter(0.0011 + more, 0.0012 + more, 0.0031 + more),
        variation=Spread(0.0, 0.0014, 0.0010 + more, 0.0030, 0.0044 + more, 0.0101),
        histogram=(400, 50, 30, 10, 7 - place, *[0] * (len(VARIATION_BOUNDS) - 4)),
        delay=Spread(0.010, 0.0123 + more, 0.0121, 0.014, 0.0155, 0.02),
        bursts=Bursts(1, 0.25, 0.002, 0.08, 4.9, 2),
        rating=Rating(codec.scale, 88.5 - place, 4.25 - place / 10, codec.provisional),
    )


def signal_view(device: Device, number: int, since: datetime, probe: str = "sip") -> SignalView:
    """A check of signalling: SIP over TLS, or H.323."""
    sip = probe == "sip"
    answer = SignalAnswer(
        outcome=SignalOutcome.OK,
        started=1_000_000_000,
        ended=1_042_000_000 + number,
        status=200 if sip else None,
        server="Polycom/RMX" if sip else "",
        certificate_until=NOW + 86_400.0 * 90 if sip else None,
    )
    return SignalView(
        id=f"{device.id}/{probe}",
        site=device.site,
        device=device.id.removeprefix(f"{device.site}/"),
        probe=probe,
        interval=60.0,
        state=State.UP,
        reason=NO_REASON,
        flapping=False,
        since=since,
        decided_at=since,
        last_measured=NOW - 10,
        totals=SignalTotals(asked=1440 + number, failed=number % 3, unmeasured=1),
        outcome=SignalOutcome.OK,
        recent=SignalRecent(NOW - 10, NOW + 110, answer),
    )


def with_result(view: StreamView, result: StreamResult) -> StreamView:
    """The same check, whose last stream came to this."""
    assert view.recent is not None
    return replace(view, recent=replace(view.recent, result=result))


def with_answer(view: SignalView, answer: SignalAnswer) -> SignalView:
    """The same check, whose last question came to this."""
    assert view.recent is not None
    return replace(view, outcome=answer.outcome, recent=replace(view.recent, answer=answer))
