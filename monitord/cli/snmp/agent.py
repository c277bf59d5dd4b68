"""Which agent is meant on the command line, and how to log in there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from monitord.cli.localized import LocalizedOption
from monitord.cli.options import inventory_option
from monitord.inventory import InvalidInventoryError
from monitord.inventory.keys import UnreadableSecretError, read_login
from monitord.model.inventory import Device, Inventory
from monitord.model.modules import Module
from monitord.model.names import did_you_mean
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import SnmpLogin
from monitord.modules import load_together
from monitord.texts import Texts

F = TypeVar("F", bound=Callable[..., Any])
DEFAULTS = SnmpCheck(())


@dataclass(frozen=True, slots=True)
class Agent:
    """Whom to ask, and how."""

    address: str
    port: int
    timeout: float
    retries: int
    login: SnmpLogin
    inventory: Inventory
    modules: Mapping[str, Module]


class AgentError(Exception):
    """Nobody can be asked; the message is in the user's language. Exit code 2."""


def agent_options(command: F) -> F:
    """The options that say how to ask."""
    options = (
        inventory_option,
        click.option("--credential", cls=LocalizedOption, help="cli.snmp.credential"),
        click.option(
            "--port", cls=LocalizedOption, type=click.IntRange(1, 65535), help="cli.snmp.port"
        ),
        click.option(
            "--timeout",
            cls=LocalizedOption,
            type=click.FloatRange(0.1, 60),
            help="cli.snmp.timeout",
        ),
        click.option(
            "--retries", cls=LocalizedOption, type=click.IntRange(0, 10), help="cli.snmp.retries"
        ),
        click.option(
            "--json", "for_machines", cls=LocalizedOption, is_flag=True, help="cli.check.json"
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def agent_of(
    texts: Texts,
    word: str,
    inventory: Path,
    credential: str | None,
    port: int | None,
    timeout: float | None,
    retries: int | None,
) -> Agent:
    """The agent that `word` means: a device's id, or an address. Raises AgentError."""
    try:
        loaded = load_together(inventory)
    except InvalidInventoryError as error:
        said = "\n".join(problem.text(texts.language) for problem in error.problems)
        raise AgentError(said) from None
    except OSError as error:
        why = error.strerror or error
        raise AgentError(texts.say("cli.check.missing-file", path=inventory, why=why)) from None
    device = device_of(texts, loaded.inventory, word)
    check = device.checks.get("snmp") if device else None
    settings = check if isinstance(check, SnmpCheck) else DEFAULTS
    ident = credential or (device.credential if device else None)
    return Agent(
        device.address if device else word,
        port or settings.port,
        timeout or settings.timeout,
        settings.retries if retries is None else retries,
        login_of(texts, loaded.inventory, ident, word),
        loaded.inventory,
        loaded.modules,
    )


def device_of(texts: Texts, inventory: Inventory, word: str) -> Device | None:
    """The device with this id or address; None for an address that no device has."""
    if "/" in word:
        if word in inventory.devices:
            return inventory.devices[word]
        hint = suggestion(texts, word, inventory.devices)
        raise AgentError(texts.say("cli.snmp.no-device", device=word, hint=hint))
    if word in inventory.sites:
        own = (ident for ident in inventory.devices if ident.startswith(f"{word}/"))
        raise AgentError(texts.say("cli.snmp.site", site=word, devices=", ".join(own) or "–"))
    having = (device for device in inventory.devices.values() if device.address == word)
    return next(having, None)


def login_of(texts: Texts, inventory: Inventory, ident: str | None, word: str) -> SnmpLogin:
    """How to log in with a credential; when none is named, with the only one that there is."""
    known = {name: each for name, each in inventory.credentials.items() if each.snmp}
    if ident is None and len(known) == 1:
        ident = next(iter(known))
    if ident is None:
        raise AgentError(texts.say("cli.snmp.which-credential", what=word, known=", ".join(known)))
    if ident not in known:
        hint = suggestion(texts, ident, known)
        raise AgentError(
            texts.say("cli.snmp.no-credential", name=ident, hint=hint, known=", ".join(known))
        )
    try:
        login = read_login(known[ident])
    except UnreadableSecretError as error:
        why = texts.say(f"cli.snmp.secret-{error.why}")
        raise AgentError(
            texts.say("cli.snmp.secret", credential=ident, where=error.where, why=why)
        ) from None
    if login is None:
        raise AgentError(texts.say("cli.snmp.no-credential", name=ident, hint="", known=""))
    return login


def suggestion(texts: Texts, word: str, known: Mapping[str, object]) -> str:
    """What may be meant instead; empty when nothing is near."""
    near = did_you_mean(word, known)
    return texts.say("cli.did-you-mean", what=near[0]) if near else ""
