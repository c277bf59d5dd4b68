"""Inventory files with checks of every pace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

HEAD = """\
version: 1
organization: {{id: lab, name: Tỉnh thử nghiệm}}
levels: [{{id: province, name: tỉnh}}, {{id: district, name: huyện}}, {{id: commune, name: xã}}]
daemon: {{witnesses: [{witnesses}]}}
providers: {{vnpt: {{name: VNPT}}}}
hours: {{closed: {{days: {closed}, from: "07:00", to: "08:00"}}}}
profiles:
"""
CENTRE = """\
sites:
  - id: centre
    name: Trung tâm
    level: province
    devices: [{id: rt, profile: usual, address: 127.1.0.1}]
    sites:
"""

USUAL = "{icmp: {}}"
"""One echo a second, down after five."""
QUICK = "{icmp: {interval: 200ms, timeout: 150ms}}"


def write(
    path: Path,
    sites: Mapping[str, tuple[str, str]],
    checks: Mapping[str, str] | None = None,
    *,
    witnesses: Iterable[str] = (),
    closed: str = "mon",
    closed_profiles: Iterable[str] = (),
) -> Path:
    """A centre and below it `sites`: (profile, address) by id, each with a codec `vc`.

    `checks` has the checks of each profile, `usual` is always there. Those in `closed_profiles`
    are expected to answer only on the day `closed`.
    """
    lines = [HEAD.format(witnesses=", ".join(witnesses), closed=closed)]
    for name, text in {"usual": USUAL, **(checks or {})}.items():
        hours = "presence: closed, " if name in closed_profiles else ""
        lines.append(f"  {name}: {{role: endpoint, {hours}checks: {text}}}\n")
    lines.append(CENTRE)
    for ident, (profile, address) in sites.items():
        device = f"{{id: vc, profile: {profile}, address: {address}}}"
        place = f"id: {ident}, name: Điểm cầu {ident}, level: commune"
        lines.append(f"      - {{{place}, devices: [{device}]}}\n")
    path.write_text("".join(lines))
    return path


def many(path: Path, count: int, interval: str = "1s") -> Path:
    """`count` sites `s0`, `s1`… at addresses from 127.16.0.1; at most 50,000."""
    sites = {
        f"s{n}": ("paced", f"127.{16 + n // 40_000}.{n // 200 % 200}.{n % 200 + 1}")
        for n in range(count)
    }
    return write(path, sites, {"paced": f"{{icmp: {{interval: {interval}}}}}"})
