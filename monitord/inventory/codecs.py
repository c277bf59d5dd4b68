"""The codecs that checks may name: those of `codecs.yaml`, and the inventory's own over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from monitord.inventory.fields import Ident
from monitord.inventory.findings import Findings
from monitord.inventory.schema.codecs import CodecEntry
from monitord.inventory.tree import read
from monitord.model.codecs import HEADERS, Codec
from monitord.model.quality import Mode

DEFAULT = "g711"
"""The codec of a check that names none."""
MOST_BURST = 1000
"""Packets of one frame."""
LEAST: Mapping[Mode, tuple[int, int]] = MappingProxyType(
    {Mode.RTP: (44, 60), Mode.STAMP: (44, 112), Mode.TWAMP_LIGHT: (41, 41)}
)
"""Bytes that a packet of the mode has at least, without and with a key: RTP with room for our
reflector's report, RFC 8762 (4.2.1, 4.2.2), and RFC 5357 (4.2.1) for what is sent back."""

_NEEDED = ("medium", "payload_type", "clock_rate", "interval", "size")
_RATING = ("scale", "ie", "bpl")
_FRAME = ("rate", "burst")
_TABLE = TypeAdapter(dict[Ident, CodecEntry])


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a codec as a whole."""

    entry: str
    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@cache
def shipped() -> Mapping[str, Codec]:
    """Those of `codecs.yaml`, by id."""
    text = files(__package__).joinpath("codecs.yaml").read_text(encoding="utf-8")
    table = _TABLE.validate_python(read(text, Findings()))
    return MappingProxyType({ident: _codec(ident, row.given()) for ident, row in table.items()})


def codecs(own: Mapping[str, CodecEntry]) -> dict[str, Codec]:
    """All that there are, by id; of one's own those without a fault."""
    made = {
        ident: _codec(ident, _given(ident, entry))
        for ident, entry in own.items()
        if _is_founded(entry) and not any(faults(ident, entry))
    }
    return {**shipped(), **made}


def faults(ident: str, entry: CodecEntry) -> Iterator[Fault]:
    """What does not fit together, or is missing, in a codec of one's own.

    Nothing when it is like one that is not there.
    """
    if not _is_founded(entry):
        return
    if entry.rate is not None and entry.burst is not None:
        yield Fault("rate", "rate-or-burst")
    given = _given(ident, entry)
    missing = [name for name in _NEEDED if name not in given]
    for name in missing:
        yield Fault(name, "codec-needs", {"field": name})
    if missing:
        return
    medium = given["medium"]
    for name in _RATING if medium == "video" else _FRAME:
        if name in given:
            yield Fault(name, f"{medium}-has-no", {"field": name})
    if medium == "video" and _burst(given) > MOST_BURST:
        yield Fault("rate", "burst-too-big", {"burst": _burst(given), "most": MOST_BURST})
    if medium == "audio":
        yield from _rating_faults(given)


def fitted(codec: Codec, mode: Mode, keyed: bool) -> Codec:
    """The codec with packets large enough for what the mode has to say in them."""
    least = LEAST.get(mode, (0, 0))[keyed]
    return codec if codec.size >= least else replace(codec, size=least)


def _is_founded(entry: CodecEntry) -> bool:
    return entry.like is None or entry.like in shipped()


def _rating_faults(given: Mapping[str, Any]) -> Iterator[Fault]:
    if "scale" in given:
        if "bpl" not in given:
            yield Fault("bpl", "scale-needs-bpl")
        return
    for name in ("ie", "bpl"):
        if name in given:
            yield Fault(name, "codec-without-scale", {"field": name})


def _given(ident: str, entry: CodecEntry) -> dict[str, Any]:
    """What the file says over what the shipped codec says; without defaults."""
    own = {name: value for name, value in entry.given().items() if name != "like"}
    base = shipped().get(entry.like or ident)
    if base is None:
        return own
    below = {
        each.name: value
        for each in fields(base)
        if each.name != "id" and (value := getattr(base, each.name)) != each.default
    }
    if "rate" in own:
        below.pop("burst", None)
    return below | own


def _codec(ident: str, given: Mapping[str, Any]) -> Codec:
    values = {name: value for name, value in given.items() if name != "rate"}
    return Codec(id=ident, **values | {"burst": _burst(given)})


def _burst(given: Mapping[str, Any]) -> int:
    """Packets of one frame: those given, or the number that comes nearest to the rate."""
    if "rate" not in given:
        return int(given.get("burst", 1))
    frame: float = given["rate"] * given["interval"] / 8
    packet: int = given["size"] + HEADERS
    return max(1, round(frame / packet))
