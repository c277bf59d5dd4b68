"""Words for codes that are labels: causes, owners, roles, media, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from grafana_foundation_sdk.models.dashboard import (
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)

from grafana.source.palette import NEUTRAL
from grafana.source.words import Words
from monitord.model.incidents import Cause, Owner, Scope
from monitord.model.inventory import Role, Service

MEDIA = ("fibre", "copper", "radio", "lte", "5g", "satellite")
CIRCUIT_ROLES = ("primary", "backup")
MCU_ROLES = ("primary", "member")
DIRECTIONS = ("to_site", "from_site", "round_trip")


def causes(words: Words) -> list[ValueMapping]:
    """What broke, in words."""
    return _worded(words, "cause.", Cause)


def owners(words: Words) -> list[ValueMapping]:
    """Who answers for it."""
    return _worded(words, "owner.", Owner)


def scopes(words: Words) -> list[ValueMapping]:
    """What kind of thing it is one of."""
    return _worded(words, "scope.", Scope)


def services(words: Words) -> list[ValueMapping]:
    """Whether a site is in service."""
    return _worded(words, "cli.service.", get_args(Service))


def device_roles(words: Words) -> list[ValueMapping]:
    """What a device is."""
    return _worded(words, "cli.role.", get_args(Role))


def media(words: Words) -> list[ValueMapping]:
    """What a line is made of."""
    return _worded(words, "card.medium.", MEDIA)


def circuit_roles(words: Words) -> list[ValueMapping]:
    """Whether a line is the primary one of its site or its backup."""
    return _worded(words, "grafana.circuit-role.", CIRCUIT_ROLES)


def mcu_roles(words: Words) -> list[ValueMapping]:
    """What an MCU is in its group."""
    return _worded(words, "grafana.mcu-role.", MCU_ROLES)


def direction(words: Words, code: str) -> str:
    """One of `DIRECTIONS`, for a legend."""
    return words.texts.say(f"direction.{code}")


def _worded(words: Words, before: str, codes: Iterable[str]) -> list[ValueMapping]:
    found = {
        str(code): ValueMappingResult(
            text=words.texts.say(f"{before}{code}"), color=NEUTRAL, index=index
        )
        for index, code in enumerate(codes)
    }
    return [ValueMap(found)]
