"""What befalls a whole province, one after the other: it has a daemon to itself."""

from __future__ import annotations

from tests.scenarios.ground import Ground, district
from tests.scenarios.play import EVERYTHING, Scenario
from tests.scenarios.steps import (
    dark,
    fired,
    middle,
    resolved,
    wait,
    well,
    with_alertmanager,
    without_alertmanager,
)

UNTIL_DECIDED = 10.0
"""Seconds."""

WIDE = (
    Scenario(
        EVERYTHING,
        Ground(
            tuple(site for name in ("a", "b") for site in district(name, 4).sites),
            ("a-net", "b-net"),
        ),
        (
            # While a witness answers it is the centre's own uplink,
            *(dark(all=True), fired(1), middle, well(all=True), resolved(1)),
            # and when all witnesses are silent too, nothing is known of the province.
            *(dark(witnesses=True), dark(all=True), fired(2), middle),
            *(well(witnesses=True), well(all=True), resolved(2)),
            # The centre's router answers, and nothing beyond it does.
            *(dark(subtree="a"), dark(subtree="b"), fired(3), middle),
            *(well(subtree="a"), well(subtree="b"), resolved(3)),
            # Alertmanager is away when something happens, and starts anew while it lasts.
            *(
                wait(2),
                without_alertmanager,
                dark(site="a-1"),
                wait(UNTIL_DECIDED),
                with_alertmanager,
            ),
            *(fired(4), middle, wait(2), without_alertmanager, with_alertmanager),
            *(well(site="a-1"), resolved(4)),
        ),
        (
            "firing UpstreamDown centre upstream",
            "resolved UpstreamDown centre upstream",
            "firing MonitorIsolated centre upstream",
            "resolved MonitorIsolated centre upstream",
            "firing UpstreamDown centre upstream",
            "resolved UpstreamDown centre upstream",
            "firing SiteDown a-1 circuit",
            "resolved SiteDown a-1 circuit",
        ),
        root="centre/rt",
    ),
)
