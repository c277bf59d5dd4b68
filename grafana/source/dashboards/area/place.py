"""The sites that the dashboard is about, as `_info` series."""

from __future__ import annotations

from grafana.source.variables import BELOW, BENEATH, CHILDREN

SELF = 'monitord_site_info{path=~`${path:regex}`, parent!=""}'
"""The node itself, if it has one above."""
HERE = f"monitord_site_info{{{BELOW}}}"
"""It and all below it."""
IN_SERVICE = f'monitord_site_info{{{BELOW}, service=~"live|temporary"}}'
"""Of those the ones that count: planned ones and trials are shown, and never counted."""
NEXT = f"monitord_site_info{{{CHILDREN}}}"
"""Those right below it."""
BY_CHILD = (
    f'label_replace(monitord_site_info{{{BENEATH}, service=~"live|temporary"}}, "path", "$1", '
    '"path", `(${path:regex}/[^/]+).*`)'
)
"""Those that count below it, each with the path of the child that it is below of."""
SUFFERING = f"(monitord_site_cause and on (site) {HERE})"
"""The sites here that suffer from an incident."""
