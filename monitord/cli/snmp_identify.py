"""`monitord snmp identify ADDRESS`: what a device is, and which modules and profiles suit it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import click
from rich.text import Text

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand
from monitord.cli.look import console, named_table, show
from monitord.cli.mib import Names, load_names
from monitord.cli.snmp_agent import Agent, AgentError, agent_of, agent_options
from monitord.cli.snmp_ask import STOPPED, WRONG, ask, refuse, trouble
from monitord.model.inventory import Inventory, Role
from monitord.model.modules import IDENTITY_FIELDS, IdentityField, Module
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome
from monitord.modules import suiting
from monitord.texts import Texts
from probes.snmp import SnmpEngine, SnmpTarget
from probes.snmp.mapping import ModuleMap
from probes.snmp.texts import text

DESCRIPTION, OBJECT_ID, NAME = (f"1.3.6.1.2.1.1.{n}.0" for n in (1, 2, 5))
ROLES: Mapping[str, Role] = {
    "mcu": "mcu",
    "gatekeeper": "mcu",
    "endpoint": "endpoint",
    "ups": "ups",
    "path": "router",
    "interface": "router",
}
"""What a device is likely for, by the first word of a quantity that it has, surest first."""
COMPUTER = "host"
"""The module that suits computers only."""

OTHER: Role = "external"


@dataclass(frozen=True, slots=True)
class Identified:
    """What a device says that it is."""

    outcome: Outcome
    error: str = ""
    description: str = ""
    object_id: str = ""
    name: str = ""
    identity: Mapping[IdentityField, str] = field(default_factory=dict)
    readings: Mapping[str, int] = field(default_factory=dict)
    """By module that suits it: how much it gives. General modules first."""
    role: Role = OTHER

    @property
    def modules(self) -> list[str]:
        """The modules that give anything."""
        return [ident for ident, count in self.readings.items() if count]


@click.command(cls=LocalizedCommand, help="cli.snmp.identify-help")
@click.argument("address")
@agent_options
@click.pass_context
def identify(
    ctx: click.Context,
    /,
    address: str,
    *,
    for_machines: bool,
    **options: Any,
) -> None:
    """Identify now."""
    texts = texts_of(ctx)
    try:
        agent = agent_of(texts, address, **options)
        found = ask(
            texts,
            agent,
            lambda engine, target: identified(engine, target, agent.modules),
            lambda: texts.say("cli.snmp.asking", agent=agent.address),
        )
    except AgentError as error:
        refuse(str(error))
    except KeyboardInterrupt:
        ctx.exit(STOPPED)
    if for_machines:
        document = as_json(agent, found)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif found.outcome is Outcome.OK:
        print_identity(texts, agent, found)
    else:
        click.echo(trouble(texts, agent, found.outcome, found.error), err=True)
    ctx.exit(0 if found.outcome is Outcome.OK else WRONG)


async def identified(
    engine: SnmpEngine, target: SnmpTarget, modules: Mapping[str, Module]
) -> Identified:
    """Ask what it is, then what each module that suits it would read."""
    got = await engine.get(target, (DESCRIPTION, OBJECT_ID, NAME))
    if got.outcome is not Outcome.OK:
        return Identified(got.outcome, got.error)
    said = {oid: text(one.value) for oid, one in got.bindings.items() if one.value is not None}
    description, object_id = said.get(DESCRIPTION, ""), said.get(OBJECT_ID, "")
    identity: dict[IdentityField, str] = {}
    readings: dict[str, int] = {}
    quantities: set[str] = set()
    for module in reversed(suiting(modules, object_id, description)):
        mapped = ModuleMap([module])
        reported = mapped.report(await engine.poll(target, mapped.plan))
        identity |= reported.identity
        readings[module.id] = len(reported.readings)
        quantities |= {reading.quantity.partition("_")[0] for reading in reported.readings}
    roles = [role for word, role in ROLES.items() if word in quantities]
    if roles == ["router"] and readings.get(COMPUTER):
        roles = ["pc"]
    name = said.get(NAME, "")
    return Identified(
        Outcome.OK, "", description, object_id, name, identity, readings, (*roles, OTHER)[0]
    )


def print_identity(texts: Texts, agent: Agent, found: Identified) -> None:
    """What it says, which modules read what, and a profile to paste."""
    say, out, names = texts.say, console(), load_names(agent.modules.values())
    facts = named_table(out, texts, "what", "value")
    rows = {
        "sysDescr": found.description,
        "sysObjectID": shown_object(names, found.object_id),
        "sysName": found.name,
        **{
            say(f"cli.snmp.identity-{each}"): found.identity.get(each, "")
            for each in IDENTITY_FIELDS
        },
    }
    for what, value in rows.items():
        if value and (what == "sysName" or value != found.name):
            facts.add_row(what, Text(value))
    modules = named_table(out, texts, "module", "what", "readings")
    for ident, count in found.readings.items():
        title = agent.modules[ident].title.get(texts.language, "")
        modules.add_row(ident, title, texts.number(count, 0))
    show(out, facts, Text(), modules, Text())
    suited = profiles_of(agent.inventory, found.modules)
    if suited:
        show(out, say("cli.snmp.profiles", profiles=", ".join(suited)))
    show(out, say("cli.snmp.paste"))
    click.echo(f"  {profile_line(agent, found)}")  # in one piece, however narrow the terminal


def shown_object(names: Names, oid: str) -> str:
    """An OID with its name, where it has one of more than a branch's."""
    named = names.of(oid)
    return oid if named == oid else f"{named} ({oid})"


def profiles_of(inventory: Inventory, modules: list[str]) -> list[str]:
    """The profiles whose devices are read with just these modules, else with most of them."""
    overlap: dict[str, int] = {}
    for device in inventory.devices.values():
        check = device.checks.get("snmp")
        if isinstance(check, SnmpCheck) and check.modules and set(check.modules) <= set(modules):
            overlap[device.profile] = len(set(check.modules))
    most = max(overlap.values(), default=0)
    return [profile for profile, count in overlap.items() if count == most]


def profile_line(agent: Agent, found: Identified) -> str:
    """A profile as it stands in an inventory."""
    kind = next((each for each in reversed(found.modules)), "device")
    port = f", port: {agent.port}" if agent.port != SnmpCheck(()).port else ""
    snmp = f"{{modules: [{', '.join(found.modules)}]{port}}}"
    checks = f"{{icmp: {{}}, snmp: {snmp}}}"
    return f"{kind}: {{role: {found.role}, credential: {agent.login.credential}, checks: {checks}}}"


def as_json(agent: Agent, found: Identified) -> dict[str, Any]:
    """For programs."""
    return {
        "outcome": found.outcome,
        "error": found.error,
        "description": found.description,
        "object_id": found.object_id,
        "name": found.name,
        "identity": dict(found.identity),
        "modules": dict(found.readings),
        "profiles": profiles_of(agent.inventory, found.modules),
        "profile": profile_line(agent, found) if found.modules else None,
    }
