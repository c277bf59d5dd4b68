"""What people do: maintenance, acknowledgements, corrections; and what they do not."""

from __future__ import annotations

from tests.scenarios.acts import acknowledge, correct, covered
from tests.scenarios.ground import alone
from tests.scenarios.play import Scenario
from tests.scenarios.steps import (
    dark,
    fired,
    mark,
    middle,
    resolved,
    until,
    wait,
    well,
)

UNTIL_DECIDED = 10.0
"""Seconds after which a silent site has been told of, if it ever is."""

PEOPLE = (
    Scenario(
        "works",  # all of it within a maintenance window
        alone("works"),
        (
            *(covered(75), dark(site="works"), wait(UNTIL_DECIDED), middle),
            *(well(site="works"), until("end"), wait(5)),
        ),
    ),
    Scenario(
        "over",  # still dark when the window is over
        alone("over"),
        (
            *(covered(75), dark(site="over"), middle, fired()),
            *(well(site="over"), resolved()),
        ),
        ("firing SiteDown over circuit", "resolved SiteDown over circuit"),
        after="end",
    ),
    Scenario(
        "begun",  # the window begins while it is dark
        alone("begun"),
        (
            *(dark(site="begun"), fired(), covered(60), middle, wait(5)),
            *(well(site="begun"), resolved(), until("end"), wait(5)),
        ),
        ("firing SiteDown begun circuit", "resolved SiteDown begun circuit"),
        root="begun/rt",
    ),
    Scenario(
        "ack",  # acknowledged before it would escalate
        alone("ack", team="kip"),
        (
            *(dark(site="ack"), fired(), mark("told"), acknowledge, middle, until("told", 65)),
            *(well(site="ack"), resolved()),
        ),
        ("firing SiteDown ack circuit", "resolved SiteDown ack circuit"),
        root="ack/rt",
    ),
    Scenario(
        "hush",  # acknowledged: what changes of it is told nobody, its end is
        alone("hush"),
        (
            *(dark(site="hush"), fired(), acknowledge, wait(2), correct("power", "utility")),
            *(middle, well(site="hush"), resolved()),
        ),
        (
            "firing SiteDown hush circuit",
            "resolved SiteDown hush circuit; resolved SiteDown hush power",
        ),
        root="hush/rt",
    ),
    Scenario(
        "urge",  # nobody acknowledges
        alone("urge", team="kip"),
        (
            *(dark(site="urge"), fired(), middle, fired(2)),
            *(well(site="urge"), resolved(2)),
        ),
        (
            *("firing SiteDown urge circuit", "firing SiteDown urge circuit"),
            *("resolved SiteDown urge circuit", "resolved SiteDown urge circuit"),
        ),
        root="urge/rt",
    ),
    Scenario(
        "storm",  # a person corrects the cause: the old alert ends with the message of the new
        alone("storm"),
        (
            *(dark(site="storm"), fired(), correct("power", "utility"), fired(2), middle),
            *(well(site="storm"), resolved()),
        ),
        (
            "firing SiteDown storm circuit",
            "firing SiteDown storm power; resolved SiteDown storm circuit",
            "resolved SiteDown storm power",
        ),
        root="storm/rt",
    ),
)
