"""One site, and what goes by itself there."""

from __future__ import annotations

from tests.scenarios.ground import Ground, alone, device, site
from tests.scenarios.play import Scenario
from tests.scenarios.steps import (
    dark,
    fired,
    ill,
    middle,
    resolved,
    wait,
    well,
)

ON_BATTERY = {"snmp": {"on_battery": True}}
UNTIL_DECIDED = 10.0
"""Seconds after which a silent site has been told of, if it ever is."""

SINGLE = (
    Scenario(
        "calm",  # most of the province is well, and nobody hears of it
        Ground(
            tuple(site(f"calm-{n}", devices=[device("rt", "router")]) for n in range(1, 61)),
            ("calm-net",),
        ),
        (middle,),
    ),
    Scenario(
        "one",  # a site goes dark and comes back
        alone("one"),
        (dark(site="one"), fired(), middle, well(site="one"), resolved()),
        ("firing SiteDown one circuit", "resolved SiteDown one circuit"),
        root="one/rt",
    ),
    Scenario(
        "night",  # a codec is switched off after hours
        alone("night", devices=[device("rt", "router"), device("vc", "closed")]),
        (dark(device="night/vc"), wait(UNTIL_DECIDED), middle, well(device="night/vc")),
    ),
    Scenario(
        "day",  # and inside hours
        alone("day", devices=[device("rt", "router"), device("vc", "office")]),
        (dark(device="day/vc"), fired(), middle, well(device="day/vc"), resolved()),
        ("firing SiteEquipmentDown day equipment", "resolved SiteEquipmentDown day equipment"),
        root="day/vc",
    ),
    Scenario(
        "trial",  # not yet in service
        alone("trial", service="trial"),
        (dark(site="trial"), wait(UNTIL_DECIDED), middle, well(site="trial")),
    ),
    Scenario(
        "flap",  # a line that comes and goes: one incident, which stays open until it is calm
        alone("flap", devices=[device("rt", "quick")]),
        (
            *(dark(site="flap"), fired(), well(site="flap"), wait(1)),
            *(dark(site="flap"), wait(2), well(site="flap"), wait(1), dark(site="flap"), middle),
            *(wait(2), well(site="flap"), wait(1), dark(site="flap")),
            *(wait(2), well(site="flap"), wait(1), dark(site="flap")),
            *(wait(2), well(site="flap"), resolved()),
        ),
        ("firing SiteDown flap circuit", "resolved SiteDown flap circuit"),
    ),
    Scenario(
        "again",  # the same fault soon after its end is the same incident
        alone("again"),
        (
            *(dark(site="again"), fired(1), well(site="again"), resolved(1)),
            *(dark(site="again"), fired(2), middle, well(site="again"), resolved(2)),
        ),
        (
            *("firing SiteDown again circuit", "resolved SiteDown again circuit"),
            *("firing SiteDown again circuit", "resolved SiteDown again circuit"),
        ),
        root="again/rt",
    ),
    Scenario(
        "mains",  # the UPS runs on its battery, and then there is silence
        alone(
            "mains",
            devices=[device("rt", "router"), device("vc", "codec"), device("ups", "ups")],
        ),
        (
            *(ill(ON_BATTERY, device="mains/ups"), wait(3), dark(site="mains"), fired(), middle),
            *(well(device="mains/ups"), well(site="mains"), resolved()),
        ),
        ("firing SiteDown mains power", "resolved SiteDown mains power"),
        root="mains/rt",
    ),
    Scenario(
        "lost",  # a codec has lost its gatekeeper
        alone("lost", devices=[device("rt", "router"), device("vc", "poly")]),
        (
            *(ill({"snmp": {"not_registered": True}}, device="lost/vc"), fired(), middle),
            *(well(device="lost/vc"), resolved()),
        ),
        ("firing SiteNotRegistered lost signalling", "resolved SiteNotRegistered lost signalling"),
    ),
    Scenario(
        "poor",  # answers take too long
        alone("poor", devices=[device("rt", "router"), device("vc", "judged")]),
        (
            ill({"delay": "300ms"}, device="poor/vc"),
            fired(),
            middle,
            well(device="poor/vc"),
            resolved(),
        ),
        ("firing SitePoorQuality poor quality", "resolved SitePoorQuality poor quality"),
    ),
)
