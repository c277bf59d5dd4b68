"""`monitord validate [FILE]`: every problem of an inventory file at once, or a summary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitord.cli.language import LANGUAGES, texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show, table
from monitord.daemon.doors import opens_doors
from monitord.inventory import InvalidInventoryError, Problem, json_schema
from monitord.inventory.problems import MOST
from monitord.inventory.summary import StreamSummary, Summary, summarize
from monitord.model.inventory import Inventory
from monitord.modules import load_together
from monitord.texts import Texts, texts

WRONG, UNREADABLE, REFUSED = 1, 2, 2
"""Exit codes: the file has problems; it cannot be read; monitord would not listen there."""


@click.command(cls=LocalizedCommand, help="inventory.validate.help")
@click.argument(
    "file",
    type=click.Path(path_type=Path),
    default=Path("inventory.yaml"),
    envvar="MONITORD_INVENTORY",
)
@click.option("--schema", cls=LocalizedOption, is_flag=True, help="inventory.validate.schema")
@click.option(
    "--json", "for_machines", cls=LocalizedOption, is_flag=True, help="inventory.validate.json"
)
@click.option(
    "--language",
    cls=LocalizedOption,
    type=click.Choice(LANGUAGES),
    help="inventory.validate.language",
)
@click.pass_context
def validate(
    ctx: click.Context, file: Path, schema: bool, for_machines: bool, language: str | None
) -> None:
    """Check an inventory file."""
    words = texts(language) if language else texts_of(ctx)
    if schema:
        _print_json(json_schema())
        return
    try:
        inventory = load_together(file).inventory
    except InvalidInventoryError as error:
        _report_problems(error.problems, words, for_machines)
        ctx.exit(WRONG)
    except OSError as error:
        why = error.strerror or error
        click.echo(words.say("inventory.unreadable", file=file, why=why), err=True)
        ctx.exit(UNREADABLE)
    if opens_doors(inventory.daemon):
        said = {"listen": inventory.daemon.listen}
        problem = Problem(str(file), 1, 1, "daemon.listen", "daemon.listen.exposed", said)
        _report_problems((problem,), words, for_machines)
        ctx.exit(REFUSED)
    if for_machines:
        _print_json({"valid": True, "summary": asdict(summarize(inventory))})
    else:
        _show_summary(summarize(inventory), inventory, file, words)


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _report_problems(problems: tuple[Problem, ...], words: Texts, for_machines: bool) -> None:
    """All problems on standard output; at the end how many there are, and in which files."""
    if for_machines:
        found = [
            {**asdict(problem), "message": problem.message(words.language)} for problem in problems
        ]
        _print_json({"valid": False, "problems": found})
        return
    for problem in problems:
        click.echo(problem.text(words.language))
    key = {1: "problem", MOST: "problems-most"}.get(len(problems), "problems")
    files = ", ".join(dict.fromkeys(problem.file for problem in problems))
    click.echo(words.say(f"inventory.{key}", count=len(problems), file=files))


def _show_summary(summary: Summary, inventory: Inventory, file: Path, words: Texts) -> None:
    """What is in the file, one small table per kind of thing."""
    out = console()
    levels = {level.id: level.name for level in inventory.levels}
    providers = {ident: provider.name for ident, provider in inventory.providers.items()}
    roles = {role: words.say(f"cli.role.{role}") for role in summary.devices}
    show(out, Text(words.say("inventory.fine", file=file), "bold"))
    show(out, f"{summary.organization} ({summary.revision})")
    for what, counts, names in (
        ("sites", summary.sites, levels),
        ("devices", summary.devices, roles),
        ("circuits", summary.circuits, providers),
        ("checks", summary.checks, {probe: probe for probe in summary.checks}),
    ):
        if counts:
            show(out, Text(), _counts(out, words, what, counts, names))
    show(out, Text())
    if summary.streams:
        show(out, Text(_streams(summary.streams, words)))
    show(out, _witnesses(summary, words))
    if summary.maintenance:
        count = words.number(summary.maintenance, 0)
        show(out, Text(words.say("inventory.summary.maintenance", count=count)))
    show(out, *_told(summary, words))


def _counts(
    out: Console, words: Texts, what: str, counts: Mapping[str, int], names: Mapping[str, str]
) -> Table:
    """How many there are of each, under their names, with the total in the heading."""
    total = words.number(sum(counts.values()), 0)
    made = table(out, words.say(f"inventory.summary.{what}"), total)
    made.columns[1].justify = "right"
    for kind, count in counts.items():
        made.add_row(Text(names[kind]), words.number(count, 0))
    return made


def _streams(streams: StreamSummary, words: Texts) -> str:
    """How many test streams there are, and what the fullest circuit has to carry of them."""
    params = {
        "count": words.number(streams.checks, 0),
        "average": words.quantity("average_bytes_per_second", streams.average / 8),
    }
    if streams.circuit is None:
        return words.say("inventory.summary.streams-only", **params)
    return words.say(
        "inventory.summary.streams",
        **params,
        circuit=streams.circuit,
        share=words.say("unit.percent", n=words.number(streams.average_share * 100, 2)),
        most=words.say("unit.percent", n=words.number(streams.most_share * 100, 2)),
    )


def _witnesses(summary: Summary, words: Texts) -> Text:
    if not summary.witnesses:
        return Text(words.say("inventory.summary.no-witnesses"), "yellow")
    witnesses = ", ".join(summary.witnesses)
    return Text(words.say("inventory.summary.witnesses", witnesses=witnesses))


def _told(summary: Summary, words: Texts) -> list[Text]:
    """Who hears of incidents, each way on a line."""
    lines = []
    if summary.alertmanagers:
        count = words.number(summary.alertmanagers, 0)
        lines.append(Text(words.say("inventory.summary.alertmanagers", count=count)))
    if summary.notify:
        receivers = ", ".join(summary.notify)
        lines.append(Text(words.say("inventory.summary.notify", receivers=receivers)))
    return lines or [Text(words.say("inventory.summary.nobody-told"), "yellow")]
