"""How long an inventory takes to load, and what memory: 621 and 10,000 sites, made up here.

Run with `python -m benchmarks.inventory`; each size is measured in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from monitord.inventory import parse

SIZES = (621, 10_000)
LIMITS = {621: 1.0, 10_000: 12.0}
"""Seconds that issue 2 allows."""

HEAD = """\
version: 1
organization: {id: tinh, name: Tỉnh Thử Nghiệm}
levels: [{id: province, name: tỉnh}, {id: district, name: huyện}, {id: commune, name: xã}]
providers: {vnpt: {name: VNPT}}
credentials: {tslcd: {snmp: {version: 2c, community: {env: COMMUNITY}}}}
teams: {truc: {name: Trực kỹ thuật tỉnh}}
profiles:
  router:
    role: router
    credential: tslcd
    checks: {icmp: {}, snmp: {modules: [system, interfaces], port: 1161}}
  reflecting:
    role: router
    credential: tslcd
    checks: {icmp: {}, snmp: {modules: [system, interfaces], port: 1161}, rtp: {port: 8862}}
  endpoint:
    role: endpoint
    presence: conference
    credential: tslcd
    checks: {icmp: {}, snmp: {modules: [system, interfaces], port: 1161}}
sites:
  - id: ttdl
    name: Trung tâm dữ liệu tỉnh
    level: province
    team: truc
    devices: [{id: rt, profile: router, address: 10.255.255.1}]
    sites:
"""
SITE = """\
{indent}- id: s-{n}
{indent}  name: UBND xã Như Thanh {n}
{indent}  level: {level}
{indent}  service: live
{indent}  contacts: [{{name: Nguyễn Văn An, phone: "0912345678"}}]
{indent}  circuits:
{indent}    - {{id: TSL-{n}, provider: vnpt, role: primary, bandwidth: 20Mbit/s, device: rt}}
{indent}  devices:
{indent}    - {{id: rt, profile: {router}, address: 10.{a}.{b}.1}}
{indent}    - {{id: vc, profile: endpoint, address: 10.{a}.{b}.2}}
"""
DISTRICT = 31
"""Sites of a district, itself included."""


@dataclass(frozen=True, slots=True)
class Row:
    """One size, measured."""

    sites: int
    seconds: float
    """The best of three."""
    megabytes: float
    """Peak resident memory of the whole process, the text included (MiB)."""


def document(sites: int, streams: int = 0) -> bytes:
    """An inventory of so many sites on three levels; test streams go to so many of them."""
    return (HEAD + "".join(_sites(sites - 1, streams))).encode()


def _sites(count: int, streams: int) -> Iterator[str]:
    for n in range(count):
        place = n % DISTRICT
        level, indent = ("district", " " * 6) if place == 0 else ("commune", " " * 10)
        router = "reflecting" if n < streams else "router"
        yield SITE.format(indent=indent, n=n, level=level, a=n // 250, b=n % 250, router=router)
        if place == 0 and n + 1 < count:
            yield f"{indent}  sites:\n"


def measure(sites: int) -> Row:
    """Load in this process."""
    data = document(sites)
    times = []
    for _ in range(3):
        start = perf_counter()
        parse(data, "inventory.yaml", Path())
        times.append(perf_counter() - start)
    return Row(sites, min(times), _peak())


def _peak() -> float:
    """MiB: VmHWM of this program, where getrusage(2) has the peak of whoever started it too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def run(sizes: Iterable[int] = SIZES) -> list[Row]:
    """Each size, measured in a fresh process."""
    return [_apart(sites) for sites in sizes]


def _apart(sites: int) -> Row:
    command = [sys.executable, "-m", "benchmarks.inventory", str(sites)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    count, seconds, megabytes = output.split()
    return Row(int(count), float(seconds), float(megabytes))


def main() -> None:
    """Print the table; with a number, one row of it for `run`."""
    if len(sys.argv) > 1:
        row = measure(int(sys.argv[1]))
        print(row.sites, row.seconds, row.megabytes)
        return
    print(f"{'sites':>7}  {'seconds':>8}  {'allowed':>8}  {'peak MiB':>8}")
    for row in run():
        print(
            f"{row.sites:>7}  {row.seconds:>8.2f}  {LIMITS[row.sites]:>8.1f}  {row.megabytes:>8.0f}"
        )


if __name__ == "__main__":
    main()
