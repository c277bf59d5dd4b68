"""The simulator proper, which runs inside the network namespace."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random, SystemRandom

from monitord.inventory import InvalidInventoryError, load
from monitord.inventory.keys import read_keys, read_logins
from monitord.model.inventory import Inventory
from monitord.simulator.agents import table as agents_of
from monitord.simulator.child import LISTENING, Child
from monitord.simulator.control import Control
from monitord.simulator.fault import Scenario
from monitord.simulator.network import NetworkError, make_network
from monitord.simulator.orders import Orders
from monitord.simulator.packetlog import PacketLog
from monitord.simulator.reading import InvalidScenarioError
from monitord.simulator.responder import Responder
from monitord.simulator.rtp.arrivals import Arrivals
from monitord.simulator.rtp.province import RtpProvince
from monitord.simulator.scenario import load_scenario
from monitord.simulator.secrets import provide
from monitord.simulator.signalling.province import SignallingProvince
from monitord.simulator.snmp.handover import HandOver, cannot_encrypt
from monitord.simulator.snmp.herald import Herald
from monitord.simulator.snmp.province import SnmpProvince
from monitord.simulator.terrain import Terrain
from monitord.simulator.weather import Weather
from monitord.texts import texts

USAGE = 2
"""Exit code for wrong input."""


def main(orders: Orders) -> int:
    """Simulate until the command ends; return its exit code, or 2 when nothing was started."""
    say = texts(orders.language).say
    try:
        tun = make_network()
        inventory = load(Path(orders.inventory))
        if made_up := provide(inventory.credentials.values()):
            print(say("simulator.secrets", names=", ".join(made_up)), file=sys.stderr)
        scenario = Scenario()
        if orders.scenario is not None:
            scenario = load_scenario(Path(orders.scenario), inventory)
        with packet_log(orders.packet_log) as log:
            return simulate(orders, inventory, scenario, tun, log)
    except NetworkError as error:
        problems = [say("simulator.no-network", error=error)]
    except (InvalidInventoryError, InvalidScenarioError) as error:
        problems = [problem.text(orders.language) for problem in error.problems]
    except OSError as error:
        problems = [say("simulator.os-error", error=error)]
    print(*problems, sep="\n", file=sys.stderr)
    return USAGE


def simulate(
    orders: Orders, inventory: Inventory, scenario: Scenario, tun: int, log: PacketLog | None
) -> int:
    """Start the command and answer packets until it ends; its exit code."""
    terrain = Terrain(inventory)
    seed = next(
        s for s in (orders.seed, scenario.seed, SystemRandom().getrandbits(32)) if s is not None
    )
    start = time.monotonic_ns()
    logins, _ = read_logins(inventory.credentials.values())
    agents = SnmpProvince(inventory, logins, start, seed)
    keys, _ = read_keys(inventory.credentials.values())
    reflectors = RtpProvince(terrain, keys)
    table = agents_of(agents, reflectors, SignallingProvince(inventory))
    weather = Weather(terrain, scenario, Random(seed), start, table, reflectors.kinds)  # noqa: S311
    responder = Responder(tun, weather, log)
    Arrivals(responder, reflectors)
    engines = HandOver(responder, agents, seed) if agents.users else None
    if (traps := inventory.daemon.snmp_traps) is not None:
        herald = Herald(responder, agents, traps)
        responder.began = lambda target, fault, now: herald.tell(target, fault.snmp, now)
    if cannot_encrypt(agents):
        print(texts(orders.language).say("simulator.no-privacy"), file=sys.stderr)
    child = Child(orders.command, listening=orders.listening)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, child.pass_on)

    responder.handlers[child.ended] = responder.stop
    if orders.control is not None:
        control = Control(orders.control, responder, child.process.terminate)
        pid = child.process.pid
        control.tell(ready=weather.start, command=pid, seed=seed, listen=address(orders))
    announce(orders, terrain, seed)
    responder.run()
    if engines is not None:
        engines.close()
    return child.finish()


def address(orders: Orders) -> str | None:
    """Where the listening socket is, `host:port`; None without one."""
    if not orders.listening:
        return None
    with socket.socket(fileno=os.dup(LISTENING)) as listener:
        host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def announce(orders: Orders, terrain: Terrain, seed: int) -> None:
    """Say on stderr what is simulated, and where the daemon's web is."""
    say = texts(orders.language).say
    facts = {"sites": len(terrain.inventory.sites), "addresses": len(terrain.places), "seed": seed}
    print(say("simulator.started", **facts), file=sys.stderr)
    if (where := address(orders)) is not None:
        print(say("simulator.listening", address=where), file=sys.stderr)


@contextmanager
def packet_log(path: str | None) -> Iterator[PacketLog | None]:
    """A log that is flushed at the end; None without a path."""
    if path is None:
        yield None
        return
    with Path(path).open("wb") as file:
        log = PacketLog(file)
        try:
            yield log
        finally:
            log.flush()
