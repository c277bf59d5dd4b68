"""A new inventory takes effect at once, leaves alone what it does not touch, and is recorded."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from math import floor
from pathlib import Path
from statistics import median

import pytest

from monitord.store.revisions import Validity
from monitord.store.store import Store
from tests.stalls import Stalls
from tests.system.housed import Housed, housed
from tests.system.inventories import many, write
from tests.system.plain import Plain, daemon
from tests.system.talk import Metrics, Talk, until

log = logging.getLogger(__name__)

INTERVAL = 1.0
KEPT, CHANGED, GONE, NEW = "127.2.0.1", "127.2.0.2", "127.2.0.3", "127.2.0.4"
OTHER = "127.2.0.5"
"""Where the changed site is after the reload."""
PROFILES = {"half": f"{{icmp: {{interval: {round(INTERVAL * 1000)}ms, timeout: 900ms}}}}"}
BEFORE = {"kept": ("half", KEPT), "changed": ("half", CHANGED), "gone": ("half", GONE)}
AFTER = {"kept": ("half", KEPT), "changed": ("half", OTHER), "new": ("half", NEW)}
EVERYBODY = {**BEFORE, "new": ("half", NEW), "other": ("half", OTHER)}
ENOUGH = 3
"""Echoes before and after a reload that show a check's phase."""
AS_EVER = 0.05
"""Seconds by which the phase may differ on a busy machine."""
BAD = "version: 1\nsites: [{id: a, nmae: A}, {id: a, name: B}]\n"
LAGGED = 0.4
"""Share of the time that a reload of 10,000 sites takes for which the event loop may be late at
most: thrice what it is, on a fast machine as on a slow one."""


def in_place(path: Path) -> None:
    write(path, AFTER, PROFILES)


def by_rename(path: Path) -> None:
    write(path.with_suffix(".new"), AFTER, PROFILES).rename(path)


def echoes(metrics: Metrics, site: str) -> float:
    return metrics.of("monitord_icmp_echoes_total", site=site, device="vc")


def asked(house: Housed, address: str) -> list[float]:
    """When the echoes to an address passed since the tap was opened, Unix seconds."""
    return [seen.at for seen in house.wire(address) if not seen.reply]


def phases(times: list[float]) -> float:
    """The median place of these instants in their interval, seconds."""
    return median((at - times[0] + INTERVAL / 2) % INTERVAL for at in times) - INTERVAL / 2


def turns(times: list[float]) -> list[int]:
    """Which turn each of these instants is of; one that is late is still of its own."""
    start = times[0] + phases(times) - AS_EVER
    return [floor((at - start) / INTERVAL) for at in times]


