"""CPU per poll: our engine beside snmp_exporter and pysnmp, one real agent, one run.

Measured in a network namespace of its own with 48 interfaces; see `snmp_inside`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

from benchmarks.report import NONE, NotHereError, Row, Table, judge, microseconds
from benchmarks.scale import Scale
from monitord.simulator.outside import unshare

PAIRS = 24
"""Of virtual Ethernet interfaces; with the loopback 49 rows."""
INSIDE = (
    "PATH=$PATH:/usr/sbin:/sbin && ip link set lo up"
    f" && for i in $(seq {PAIRS}); do ip link add a$i type veth peer name b$i; done"
    ' && exec "$@"'
)
NEEDED = ("ip", "snmpd", "prometheus-snmp-exporter", "unshare")
MOST = {"v2c, 10 scalars": 1 / 4, "v3, 10 scalars": 1 / 3}
"""Of snmp_exporter's CPU; of what begins so."""
PATIENCE = 600.0


def run(scale: Scale) -> Table:
    """Every way, in both versions. Raises NotHereError, SubprocessError."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    missing = [name for name in NEEDED if shutil.which(name, path=path) is None]
    if missing:
        raise NotHereError(f"not installed: {', '.join(missing)}")
    command = [sys.executable, "-m", "benchmarks.snmp_inside", str(scale.polls), str(scale.rounds)]
    done = subprocess.run(
        [*unshare(), "sh", "-c", INSIDE, "sh", *command],
        stdout=subprocess.PIPE,
        check=True,
        timeout=PATIENCE,
    )
    found: dict[str, dict[str, tuple[float, int]]] = json.loads(done.stdout)
    rows = [row for what, ways in found.items() for row in _rows(what, ways)]
    notes = [
        f"net-snmp's snmpd answers; medians of {scale.rounds} rounds in which the ways take turns,"
        f" {scale.polls:,} polls each (tables a tenth, pysnmp a twentieth of it)",
        "ours of 10 scalars includes mapping them to readings; v3 is SHA-1 with AES-128",
        "snmp_exporter answers one scrape a poll, as Prometheus asks it; CPU of all its threads",
    ]
    return Table("SNMP: CPU per poll", rows, notes)


def _rows(what: str, ways: dict[str, tuple[float, int]]) -> list[Row]:
    ours, values = ways["monitord"]
    rows = []
    for way, (theirs, brought) in ways.items():
        if way == "monitord":
            continue
        ratio, most = ours / theirs, _most(what) if way == "snmp_exporter" else None
        said = f"{values}" if brought == values else f"{values} and {brought}"
        rows.append(
            Row(
                f"{what} ({said} values), beside {way}",
                microseconds(ours),
                microseconds(theirs),
                f"{ratio:.3f}",
                NONE if most is None else f"ratio ≤ {most:.2f}",
                NONE if most is None else judge(ratio, most, lambda by: f"{by:.2f}"),
            )
        )
    return rows


def _most(what: str) -> float | None:
    return next((most for begin, most in MOST.items() if what.startswith(begin)), None)
