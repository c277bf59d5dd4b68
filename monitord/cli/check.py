"""`monitord check SITE`: every check of a site once, without the daemon."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show
from monitord.cli.measure import Measured, Measurement
from monitord.cli.options import inventory_option
from monitord.cli.report import advice, as_json, device_table, traces
from monitord.cli.resolve import SiteNotFoundError, resolve
from monitord.inventory import InvalidInventoryError, load
from monitord.model.inventory import Inventory, Site
from monitord.texts import Texts
from probes.icmp import IcmpUnavailableError

WRONG, USAGE = 1, 2
"""Exit codes: a device does not answer as it should; nothing could be measured."""
PATIENCE = 1.0
"""Seconds before the progress is shown."""


@click.command(cls=LocalizedCommand, help="cli.check.help")
@click.argument("site")
@inventory_option
@click.option(
    "--count",
    cls=LocalizedOption,
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    help="cli.check.count",
)
@click.option("--json", "for_machines", cls=LocalizedOption, is_flag=True, help="cli.check.json")
@click.pass_context
def check(ctx: click.Context, site: str, inventory: Path, count: int, for_machines: bool) -> None:
    """Measure a site now."""
    texts = texts_of(ctx)
    try:
        loaded = load(inventory)
        names = {id_: one.name for id_, one in loaded.sites.items()}
        found = loaded.sites[resolve(site, names)]
        measurement = Measurement(found.devices, count, loaded.organization.timezone)
        rows = asyncio.run(watched(measurement, texts, found.name))
    except InvalidInventoryError as error:
        for problem in error.problems:
            click.echo(problem.text(texts.language), err=True)
        ctx.exit(USAGE)
    except OSError as error:
        why = error.strerror or error
        click.echo(texts.say("cli.check.missing-file", path=inventory, why=why), err=True)
        ctx.exit(USAGE)
    except SiteNotFoundError as error:
        click.echo(error.text(texts), err=True)
        ctx.exit(USAGE)
    except IcmpUnavailableError as error:
        click.echo(texts.say(error.key), err=True)
        ctx.exit(USAGE)
    if for_machines:
        devices = [as_json(row) for row in rows]
        click.echo(json.dumps({"site": found.id, "devices": devices}, ensure_ascii=False, indent=2))
    else:
        print_report(texts, loaded, found, rows)
    ctx.exit(WRONG if any(row.wrong for row in rows) else 0)


async def watched(measurement: Measurement, texts: Texts, name: str) -> list[Measured]:
    """Measure; on a terminal with a bar when that takes long."""
    bar = asyncio.create_task(progress(measurement, texts, name))
    try:
        return await measurement.run()
    finally:
        bar.cancel()
        await asyncio.wait([bar])


async def progress(measurement: Measurement, texts: Texts, name: str) -> None:
    """A bar on standard error until cancelled; nothing unless that is a terminal."""
    out = Console(stderr=True)
    if not out.is_terminal:
        return
    await asyncio.sleep(PATIENCE)
    words = TextColumn("{task.description}", markup=False)
    with Progress(words, BarColumn(), MofNCompleteColumn(), console=out, transient=True) as bar:
        title = texts.say("cli.check.progress", site=name)
        task = bar.add_task(title, total=measurement.total)
        while True:
            if measurement.told >= measurement.total:
                bar.update(task, description=texts.say("cli.check.tracing"), total=None)
            bar.update(task, completed=measurement.told)
            await asyncio.sleep(0.1)


def print_report(texts: Texts, inventory: Inventory, site: Site, rows: list[Measured]) -> None:
    """The table, and under it the paths."""
    out = console()
    show(out, Text.assemble((site.name, "bold"), f"  {site.id}"))
    if not rows:
        show(out, texts.say("cli.check.no-devices", site=site.id))
        return
    devices = {device.address: device.id for device in inventory.devices.values()}
    paths = traces(out, texts, rows, devices)
    show(out, device_table(out, texts, rows), *paths, *advice(texts, rows))
