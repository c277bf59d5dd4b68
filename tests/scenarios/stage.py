"""The whole daemon in a province, a real Alertmanager, and everybody whom it tells."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from monitord.inventory import load
from monitord.simulator.outcome import Fate
from tests.lab.province import Province
from tests.scenarios.alertmanager import Alertmanager
from tests.scenarios.doorman import Doorman
from tests.scenarios.ground import ALERTMANAGER
from tests.scenarios.post import Post
from tests.scenarios.webhook import Webhook
from tests.system.plain import MONITORD, environment
from tests.system.talk import Talk, until

STARTS_IN = 30.0
"""Seconds."""
SOON = ("--group-wait", "0.2", "--group-interval", "1")
"""Seconds for which Alertmanager gathers before it tells."""
UNTRACED = 64
"""The TTL of every echo but those of path traces."""


class Stage(Talk):
    """A started daemon and all that is around it."""

    def __init__(
        self,
        inventory: Path,
        log: Path,
        province: Province,
        doorman: Doorman,
        post: Post,
        alertmanager: Alertmanager,
    ) -> None:
        super().__init__(province.web, log)
        self.inventory_path = inventory
        self.inventory = load(inventory)
        self.socket = inventory.parent / "socket"
        self.province = province
        self.doorman = doorman
        self.post = post
        self.alertmanager = alertmanager
        self.alive = Lock()
        """Held while the daemon is not, and by people who talk to it."""
        self.words = [*MONITORD, "run", str(inventory)]
        self.environment = {
            name: value
            for name, value in environment(inventory.parent).items()
            if os.environ.get(name) != value  # the rest comes from the province
        }

    def start(self) -> None:
        """Start the daemon, and wait until it is ready."""
        pid = self.doorman.start(self.words, self.environment)
        until(lambda: self._is_ready(pid), bool, within=STARTS_IN)

    def restart(self, number: int = signal.SIGKILL) -> None:
        """End the daemon and start it again, on the same database."""
        with self.alive:
            self.doorman.end(number)
            self.start()

    def replies(self, devices: Collection[str]) -> dict[str, list[float]]:
        """When the answers to echoes left some devices, Unix seconds, by device."""
        whose = {self.inventory.devices[device].address: device for device in devices}
        offset = time.time() - time.monotonic()
        found: dict[str, list[float]] = defaultdict(list)
        for entry in self.province.log():
            device = whose.get(entry.destination)
            if device is not None and (entry.fate, entry.ttl) == (Fate.ANSWERED, UNTRACED):
                found[device].append(entry.departed / 1e9 + offset)
        return found

    def incident(self, ident: str) -> dict[str, Any]:
        """One incident as the API has it."""
        answer = self.ask(f"/api/v1/incidents/{ident}")
        assert answer.status == 200, f"{ident}: {answer}"
        incident: dict[str, Any] = answer.json["incident"]
        return incident

    def _is_ready(self, pid: int) -> bool:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        assert state != "Z", self.log_path.read_text()
        try:
            return self.ask("/-/ready", timeout=1.0).status == 200
        except TimeoutError:  # nobody has taken the connection from the inherited socket yet
            return False


@contextmanager
def stage(inventory: Path) -> Iterator[tuple[Stage, Webhook]]:
    """Everything started, and all sites up."""
    folder = inventory.parent
    with (
        closing(Webhook()) as webhook,
        closing(Alertmanager(folder, routes(inventory, webhook.url))) as alertmanager,
        closing(Doorman(folder)) as doorman,
        (folder / "monitord.log").open("wb") as output,
        Province(inventory, doorman.command, output=output) as province,
    ):
        doorman.admit()
        with closing(Post(doorman.listen(ALERTMANAGER), alertmanager.where)) as post:
            daemon = Stage(inventory, Path(output.name), province, doorman, post, alertmanager)
            daemon.start()
            until(daemon.states, lambda now: set(now.values()) <= {"up", "off"}, STARTS_IN)
            yield daemon, webhook
            doorman.end(signal.SIGTERM)


def routes(inventory: Path, webhook: str) -> str:
    """What `monitord alertmanager-config` makes of an inventory; people are told soon."""
    options = ["--inventory", str(inventory), "--webhook", webhook, *SOON]
    done = subprocess.run(
        [*MONITORD, "alertmanager-config", *options],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return done.stdout
