"""`monitord snmp identify ADDRESS`: what a device is, and which modules and profiles suit it."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.text import Text

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand
from monitord.cli.look import complain, console, named_table, show
from monitord.cli.snmp.agent import Agent, AgentError, agent_of, agent_options
from monitord.cli.snmp.ask import WRONG, ask, refuse, trouble
from monitord.cli.snmp.identity import Identified, identified, profile_line, profiles_of
from monitord.cli.snmp.mib import Names, load_names
from monitord.model.modules import IDENTITY_FIELDS
from monitord.model.snmp import Outcome
from monitord.texts import Texts


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
    if for_machines:
        document = as_json(agent, found)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif found.outcome is Outcome.OK:
        print_identity(texts, agent, found)
    else:
        complain(trouble(texts, agent, found.outcome, found.error))
    ctx.exit(0 if found.outcome is Outcome.OK else WRONG)


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
