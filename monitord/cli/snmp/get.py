"""`monitord snmp get ADDRESS OID…`: single objects of a device."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import complain, console, named_table, show
from monitord.cli.snmp.agent import Agent, AgentError, agent_of, agent_options
from monitord.cli.snmp.ask import WRONG, ask, refuse, trouble
from monitord.cli.snmp.mib import Names, UnknownNameError, UnreadableMibsError, load_names
from monitord.cli.snmp.values import as_json, shown
from monitord.model.snmp import Outcome
from monitord.texts import Texts
from probes.snmp import Got

MIBS = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(cls=LocalizedCommand, help="cli.snmp.get-help")
@click.argument("address")
@click.argument("oids", metavar="OID...", nargs=-1, required=True)
@agent_options
@click.option("--mibs", cls=LocalizedOption, type=MIBS, help="cli.snmp.mibs")
@click.pass_context
def get(
    ctx: click.Context,
    /,
    address: str,
    oids: tuple[str, ...],
    mibs: Path | None,
    *,
    for_machines: bool,
    **options: Any,
) -> None:
    """Get objects now."""
    texts = texts_of(ctx)
    try:
        agent = agent_of(texts, address, **options)
        names = names_for(texts, agent, mibs)
        wanted = [oid_of(texts, names, oid) for oid in oids]
        got = ask(
            texts,
            agent,
            lambda engine, target: engine.get(target, wanted),
            lambda: texts.say("cli.snmp.asking", agent=agent.address),
        )
    except AgentError as error:
        refuse(str(error))
    if for_machines:
        document = {
            "outcome": got.outcome,
            "error": got.error,
            "objects": [as_json(texts, names, one) for one in got.bindings.values() if one.exists],
            "failures": got.failures,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print_objects(texts, agent, names, wanted, got)
    ctx.exit(WRONG if got.failures else 0)


def print_objects(texts: Texts, agent: Agent, names: Names, wanted: list[str], got: Got) -> None:
    """A table of what there is; why there is nothing goes to standard error."""
    if got.outcome not in {Outcome.OK, Outcome.NO_OBJECT}:
        complain(trouble(texts, agent, got.outcome, got.error))
        return
    out = console()
    made = named_table(out, texts, "object", "value")
    for oid in wanted:
        binding = got.bindings.get(oid)
        failure = got.failures.get(oid)
        if failure is None and binding is not None:
            made.add_row(names.of(oid), Text(shown(texts, names, binding)))
        else:
            missing = texts.say(f"cli.snmp.short-{failure or Outcome.NO_OBJECT}")
            made.add_row(names.of(oid), Text(missing, "yellow"))
    show(out, made)
    lacking = [oid for oid in wanted if oid in names.names and oid in got.failures]
    if lacking:
        name = names.of(lacking[0])
        complain(texts.say("cli.snmp.no-index", name=name, agent=agent.address))


def names_for(texts: Texts, agent: Agent, mibs: Path | None) -> Names:
    """The names of objects. Raises AgentError."""
    try:
        return load_names(agent.modules.values(), mibs)
    except UnreadableMibsError as error:
        raise AgentError(texts.say("cli.snmp.no-mibs", folder=mibs, why=error)) from None


def oid_of(texts: Texts, names: Names, word: str) -> str:
    """The OID that a word means. Raises AgentError."""
    try:
        return names.oid(word)
    except UnknownNameError as error:
        if word.lstrip(".")[:1].isdigit():
            raise AgentError(texts.say("cli.snmp.no-oid", value=word)) from None
        hint = texts.say("cli.did-you-mean", what=", ".join(error.near)) if error.near else ""
        raise AgentError(texts.say("cli.snmp.no-name", name=word, hint=hint)) from None
