"""`monitord check SITE`: a site measured once, without the daemon: echoes, streams, signalling."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from monitord.cli.desk.aside import known_of, remarks
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show
from monitord.cli.measure import Measurement
from monitord.cli.options import inventory_option
from monitord.cli.picture import Site as Known
from monitord.cli.quality import report as quality
from monitord.cli.quality.documents import answer_document, stream_document
from monitord.cli.quality.options import DURATION, chosen
from monitord.cli.quality.plan import rounds_of
from monitord.cli.quality.progress import progress
from monitord.cli.quality.whole import Found, Whole
from monitord.cli.report import advice, as_json, device_table, traces
from monitord.cli.resolve import SiteNotFoundError, resolve
from monitord.inventory import InvalidInventoryError, load
from monitord.model.inventory import Inventory, Site
from monitord.texts import Texts
from probes.icmp import IcmpUnavailableError

WRONG, USAGE = 1, 2
"""Exit codes: a device does not answer as it should; nothing could be measured."""


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
@click.option("--codec", cls=LocalizedOption, metavar="CODEC", help="quality.help.codec")
@click.option("--duration", cls=LocalizedOption, type=DURATION, help="quality.help.duration")
@click.option("--no-rtp", cls=LocalizedOption, is_flag=True, help="quality.help.no-rtp")
@click.option("--json", "for_machines", cls=LocalizedOption, is_flag=True, help="cli.check.json")
@click.pass_context
def check(
    ctx: click.Context,
    site: str,
    inventory: Path,
    count: int,
    codec: str | None,
    duration: float | None,
    no_rtp: bool,
    for_machines: bool,
) -> None:
    """Measure a site now."""
    texts = texts_of(ctx)
    try:
        loaded = load(inventory)
        names = {id_: one.name for id_, one in loaded.sites.items()}
        place = loaded.sites[resolve(site, names)]
        rounds = rounds_of(
            loaded,
            place,
            codec=chosen(ctx, texts, loaded, codec),
            duration=duration,
            streams=not no_rtp,
        )
        measurement = Measurement(place.devices, count, loaded.organization.timezone)
        whole = Whole(measurement, rounds, loaded.daemon.rtp_ports)
        found = asyncio.run(watched(whole, texts, place.name))
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
        known = known_of(place.id, loaded.daemon.socket)
        click.echo(json.dumps(document(place, found, known), ensure_ascii=False, indent=2))
    else:
        print_report(texts, loaded, place, found)
    ctx.exit(WRONG if found.wrong else 0)


async def watched(whole: Whole, texts: Texts, name: str) -> Found:
    """Measure; on a terminal with a bar when that takes long."""
    bar = asyncio.create_task(progress(Console(stderr=True), whole, texts, name))
    try:
        return await whole.run()
    finally:
        bar.cancel()
        await asyncio.wait([bar])


def document(site: Site, found: Found, known: Known | None) -> dict[str, object]:
    """Everything for machines; `known` is how the daemon sees it, None when it is away."""
    return {
        "site": site.id,
        "incident": known.incident if known else None,
        "cause": known.cause if known else None,
        "window": known.window if known else None,
        "devices": [as_json(row) for row in found.devices],
        "streams": [stream_document(each) for each in found.streams],
        "signals": [answer_document(each) for each in found.answers],
    }


def print_report(texts: Texts, inventory: Inventory, site: Site, found: Found) -> None:
    """The table, and under it streams, signalling and paths."""
    out = console()
    show(out, Text.assemble((site.name, "bold"), f"  {site.id}"))
    if not found.devices:
        show(out, texts.say("cli.check.no-devices", site=site.id))
        return
    names = {device.address: device.id for device in inventory.devices.values()}
    show(
        out,
        device_table(out, texts, found.devices),
        *quality.signals(out, texts, found.answers),
        *quality.streams(out, texts, found.streams),
        *traces(out, texts, found.devices, names),
        *advice(texts, found.devices),
        *remarks(texts, known_of(site.id, inventory.daemon.socket)),
    )
