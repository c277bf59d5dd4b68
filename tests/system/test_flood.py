"""A daemon that measures while a process beside it floods its door with slow connections."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from pathlib import Path

from tests.stalls import Stalls
from tests.system.flooding import COMING, LONGEST
from tests.system.inventories import many
from tests.system.plain import Plain, daemon
from tests.system.talk import PAUSE, Metrics, until

log = logging.getLogger(__name__)

SITES = 20
REFUSED = "monitord_http_refusals_total"
LAG = "monitord_loop_lag_max_seconds"
LAGGED = 3.0
"""Seconds by which the loop may be later than when nobody floods it, on a busy machine: what is
measured is some hundredths, and two tenths beside others that work."""


def test_ten_thousand_slow_connections_disturb_neither_answers_nor_echoes(tmp_path: Path) -> None:
    with daemon(many(tmp_path / "inventory.yaml", SITES)) as plain, Stalls() as stalls:
        plain.ready()
        until(plain.states, lambda states: set(states.values()) == {"up"})
        before = plain.metrics()
        opened, statuses = flooded(plain)
        after = plain.metrics()
        states = plain.states()
    log.info(
        "opened %d, asked %d, lag %.3f then %.3f", opened, len(statuses), before[LAG], after[LAG]
    )
    assert opened > COMING / 4  # all of them, where the machine is not very slow
    assert set(statuses) == {200}
    assert after.of(REFUSED, reason="connections") > opened / 4
    assert after[LAG] < before[LAG] + LAGGED + stalls.seconds
    assert set(states.values()) == {"up"}
    for site in after.sites("monitord_icmp_echoes_total"):
        assert echoes(after, site) > echoes(before, site)
        assert lost(after, site) == lost(before, site)


def flooded(plain: Plain) -> tuple[int, list[int]]:
    """How many connections came, and what was answered meanwhile."""
    port = plain.where.rpartition(":")[2]
    command = [sys.executable, "-m", "tests.system.flooding", port]
    statuses: list[int] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as flooding:
        try:
            while flooding.poll() is None:
                statuses.append(plain.ask("/api/v1/sites").status)
                time.sleep(PAUSE)
            said, _ = flooding.communicate(timeout=LONGEST)
        finally:
            flooding.kill()
    return int(said), statuses


def echoes(metrics: Metrics, site: str) -> float:
    device = "rt" if site == "centre" else "vc"
    return metrics.of("monitord_icmp_echoes_total", site=site, device=device)


def lost(metrics: Metrics, site: str) -> float:
    device = "rt" if site == "centre" else "vc"
    return metrics.of("monitord_icmp_echoes_lost_total", site=site, device=device)
