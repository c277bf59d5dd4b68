"""What stands in for something else: backup circuits, backup MCUs."""

from __future__ import annotations

from tests.scenarios.ground import Ground, device, line, site
from tests.scenarios.play import Scenario
from tests.scenarios.steps import (
    dark,
    fired,
    ill,
    middle,
    resolved,
    well,
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
