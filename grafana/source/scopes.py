"""What incidents are about, and the dashboard that shows each kind of thing."""

from __future__ import annotations

from collections.abc import Mapping

from grafana_foundation_sdk.builders.dashboard import DashboardLink

from grafana.source.links import path
from grafana.source.queries import replaced
from grafana.source.words import Words
from monitord.model.incidents import Scope

PAGES: Mapping[Scope, tuple[str, str | None]] = {
    Scope.SITE: ("site", "site"),
    Scope.CENTRE: ("site", "site"),
    Scope.CIRCUIT: ("circuits", "circuit"),
    Scope.PROVIDER: ("circuits", "provider"),
    Scope.MCU: ("mcu", "site"),
    Scope.MONITOR: ("self", None),
}
"""By scope: the dashboard, and its variable for what is chosen; None: it has nothing to choose."""

NOWHERE = "nothing"
"""No dashboard has such a variable: Grafana passes over it. Without any, rows would lack the label
when none of them had one."""


def with_page(expr: str) -> str:
    """`expr`, which has the label `scope`, with `page`, `variable` and `chosen` for `subject_link`.

    One column can have one address only, so what differs between its rows must be in their labels.
    Of a subject that is a device, `site/device`, the site is chosen.
    """
    pages = {str(scope): page for scope, (page, _) in PAGES.items()}
    variables = {str(scope): name or NOWHERE for scope, (_, name) in PAGES.items()}
    led = replaced(replaced(expr, "page", "scope", pages), "variable", "scope", variables)
    return f'label_replace({led}, "chosen", "$1", "subject", "([^/]+).*")'


def subject_link(words: Words) -> DashboardLink:
    """From a row with `page`, `variable` and `chosen` to what the row is about."""
    url = path("overview", words).replace("-overview-", "-${__data.fields.page}-")
    chosen = "&var-${__data.fields.variable}=${__data.fields.chosen}"
    return DashboardLink(words.common("link.subject")).url(url + chosen)
