"""Codecs as the shipped table has them; the video of a test is a thin one."""

from __future__ import annotations

from monitord.model.codecs import Codec

G711 = Codec("g711", "audio", 0, 8000, 0.02, 172, scale="narrowband", bpl=25.1)
G722 = Codec(
    "g722", "audio", 9, 8000, 0.02, 172, scale="wideband", ie=13, bpl=4.3, provisional=True
)
G729 = Codec("g729", "audio", 18, 8000, 0.02, 32, scale="narrowband", ie=11, bpl=19)
OPUS = Codec(
    "opus", "audio", 111, 48_000, 0.02, 92, scale="wideband", ie=5, bpl=10, provisional=True
)
VIDEO = Codec("video-720p", "video", 96, 90_000, 1 / 30, 1200, burst=5)
