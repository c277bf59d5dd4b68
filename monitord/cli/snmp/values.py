"""Values of SNMP as people and programs read them."""

from __future__ import annotations

import ipaddress
from typing import Any

from monitord.cli.snmp.mib import Names
from monitord.model.snmp import Oid, Value
from monitord.texts import Texts
from probes.snmp.packet import Binding, Tag

BREAKS = str.maketrans({"\r": "", "\n": " ↵ ", "\t": " "})


def shown(texts: Texts, names: Names, binding: Binding) -> str:
    """One line: `up(1)`, `3 ngày 4 giờ (27360000)`, a text, an address, an object's name, hex."""
    value, known = binding.value, names.known(binding.oid)
    if isinstance(value, Oid):
        return names.of(value)
    if isinstance(value, int):
        if binding.tag is Tag.TIME_TICKS or known in names.ticks:
            return f"{texts.duration(value / 100)} ({value})"
        word = names.words.get(known, {}).get(value)
        return f"{word}({value})" if word else str(value)
    if isinstance(value, bytes):
        if binding.tag is Tag.IP_ADDRESS:
            return str(ipaddress.IPv4Address(value))
        return value.hex(":") if known in names.bytes else text_or_hex(value)
    return "–"


def text_or_hex(value: bytes) -> str:
    """A text on one line; hex for what is no valid UTF-8, or would move a terminal's cursor."""
    try:
        text = value.rstrip(b"\0").decode().translate(BREAKS)
    except UnicodeDecodeError:
        return value.hex(":")
    return text.strip() if text.isprintable() else value.hex(":")


def plain(value: Value | None) -> Any:
    """For JSON: numbers and texts as they are, other bytes as `{"hex": …}`."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"hex": value.hex()}


def as_json(texts: Texts, names: Names, binding: Binding) -> dict[str, Any]:
    """An object for programs, with what people would see."""
    return {
        "oid": binding.oid,
        "name": names.of(binding.oid),
        "type": binding.tag.name.lower().replace("_", "-"),
        "value": plain(binding.value),
        "shown": shown(texts, names, binding),
    }
