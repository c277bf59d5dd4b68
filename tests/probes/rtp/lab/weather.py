"""The sites of the accuracy tests: what befalls each, and what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

PORT = 8862
Way: TypeAlias = Mapping[str, Any]

HEAD = """\
version: 1
organization: {id: lab, name: Tỉnh thử nghiệm}
levels: [{id: province, name: tỉnh}, {id: commune, name: xã}]
daemon: {witnesses: [127.0.0.53], database: "sqlite:///monitord.db", rtp_total: 100Mbit/s}
profiles: {reflector: {role: reflector}}
sites:
"""


@dataclass(frozen=True)
class Site:
    """A site with one reflector."""

    id: str
    to_site: Way = field(default_factory=dict)
    from_site: Way = field(default_factory=dict)
    codec: str = "g711"
    mode: str = "rtp"
    reflector: Mapping[str, Any] = field(default_factory=dict)
    """What is wrong with it from the start."""
    later: Mapping[str, Any] = field(default_factory=dict)
    """What befalls it in mid-stream."""


def both(ident: str, codec: str = "g711", mode: str = "rtp", **way: object) -> Site:
    """A site whose line is the same both ways."""
    return Site(ident, way, way, codec, mode)


LOSS = [
    both("loss-0"),
    *(both(f"loss-0.1-{n}", loss="0.1%") for n in range(4)),
    both("loss-1-a", loss="1%"),
    both("loss-1-b", loss="1%"),
    both("loss-5", loss="5%"),
    both("loss-20", loss="20%"),
    both("burst-5", loss="5%", burst=3),
    both("burst-20", loss="20%", burst=6),
    Site("loss-there", {"loss": "10%"}),
    Site("loss-back", {}, {"loss": "10%"}),
    Site("loss-asymmetric", {"loss": "1%"}, {"loss": "10%", "burst": 4}),
    both("video", codec="video-720p", loss="2%"),
    both("stamp", mode="stamp", loss="5%"),
    both("twamp", mode="twamp-light", loss="5%"),
]
"""Where packets are lost, at random and in bursts of Gilbert's."""

ORDER = [
    both("reorder", reorder="5%", hold="50ms"),
    Site("reorder-there", {"reorder": "10%", "hold": "30ms"}),
    Site("reorder-back", {}, {"reorder": "10%", "hold": "50ms"}),
    *(Site(f"twice-there-{n}", {"duplicate": "5%"}) for n in range(3)),
    *(Site(f"twice-back-{n}", {}, {"duplicate": "5%"}) for n in range(3)),
    both("twice", duplicate="5%"),
    both("overtaking", delay="60ms", jitter="50ms", overtake=True),
]
"""Where packets come twice, or in another order."""

TIMES = [
    Site("delay-5", {"delay": "5ms"}),
    Site("delay-60", {"delay": "60ms"}, {"delay": "20ms"}),
    both("delay-300", delay="300ms"),
    both("jitter-1", delay="5ms", jitter="1ms"),
    both("jitter-10", delay="30ms", jitter="10ms", codec="g729"),
    both("jitter-20", delay="30ms", jitter="20ms", codec="g722"),
    both("jitter-50", delay="60ms", jitter="50ms", loss="1%"),
    Site("jitter-there", {"delay": "50ms", "jitter": "20ms"}),
    Site("jitter-back", {}, {"delay": "50ms", "jitter": "20ms"}, codec="opus"),
    both("jitter-opus", delay="30ms", jitter="15ms", codec="opus"),
    both("jitter-stamp", mode="stamp", delay="30ms", jitter="15ms"),
    Site("echo", {"delay": "20ms", "jitter": "5ms", "loss": "5%"}, {"loss": "5%"}, mode="echo"),
]
"""Where packets take their time."""

BAD = [
    Site("restart", later={"restart": True}),
    Site("restart-stamp", mode="stamp", later={"restart": True}),
    Site("clock-ahead", reflector={"clock": "5h"}),
    Site("clock-behind", reflector={"clock": "-5h"}),
    Site("clock-step", later={"clock_step": "1h"}),
    Site("clock-step-small", later={"clock_step": "-3s"}),
    Site("unsynchronised", reflector={"unsynchronised": True}),
    Site("echo-z", mode="stamp", reflector={"echo_z": True}),
    Site("stateless", {"loss": "10%"}, {}, mode="stamp", reflector={"stateless": True}),
    Site("replay", reflector={"replay": True}),
    Site("other-address", reflector={"other_address": True}),
    Site("garbage", reflector={"garbage": True}),
    Site("truncated", reflector={"truncated": True}),
    Site("forged", reflector={"forged": True}),
    Site("silent", reflector={"silent": True}),
]
"""Where the line is perfect and the reflector is not."""

GOOD = [*LOSS, *ORDER, *TIMES]
SITES = [*GOOD, *BAD]


def address(number: int) -> str:
    """Of the reflector of the site of this number."""
    return f"127.2.{number // 200}.{number % 200 + 1}"


def write_inventory(path: Path) -> Path:
    """All sites, a reflector in each."""
    lines = [HEAD]
    for number, site in enumerate(SITES):
        check = f"rtp: {{port: {PORT}, codec: {site.codec}, mode: {site.mode}}}"
        device = f"{{id: r, profile: reflector, address: {address(number)}, checks: {{{check}}}}}"
        lines.append(
            f"  - {{id: {site.id}, name: {site.id}, level: commune, devices: [{device}]}}\n"
        )
    path.write_text("".join(lines))
    return path


def write_scenario(path: Path) -> Path:
    """What befalls them; lines are perfect otherwise."""
    lines = ["version: 1\ndefaults: {delay: 0ms, jitter: 0ms}\nevents:\n"]
    for site in SITES:
        fault = {"to_site": site.to_site, "from_site": site.from_site, "rtp": site.reflector}
        kept = {where: what for where, what in fault.items() if what}
        if kept:
            lines.append(f"  - {json.dumps({'site': site.id, 'fault': kept})}\n")
    path.write_text("".join(lines))
    return path