@pytest.mark.lab
@pytest.mark.parametrize("change", [in_place, by_rename])
def test_a_change_of_the_file_is_in_force_at_once_and_the_rest_goes_on(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    province = write(tmp_path / "province.yaml", EVERYBODY, PROFILES)
    inventory = write(tmp_path / "inventory.yaml", BEFORE, PROFILES)
    with Stalls() as stalls, housed(province, inventory, tapped=True) as house:
        until(lambda: asked(house, KEPT), lambda times: len(times) >= ENOUGH)
        until(lambda: house.states()["changed"], lambda state: state == "up")
        sent = echoes(house.metrics(), "kept")
        change(inventory)
        after = until(house.metrics, lambda m: "new" in m.sites("monitord_site_info"))
        for name in ("monitord_site_info", "monitord_site_state", "monitord_check_state"):
            assert after.sites(name) == {"centre", *AFTER}
        assert after.sites("monitord_icmp_echoes_total") == {"centre", *AFTER}
        assert house.states().keys() == {"centre", *AFTER}
        assert house.ask("/api/v1/sites/gone").status == 404
        assert house.sites()["changed"]["devices"][0]["address"] == OTHER
        assert echoes(after, "changed") < sent <= echoes(after, "kept")
        until(house.states, lambda states: set(states.values()) == {"up"})
        since = house.check("kept/vc")["since"]
        until(lambda: echoes(house.metrics(), "kept"), lambda now: now >= sent + ENOUGH)
        assert house.check("kept/vc")["since"] == since
        totals = house.check("kept/vc")["totals"]
        assert totals["lost"] == totals["late"]  # every one was answered, if late
        kept, gone, (first, *_) = (asked(house, address) for address in (KEPT, GONE, NEW))
    assert [b - a for a, b in pairwise(turns(kept))] == [1] * (len(kept) - 1)
    for a, b in pairwise(kept):
        assert b - a <= 1.5 * INTERVAL + stalls.between(a, b)
    before, afterwards = [t for t in kept if t < first], [t for t in kept if t > first]
    assert abs(phases(before) - phases([before[0], *afterwards])) < AS_EVER
    assert gone[-1] < first + INTERVAL
    assert {name for name, _, _ in house.transitions("kept/vc")} == set()


def counts(talk: Talk) -> tuple[float, float, float]:
    """Reloads, failed ones, and whether the last one went well."""
    metrics = talk.metrics()
    names = "reloads_total", "reloads_failed_total", "reload_last_successful"
    total, failed, last = (metrics[f"monitord_{name}"] for name in names)
    return total, failed, last


def test_a_bad_file_changes_nothing_and_is_told_everywhere(tmp_path: Path) -> None:
    inventory = many(tmp_path / "inventory.yaml", 2)
    good = inventory.read_text()
    with daemon(inventory) as plain:
        before = plain.states().keys()
        assert counts(plain) == (0, 0, 1)
        inventory.write_text(BAD)
        refused = plain.reload()
        assert refused.status == 422
        problems = refused.json["problems"]
        assert len(problems) > 2
        assert all(problem.startswith(f"{inventory}:") for problem in problems)
        assert plain.states().keys() == before
        logged = [r["message"] for r in plain.log("daemon") if r["level"] == "error"]
        assert logged == [f"inventory refused: {problem}" for problem in problems]
        assert counts(plain) == (1, 1, 0)
        inventory.write_text(good.replace("Điểm cầu s1", "Tên mới"))
        accepted = plain.reload()
        assert accepted.status == 200
        assert accepted.json["revision"] == sha256(inventory.read_bytes()).hexdigest()[:16]
        assert counts(plain) == (2, 1, 1)
        assert plain.sites()["s1"]["name"] == "Tên mới"


@pytest.mark.parametrize("how", ["HTTP", "SIGHUP"])
def test_it_reloads_when_it_is_told_to(tmp_path: Path, how: str) -> None:
    inventory = many(tmp_path / "inventory.yaml", 2)
    with daemon(inventory) as plain:
        many(inventory, 3)
        if how == "HTTP":
            assert plain.reload().json["added"] == 1
            assert plain.states().keys() == {"centre", "s0", "s1", "s2"}
        else:
            plain.process.send_signal(signal.SIGHUP)
            until(plain.states, lambda states: "s2" in states)


async def history(path: Path) -> list[Validity]:
    """Every revision in a database, as the daemon itself reads it."""
    store = await Store.open(f"sqlite:///{path}")
    try:
        return await store.history()
    finally:
        await store.close()


def test_every_accepted_revision_is_kept_with_its_validity(tmp_path: Path) -> None:
    inventory = many(tmp_path / "inventory.yaml", 1)
    revisions = [sha256(inventory.read_bytes()).hexdigest()]
    with daemon(inventory) as plain:
        for count in (2, 3):
            many(inventory, count)
            revisions.append(sha256(inventory.read_bytes()).hexdigest())
            assert plain.reload().status == 200
        inventory.write_text(BAD)
        assert plain.reload().status == 422
        assert plain.end()[0] == 0
    kept = asyncio.run(history(tmp_path / "monitord.db"))
    assert [validity.sha256 for validity in kept] == revisions
    assert [v.valid_until for v in kept[:-1]] == [v.valid_from for v in kept[1:]]
    assert kept[-1].valid_until is None


def test_the_loop_goes_on_while_10_000_sites_are_reloaded(tmp_path: Path) -> None:
    inventory = many(tmp_path / "inventory.yaml", 10_000, "20s")
    with daemon(inventory) as plain:
        inventory.write_text(inventory.read_text().replace("127.16.49.200", "127.16.50.200"))
        before = time.monotonic()
        assert plain.reload().json["changed"] == 1
        took = time.monotonic() - before
        lag = plain.figure("monitord_loop_lag_max_seconds")
    log.info("the loop was late by %.3f s in a reload of %.3f s", lag, took)
    assert lag < LAGGED * took


POLLED = """\
version: 1
organization: {{id: lab, name: Tỉnh thử nghiệm}}
levels: [{{id: commune, name: xã}}]
credentials: {{c: {{snmp: {{version: 2c, community: {{file: {secret}}}}}}}}}
profiles:
  p:
    role: router
    credential: c
    checks: {{snmp: {{modules: [system], interval: 1s, timeout: 200ms, port: 9}}}}
sites:
  - id: s
    name: Điểm cầu
    level: commune
    devices: [{{id: a, profile: p, address: 127.1.0.1}}, {{id: b, profile: p, address: 127.1.0.2}}]
"""


def test_a_secret_is_read_again_at_a_reload_and_told_once_when_it_cannot(tmp_path: Path) -> None:
    secret, inventory = tmp_path / "community", tmp_path / "inventory.yaml"
    inventory.write_text(POLLED.format(secret=secret))
    secret.touch(0o600)

    def reasons(plain: Plain) -> set[str]:
        devices = plain.ask("/api/v1/sites/s").json["devices"]
        return {check["reason"]["code"] for device in devices for check in device["checks"]}

    with daemon(inventory) as plain:
        until(lambda: reasons(plain), lambda found: found == {"credential.unreadable"})
        assert len([r for r in plain.log() if "their secret" in r["message"]]) == 1
        secret.write_text("quiet-please")
        assert plain.reload().json["changed"] == 2
        until(lambda: reasons(plain), lambda found: found == {"snmp.refused"})
        assert plain.reload().json["changed"] == 0
        secret.write_text("another")
        assert plain.reload().json["changed"] == 2
        assert "quiet-please" not in plain.log_path.read_text()
