"""The devices of a site as the clerk sees them: what their lamps mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.card.card import Row
from monitord.model.inventory import Circuit, Device, Site
from monitord.texts import Texts

MODEMS = {"fibre": "fibre", "lte": "mobile", "4g": "mobile", "5g": "mobile", None: "fibre"}
"""What stands at the end of a line, by its medium; most are fibre where it is not said."""


def lamps(words: Texts, site: Site, lines: Sequence[Circuit]) -> Iterator[Row]:
    """Modems first: they are what one looks at first. They are no devices of the inventory."""
    ordered = sorted(lines, key=lambda line: line.role != "primary")
    for kind in dict.fromkeys(MODEMS.get(line.medium, "other") for line in ordered):
        yield Row(words.say(f"card.modem.{kind}"), words.say(f"card.lamp.{kind}"))
    for device in site.devices:
        yield Row(called(words, device), _text(words, device))


def called(words: Texts, device: Device) -> str:
    """What it is, and which: "Bộ định tuyến rt"."""
    role = words.say(f"cli.role.{device.role}")
    return f"{role[:1].upper()}{role[1:]} {device.name or device.id.split('/', 1)[1]}"


def _text(words: Texts, device: Device) -> str:
    meaning = words.say(f"card.lamp.{device.role}")
    return f"{meaning} {words.say('card.dial', dial=device.dial)}" if device.dial else meaning
