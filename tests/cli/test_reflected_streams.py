"""Whole streams of the real engine against the real reflector, in every mode."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest_asyncio

from monitord.model.codecs import Codec
from monitord.model.quality import Direction, Mode, StreamOutcome, StreamResult
from probes.rtp.sender import RtpEngine
from tests.cli.reflecting import Reflector, reflecting

G711 = Codec("g711", "audio", 0, 8_000, 0.02, 172)
KEY, OTHER_KEY = b"a key of 24 bytes, as is", b"a key of 24 bytes, not it"
PACKETS = 25


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    opened = RtpEngine.open(asyncio.get_running_loop())
    yield opened
    opened.close()


async def streams(
    engine: RtpEngine, reflector: Reflector, asked: Mapping[str, tuple[Mode, bytes | None]]
) -> dict[str, StreamResult]:
    """Half a second of each, all at once."""
    address, port = reflector.where
    targets = {
        name: engine.target(
            address, port=port, mode=mode, codec=G711, duration=0.5, dscp=46, key=key
        )
        for name, (mode, key) in asked.items()
    }
    results = await asyncio.gather(*(engine.run(target) for target in targets.values()))
    return dict(zip(targets, results, strict=True))


def whole(result: StreamResult) -> bool:
    """Whether nothing is lost, and that is known for each direction."""
    return result.outcome is StreamOutcome.OK and all(
        (leg.sent, leg.received, leg.duplicates, leg.reordered) == (PACKETS, PACKETS, 0, 0)
        for leg in (result.legs[direction] for direction in Direction)
    )


async def test_without_a_key_every_mode_knows_each_direction(engine: RtpEngine) -> None:
    with reflecting() as reflector:
        found = await streams(
            engine,
            reflector,
            {
                "rtp": (Mode.RTP, None),
                "stamp": (Mode.STAMP, None),
                "twamp-light": (Mode.TWAMP_LIGHT, None),
                "signed rtp": (Mode.RTP, KEY),
                "signed stamp": (Mode.STAMP, KEY),
            },
        )
        assert {name for name, result in found.items() if whole(result)} == {
            "rtp",
            "stamp",
            "twamp-light",
        }
        assert found["signed rtp"].outcome is StreamOutcome.AUTH
        assert found["signed stamp"].outcome is StreamOutcome.SILENT
        assert "4 sessions" in reflector.end()


async def test_with_a_key_only_who_has_it_is_answered(engine: RtpEngine) -> None:
    with reflecting("--key-env", "OURS", OURS=KEY.decode()) as reflector:
        found = await streams(
            engine,
            reflector,
            {
                "rtp": (Mode.RTP, KEY),
                "stamp": (Mode.STAMP, KEY),
                "another key": (Mode.RTP, OTHER_KEY),
                "no key": (Mode.STAMP, None),
            },
        )
        assert {name for name, result in found.items() if whole(result)} == {"rtp", "stamp"}
        assert found["another key"].outcome is StreamOutcome.SILENT
        assert found["no key"].outcome is StreamOutcome.SILENT
        assert f"Answered {2 * PACKETS} " in reflector.end()
