"""`monitord run`: the daemon. Every setting of the inventory's `daemon` is also an option here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

import click

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.values import IncidentRule, Setting

LEVELS = ("debug", "info", "warning", "error")
setting = partial(click.option, cls=LocalizedOption, show_envvar=True)
"""An option with its environment variable, `MONITORD_LISTEN` for `--listen`."""


@click.command(
    cls=LocalizedCommand,
    help="cli.run.help",
    context_settings={"auto_envvar_prefix": "MONITORD"},
)
@click.argument(
    "inventory",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("inventory.yaml"),
    envvar="MONITORD_INVENTORY",
)
@setting("--listen", metavar="ADDRESS:PORT", help="cli.run.listen")
@setting("--database", metavar="URL", help="cli.run.database")
@setting("--witness", "witnesses", metavar="ADDRESS", multiple=True, help="cli.run.witness")
@setting("--resolve-every", type=Setting("resolve_every", "duration"), help="cli.run.resolve-every")
@setting("--summary-every", type=Setting("summary_every", "duration"), help="cli.run.summary-every")
@setting(
    "--snmp-modules",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="cli.run.snmp-modules",
)
@setting("--snmp-traps", type=Setting("snmp_traps", "address:port"), help="cli.run.snmp-traps")
@setting("--rtp-share", type=Setting("rtp_share", "percentage"), help="cli.run.rtp-share")
@setting("--rtp-total", type=Setting("rtp_total", "rate"), help="cli.run.rtp-total")
@setting("--rtp-ports", type=Setting("rtp_ports", "first-last"), help="cli.run.rtp-ports")
@setting("--socket", type=Setting("socket", "path"), help="cli.run.socket")
@setting(
    "--alertmanager",
    "alertmanagers",
    type=Setting("alertmanagers", "url", many=True),
    multiple=True,
    help="cli.run.alertmanager",
)
@setting("--alert-ends", type=Setting("alert_ends", "duration"), help="cli.run.alert-ends")
@setting("--notified", metavar="FILE", help="cli.run.notified")
@setting("--reports", type=Setting("reports", "path"), help="cli.run.reports")
@setting("--dashboard-url", type=Setting("dashboard_url", "url"), help="cli.run.dashboard-url")
@setting("--runbook-url", type=Setting("runbook_url", "url"), help="cli.run.runbook-url")
@setting(
    "--incident-rule",
    "incidents",
    type=IncidentRule(),
    multiple=True,
    help="cli.run.incident-rule",
)
@setting("--tls-certificate", metavar="FILE", help="cli.run.tls-certificate")
@setting("--tls-key", metavar="FILE", help="cli.run.tls-key")
@setting("--insecure-listen", is_flag=True, default=None, help="cli.run.insecure-listen")
@setting(
    "--log-format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="cli.run.log-format",
)
@setting(
    "--log-level",
    type=click.Choice(LEVELS, case_sensitive=False),
    default="info",
    show_default=True,
    help="cli.run.log-level",
)
@click.pass_context
def run(
    ctx: click.Context,
    /,
    inventory: Path,
    log_format: Literal["text", "json"],
    log_level: str,
    **settings: Any,
) -> None:
    """Run the monitor until a signal ends it. `settings` are those of `DaemonSettings`."""
    # The daemon brings the web server, the database and the scheduler along; `--help` does not.
    from monitord.daemon.main import run as run_daemon  # noqa: PLC0415

    language = texts_of(ctx).language
    ctx.exit(
        run_daemon(
            inventory,
            _given(settings),
            log_format,
            log_level,
            language=language,
        )
    )


def _given(settings: Mapping[str, Any]) -> dict[str, Any]:
    """As `overrule` takes them: None for what was not given."""
    folder, tls = settings["snmp_modules"], (settings["tls_certificate"], settings["tls_key"])
    others = {name: each for name, each in settings.items() if not name.startswith("tls_")}
    return {
        **others,
        "tls": tls if any(tls) else None,
        "insecure_listen": settings["insecure_listen"] or None,
        "witnesses": settings["witnesses"] or None,
        "alertmanagers": settings["alertmanagers"] or None,
        "incidents": dict(settings["incidents"]) or None,
        "snmp_modules": None if folder is None else str(folder.absolute()),
    }
