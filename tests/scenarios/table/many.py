"""Many sites and one cause: districts, and providers."""

from __future__ import annotations

from tests.scenarios.ground import Ground, district, site
from tests.scenarios.play import Scenario
from tests.scenarios.steps import (
    dark,
    fired,
    middle,
    one_by_one,
    resolved,
    wait,
    well,
)

UNTIL_DECIDED = 10.0
"""Seconds after which a silent site has been told of, if it ever is."""

DISTRICTS = (
    Scenario(
        "dist",  # a district's router first, its communes within half a minute
        district("dist", 30),
        (
            dark(site="dist"),
            one_by_one(lambda n: dark(site=f"dist-{n}"), 30, within=30),
            *(fired(), middle, *(well(site=f"dist-{n}") for n in range(1, 31))),
            *(well(site="dist"), resolved()),
        ),
        ("firing SiteDown dist circuit", "resolved SiteDown dist circuit"),
        root="dist/rt",
    ),
    Scenario(
        "late",  # two communes fall silent and are told of before their district does
        district("late", 30),
        (
            *(dark(site="late-1"), dark(site="late-2"), fired(2), wait(4), dark(site="late")),
            one_by_one(lambda n: dark(site=f"late-{n}"), 30, within=15),
            *(fired(3), middle, *(well(site=f"late-{n}") for n in range(1, 31))),
            *(well(site="late"), resolved()),
        ),
        (
            *("firing SiteDown late-1 circuit", "firing SiteDown late-2 circuit"),
            *("firing SiteDown late circuit", "resolved SiteDown late circuit"),
        ),
        root="late-1/rt",
    ),
    Scenario(
        "down",  # the parent, later its child: nothing more to tell
        district("down", 1),
        (
            *(dark(site="down"), fired(), middle, dark(site="down-1"), wait(UNTIL_DECIDED)),
            *(well(site="down-1"), well(site="down"), resolved()),
        ),
        ("firing SiteDown down circuit", "resolved SiteDown down circuit"),
        root="down/rt",
    ),
    Scenario(
        "race",  # the child a moment before its parent
        district("race", 2),
        (
            *(dark(site="race-1"), wait(1), dark(site="race"), fired(), middle),
            *(well(site="race-1"), well(site="race"), resolved()),
        ),
        ("firing SiteDown race circuit", "resolved SiteDown race circuit"),
        root="race/rt",
    ),
    Scenario(
        "up",  # the child well before its parent, whose incident absorbs the child's
        district("up", 2),
        (
            *(dark(site="up-1"), fired(), wait(3), dark(site="up"), fired(2), middle),
            *(well(site="up-1"), well(site="up"), resolved()),
        ),
        (
            *("firing SiteDown up-1 circuit", "firing SiteDown up circuit"),
            "resolved SiteDown up circuit",
        ),
        root="up-1/rt",
    ),
    Scenario(
        "orphan",  # the child of a dead parent dies by itself, which shows when the parent is back
        district("orphan", 2),
        (
            *(dark(site="orphan"), fired(), dark(site="orphan-1"), middle, well(site="orphan")),
            *(resolved(), fired(2), well(site="orphan-1"), resolved(2)),
        ),
        (
            *("firing SiteDown orphan circuit", "resolved SiteDown orphan circuit"),
            *("firing SiteDown orphan-1 circuit", "resolved SiteDown orphan-1 circuit"),
        ),
        root="orphan/rt",
    ),
)

PROVIDERS = (
    Scenario(
        "net",  # a provider's lines, all at once
        Ground(tuple(site(f"net-{n}") for n in range(1, 6)), ("net-net",)),
        (
            *(dark(site=f"net-{n}") for n in range(1, 5)),
            *(fired(), middle, *(well(site=f"net-{n}") for n in range(1, 5)), resolved()),
        ),
        ("firing ProviderOutage net-net provider", "resolved ProviderOutage net-net provider"),
        root="net-4/rt",
    ),
    Scenario(
        "slow",  # the first two are told of before the third shows what it is
        Ground(tuple(site(f"slow-{n}") for n in range(1, 6)), ("slow-net",)),
        (
            *(dark(site="slow-1"), fired(1), dark(site="slow-2"), fired(2)),
            *(dark(site="slow-3"), fired(3), middle),
            *(*(well(site=f"slow-{n}") for n in range(1, 4)), resolved()),
        ),
        (
            *("firing SiteDown slow-1 circuit", "firing SiteDown slow-2 circuit"),
            "firing ProviderOutage slow-net provider",
            "resolved ProviderOutage slow-net provider",
        ),
        root="slow-1/rt",
    ),
)
