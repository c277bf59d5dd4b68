"""`monitord sla verify`: the ledger's circuits against what a Prometheus scraped of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitord.cli.desk.line import LineError
from monitord.cli.door import trust
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show
from monitord.cli.sla.options import (
    FOUND,
    Source,
    archive_of,
    as_month,
    json_option,
    month_option,
    refuse,
    source_options,
)
from monitord.cli.sla.progress import progress
from monitord.cli.sla.verified import Verified, document, told
from monitord.texts import Texts

if TYPE_CHECKING:
    from monitord.cli.sla.prometheus import Login
    from monitord.cli.sla.scraped import Scraped
    from monitord.model.evidence import Evidence
    from monitord.model.figures import Month

_FILE = click.Path(readable=False, path_type=Path)


@click.command(cls=LocalizedCommand, help="sla.verify.help")
@click.option(
    "--prometheus", cls=LocalizedOption, metavar="URL", required=True,
    envvar="MONITORD_PROMETHEUS", show_envvar=True, help="sla.verify.prometheus",
)  # fmt: skip
@month_option
@click.option("--provider", cls=LocalizedOption, metavar="PROVIDER", help="sla.verify.provider")
@click.option(
    "--selector", cls=LocalizedOption, metavar="MATCHERS", default="", help="sla.verify.selector"
)
@click.option("--user", cls=LocalizedOption, metavar="NAME", help="sla.verify.user")
@click.option("--password-file", cls=LocalizedOption, type=_FILE, help="sla.verify.password-file")
@click.option("--token-file", cls=LocalizedOption, type=_FILE, help="sla.verify.token-file")
@click.option("--ca", cls=LocalizedOption, type=_FILE, help="sla.verify.ca")
@source_options
@json_option
@click.pass_context
def verify(
    ctx: click.Context,
    /,
    prometheus: str,
    month: str | None,
    provider: str | None,
    selector: str,
    user: str | None,
    password_file: Path | None,
    token_file: Path | None,
    ca: Path | None,
    inventory: Path,
    database: str | None,
    for_machines: bool,
) -> None:
    """Compare them."""
    texts = texts_of(ctx)
    login = _login(texts, user, password_file, token_file)
    with archive_of(ctx, Source(inventory, database).url(texts)) as archive:
        meant = archive.month(as_month(month))
        evidence = archive.evidence(meant, quality=False)
    circuits = _circuits(texts, evidence, provider)
    seen = _scraped(texts, prometheus, login, ca, selector, meant)
    found = _compared(evidence, meant, seen, circuits)
    if for_machines:
        click.echo(json.dumps(document(found), ensure_ascii=False, indent=2))
    else:
        out = console()
        show(out, *told(out, texts, found))
    ctx.exit(FOUND if found.differing else 0)


def _circuits(texts: Texts, evidence: Evidence, provider: str | None) -> Sequence[str] | None:
    """Those of the provider at any time of the month; None: all."""
    if provider is None:
        return None
    lines = [each for r in evidence.revisions for each in r.inventory.circuits.values()]
    known = {each.provider for each in lines}
    if provider not in known:
        refuse(texts.say("sla.verify.no-provider", id=provider, known=", ".join(sorted(known))))
    return sorted({each.id for each in lines if each.provider == provider})


def _scraped(
    texts: Texts, url: str, login: Login, ca: Path | None, selector: str, month: Month
) -> Scraped:
    """What Prometheus has; ends the command where it cannot be asked."""
    from monitord.cli.sla.prometheus import PrometheusError, opened  # noqa: PLC0415 - httpx
    from monitord.cli.sla.scraped import scraped  # noqa: PLC0415

    asking = texts.say("sla.verify.asking", url=url)
    try:
        with opened(url, login, trust(ca), selector) as asked, progress() as advance:
            return scraped(
                asked, month.start.timestamp(), month.end.timestamp(),
                lambda done, of: advance(asking, done / of),
            )  # fmt: skip
    except PrometheusError as error:
        refuse(texts.say(f"sla.verify.{error.code}", **{"url": url, **error.params}))
    except LineError as error:
        refuse(texts.say(error.code, **error.params))


def _compared(
    evidence: Evidence, month: Month, seen: Scraped, circuits: Sequence[str] | None
) -> Verified:
    from monitord.model.states import State  # noqa: PLC0415
    from monitord.sla.decided import Piece, decided  # noqa: PLC0415
    from monitord.sla.verify import compare  # noqa: PLC0415

    start, end = month.start.timestamp(), month.end.timestamp()
    ledger: Mapping[str, Sequence[Piece]] = decided(
        evidence.changes, evidence.spans, month.start, month.end
    )
    nothing = [Piece(start, end, State.UNKNOWN)]
    every = circuits if circuits is not None else sorted({*ledger, *seen.runs})
    return Verified(
        month=month,
        scrapes=seen.scrapes,
        circuits=[
            compare(each, seen.runs.get(each, ()), ledger.get(each, nothing), seen.scrapes)
            for each in every
        ],
    )


def _login(texts: Texts, user: str | None, password: Path | None, token: Path | None) -> Login:
    from monitord.cli.sla.prometheus import Login  # noqa: PLC0415 - httpx

    return Login(
        user=user,
        password=_secret(texts, password, "MONITORD_PROMETHEUS_PASSWORD") if user else None,
        token=None if user else _secret(texts, token, "MONITORD_PROMETHEUS_TOKEN"),
    )


def _secret(texts: Texts, file: Path | None, variable: str) -> str | None:
    """Of the file, else of the environment; None: none is given."""
    if file is None:
        return os.environ.get(variable) or None
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        refuse(texts.say("sla.verify.secret-file", path=file, why=why))
