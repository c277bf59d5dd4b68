"""Inventory files for provinces of any size."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
version: 1
organization: {id: lab, name: Tỉnh thử nghiệm}
levels: [{id: province, name: tỉnh}, {id: district, name: huyện}, {id: commune, name: xã}]
daemon: {witnesses: [127.0.0.53], database: "sqlite:///monitord.db"}
providers: {vnpt: {name: VNPT}, viettel: {name: Viettel}}
profiles:
  router: {role: router, checks: {icmp: {}}}
  codec: {role: endpoint, checks: {icmp: {}}}
sites:
  - id: centre
    name: Trung tâm
    level: province
    devices: [{id: rt, profile: router, address: 127.1.0.1}]
    sites:
"""


def write_province(path: Path, districts: int = 1, communes: int = 2) -> Path:
    """An inventory of a centre, districts `d1`… and in each of them communes `d1-c1`….

    A site has a router `rt` and a codec `vc`: 127.1.<d>.1 and .2 in district d, 127.<1 + d>.<c>.1
    and .2 in its commune c. Odd districts are VNPT's, even ones Viettel's.
    """
    lines = [HEAD]
    for d in range(1, districts + 1):
        provider = "vnpt" if d % 2 else "viettel"
        lines.append(site(" " * 6, f"d{d}", "district", f"127.1.{d}", provider))
        if communes:
            lines.append("        sites:\n")
        for c in range(1, communes + 1):
            lines.append(site(" " * 10, f"d{d}-c{c}", "commune", f"127.{1 + d}.{c}", provider))
    path.write_text("".join(lines))
    return path


def site(margin: str, ident: str, level: str, network: str, provider: str) -> str:
    """One site in block style."""
    return "".join(
        f"{margin}{line}\n"
        for line in (
            f"- id: {ident}",
            f"  name: Điểm cầu {ident}",
            f"  level: {level}",
            f"  circuits: [{{id: L-{ident}, provider: {provider}, role: primary, device: rt}}]",
            f"  devices: [{{id: rt, profile: router, address: {network}.1}},"
            f" {{id: vc, profile: codec, address: {network}.2}}]",
        )
    )
