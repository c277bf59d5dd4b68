"""The scenarios: what happens, and exactly what people are told of it.

All of one province run at the same time. A line of `expected` is one message.
"""

from __future__ import annotations

from tests.scenarios.acts import acknowledge, correct, covered
from tests.scenarios.ground import Ground, alone, device, district, line, site
from tests.scenarios.play import (
    Scenario,
    dark,
    fired,
    ill,
    mark,
    middle,
    one_by_one,
    resolved,
    until,
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

MANAGED = [device("rt", "managed"), device("vc", "codec")]


def two_lines(name: str) -> Ground:
    """A site with a circuit and a backup of another provider, each on an interface."""
    primary = line(f"{name}-line", f"{name}-net", interface="GigabitEthernet0/0")
    backup = line(f"{name}-spare", f"{name}-mobile", role="backup", interface="wwan0")
    return Ground(
        (site(name, circuits=[primary, backup], devices=MANAGED),),
        (f"{name}-net", f"{name}-mobile"),
    )


def cut(interface: str) -> dict[str, object]:
    """One of its circuits is dead."""
    return {"snmp": {"interface_down": interface}}


BACKUPS = (
    Scenario(
        "standby",  # the circuit is dead, and the site meets over the other
        two_lines("standby"),
        (
            *(ill(cut("GigabitEthernet0/0"), device="standby/rt"), fired(), middle),
            *(well(device="standby/rt"), resolved()),
        ),
        (
            "firing SiteOnBackupCircuit standby circuit",
            "resolved SiteOnBackupCircuit standby circuit",
        ),
    ),
    Scenario(
        "spare",  # the backup is dead: nobody would notice
        two_lines("spare"),
        (
            *(ill(cut("wwan0"), device="spare/rt"), fired(), middle),
            *(well(device="spare/rt"), resolved()),
        ),
        (
            "firing BackupCircuitDown spare-spare circuit",
            "resolved BackupCircuitDown spare-spare circuit",
        ),
    ),
    Scenario(
        "both",  # both are
        two_lines("both"),
        (
            *(ill(cut("wwan0"), device="both/rt"), fired(), dark(site="both"), fired(2), middle),
            *(well(device="both/rt"), well(site="both"), resolved()),
        ),
        (
            "firing BackupCircuitDown both-spare circuit",
            "firing SiteDown both circuit",
            "resolved SiteDown both circuit",
        ),
    ),
)


def two_mcus(name: str) -> Ground:
    """A site with two MCUs that stand in for each other, and two sites that meet on them."""
    devices = [
        device("rt", "router"),
        device("a", "mcu", dial="8001"),
        device("b", "mcu", dial="8002"),
    ]
    below = [site(f"{name}-{n}") for n in (1, 2)]
    group = {"members": [f"{name}/a", f"{name}/b"], "primary": f"{name}/a"}
    hub = site(name, *below, level="district", devices=devices, mcu=f"{name}-mcus")
    return Ground((hub,), (f"{name}-net",), {f"{name}-mcus": group})


MCUS = (
    Scenario(
        "second",  # the backup MCU is dead while the primary is fine
        two_mcus("second"),
        (dark(device="second/b"), fired(), middle, well(device="second/b"), resolved()),
        ("firing BackupMcuDown second/b mcu", "resolved BackupMcuDown second/b mcu"),
        root="second/b",
    ),
    Scenario(
        "first",  # the primary is dead, and the backup's number is to be dialled
        two_mcus("first"),
        (dark(device="first/a"), fired(), middle, well(device="first/a"), resolved()),
        ("firing McuOnBackup first-mcus mcu", "resolved McuOnBackup first-mcus mcu"),
        root="first/a",
    ),
    Scenario(
        "none",  # both are dead
        two_mcus("none"),
        (
            *(dark(device="none/a"), dark(device="none/b"), fired(), middle),
            *(well(device="none/a"), well(device="none/b"), resolved()),
        ),
        ("firing McuDown none-mcus mcu", "resolved McuDown none-mcus mcu"),
        root="none/b",
    ),
)

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

TABLE = SINGLE + DISTRICTS + PROVIDERS + BACKUPS + MCUS + PEOPLE
