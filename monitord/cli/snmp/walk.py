"""`monitord snmp walk ADDRESS OID`: everything below an object of a device."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from monitord.cli.language import texts_of
from monitord.cli.localized import STOPPED, LocalizedCommand, LocalizedOption
from monitord.cli.look import complain, console, named_table, show
from monitord.cli.snmp.agent import AgentError, agent_of, agent_options
from monitord.cli.snmp.ask import WRONG, ask, refuse, trouble
from monitord.cli.snmp.get import MIBS, names_for, oid_of
from monitord.cli.snmp.values import as_json, shown
from monitord.model.snmp import Outcome
from probes.snmp import SnmpEngine, SnmpTarget
from probes.snmp.packet import Binding


@click.command(cls=LocalizedCommand, help="cli.snmp.walk-help")
@click.argument("address")
@click.argument("oid", default="1.3.6.1.2.1")
@agent_options
@click.option("--mibs", cls=LocalizedOption, type=MIBS, help="cli.snmp.mibs")
@click.pass_context
def walk(
    ctx: click.Context,
    /,
    address: str,
    oid: str,
    mibs: Path | None,
    *,
    for_machines: bool,
    **options: Any,
) -> None:
    """Walk now."""
    texts = texts_of(ctx)
    found: list[Binding] = []

    async def work(engine: SnmpEngine, target: SnmpTarget) -> tuple[Outcome, str]:
        walk = engine.walk(target, wanted)
        async for binding in walk:
            found.append(binding)
        return walk.outcome or Outcome.OK, walk.error

    def progress() -> str:
        return texts.say("cli.snmp.walking", agent=agent.address, n=texts.number(len(found), 0))

    stopped = False
    outcome, why = Outcome.OK, ""
    try:
        agent = agent_of(texts, address, **options)
        names = names_for(texts, agent, mibs)
        wanted = oid_of(texts, names, oid)
        outcome, why = ask(texts, agent, work, progress)
    except AgentError as error:
        refuse(str(error))
    except KeyboardInterrupt:  # what was read so far is shown all the same
        stopped = True
    if for_machines:
        objects = [as_json(texts, names, binding) for binding in found]
        document = {"outcome": outcome, "error": why, "whole": not stopped, "objects": objects}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif found:
        out = console()
        made = named_table(out, texts, "object", "value")
        for binding in found:
            made.add_row(names.of(binding.oid), Text(shown(texts, names, binding)))
        show(out, made)
    if stopped:
        complain(texts.say("cli.snmp.stopped", n=texts.number(len(found), 0)))
        ctx.exit(STOPPED)
    if outcome is not Outcome.OK:
        complain(trouble(texts, agent, outcome, why))
        ctx.exit(WRONG)
