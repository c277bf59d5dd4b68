"""What stands on a site's card. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count

from exporters.card.card import Card, Row, Section
from exporters.card.devices import lamps
from exporters.card.numbers import numbers, provider_of
from monitord.model.inventory import Circuit, Inventory, Site
from monitord.texts import Texts, texts


def card_of(site: Site, inventory: Inventory, language: str, day: date) -> Card:
    """The card of `site` as the inventory stands on `day`."""
    words = texts(language)
    lines = tuple(line for line in site.circuits if line.active(day))
    return Card(
        title=words.say("card.title"),
        name=site.name,
        head=tuple(_head(words, site, inventory)),
        sections=(
            _section(words, "steps", _steps(words, site), numbered=True),
            _section(words, "numbers", numbers(words, site, lines, inventory)),
            _section(words, "circuits", _circuits(words, site, lines, inventory)),
            _section(words, "devices", lamps(words, site, lines)),
        ),
        footer=_footer(words, inventory, day),
        more=words.entries["card.more"],
    )


def _section(words: Texts, name: str, rows: Iterator[Row], *, numbered: bool = False) -> Section:
    found = tuple(rows) or (Row("", words.say("card.none")),)
    return Section(words.say(f"card.section.{name}"), found, numbered)


def _head(words: Texts, site: Site, inventory: Inventory) -> Iterator[Row]:
    yield Row(words.say("card.code"), site.id)
    levels = {level.id: level.name for level in inventory.levels}
    yield Row(words.say("card.level"), levels.get(site.level, site.level))
    if site.address:
        yield Row(words.say("card.address"), site.address)


def _steps(words: Texts, site: Site) -> Iterator[Row]:
    for number in count(1):
        if f"card.step.{number}" not in words.entries:
            return
        yield Row("", words.say(f"card.step.{number}", site=site.id))


def _circuits(
    words: Texts, site: Site, lines: tuple[Circuit, ...], inventory: Inventory
) -> Iterator[Row]:
    for line in sorted(lines, key=lambda line: line.role != "primary"):
        provider = provider_of(line, inventory)
        facts = circuit_facts(words, line)
        yield Row(line.id, words.say("card.circuit.report", role=facts, provider=provider))
    above = site.uplink and site.uplink.kind == "site" and inventory.sites.get(site.uplink.id)
    if not lines and above:
        yield Row("", words.say("card.circuits.above", name=above.name))


def circuit_facts(words: Texts, line: Circuit) -> str:
    """What kind of line it is: "kênh chính, cáp quang, 20 Mbit/s"."""
    said = [words.say(f"card.circuit.{line.role}")]
    if line.medium:
        said.append(words.entries.get(f"card.medium.{line.medium}", line.medium))
    if line.bandwidth:
        said.append(words.quantity("line_bytes_per_second", line.bandwidth / 8))
    return ", ".join(said)


def _footer(words: Texts, inventory: Inventory, day: date) -> str:
    name, revision = inventory.organization.name, inventory.revision
    return words.say("card.footer", organization=name, when=day, revision=revision)
