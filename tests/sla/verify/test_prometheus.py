"""Some simulated days in a real Prometheus and in a real database, and what `sla verify` says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from click.testing import CliRunner, Result

from monitord.cli.main import main
from monitord.model.evidence import Evidence
from monitord.model.states import State
from monitord.modules import load_together
from monitord.sla.months import month_of
from monitord.store import changes, revisions, tables
from monitord.store.engine import prepare, transact
from tests.sla.backfill import PROMETHEUS, PROMTOOL, fill, serving
from tests.sla.scraping import Lie, Scraping
from tests.sla.simulated import simulated

FILE = Path(__file__).parents[3] / "examples" / "quang-nam.yaml"
INTERVAL = 60.0
DAYS = 2
MONTH = "2025-10"
BEGAN = datetime(2025, 9, 30, 17, tzinfo=UTC)
NOW = BEGAN + timedelta(days=DAYS)
"""So many days of October are over, in Vietnam."""
LINE = "TSL-QN-0200"

pytestmark = [
    pytest.mark.waits,
    pytest.mark.system,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        not (PROMETHEUS and PROMTOOL), reason="Prometheus is not installed (Debian: prometheus)"
    ),
]


@dataclass(frozen=True, slots=True)
class Bench:
    """Both sources of the same days, and the command that compares them."""

    database: str
    evidence: Evidence
    folder: Path
    start: datetime
    end: datetime

    def scraped(self, name: str, *lies: Lie) -> Path:
        """A folder of Prometheus with what it would have scraped; what was so before is copied."""
        folder = self.folder / name
        folder.mkdir()
        scraping = Scraping(self.evidence, INTERVAL, lies)
        for file in scraping.files(self.start, self.end, folder):
            blocks = self.folder / "blocks" / sha256(file.read_bytes()).hexdigest()
            if not blocks.exists():
                fill(file, blocks)
            file.unlink()
            copytree(blocks, folder / "data", dirs_exist_ok=True)
        return folder

    def verify(self, url: str, *more: str) -> Result:
        """`monitord sla verify` of these days."""
        command = ["--language", "en", "sla", "verify", "--prometheus", url, "--month", MONTH]
        return CliRunner().invoke(main, [*command, "--database", self.database, *more])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Two days of twenty sites: outages, a district's, deaths of the monitor."""
    folder = tmp_path_factory.mktemp("verify")
    inventory = load_together(FILE).inventory
    month = month_of(MONTH, inventory.organization.timezone, NOW)
    evidence = simulated(inventory, month, kills=2).evidence
    url = f"sqlite:///{folder}/monitord.db"
    _keep(url, evidence)
    return Bench(url, evidence, folder, month.start, month.end)


def _keep(url: str, evidence: Evidence) -> None:
    """What the daemon would have written of it."""
    engine = prepare(url)
    accepted = evidence.revisions[0].start
    content = FILE.read_bytes()
    transact(engine, lambda c: revisions.accept(c, "r", content, "inventory.yaml", accepted))
    transact(engine, lambda c: changes.add(c, evidence.changes))
    rows = [
        {"poller": s.poller, "boot_id": s.boot_id, "isolated": s.isolated, "first_at": s.first_at,
         "last_at": s.last_at, "last_seq": 1}
        for s in evidence.spans
    ]  # fmt: skip
    transact(engine, lambda c: c.execute(tables.liveness.insert(), rows))
    engine.dispose()


@pytest.fixture(scope="module")
def honest(bench: Bench) -> Iterator[str]:
    """A Prometheus that saw what was."""
    with serving(bench.scraped("honest")) as url:
        yield url


@pytest.fixture(scope="module")
def lying(bench: Bench) -> Iterator[str]:
    """One in which a line was said to be down for five minutes more than it was."""
    up = _when_up(bench.evidence)
    lie = Lie(LINE, up, up + 300, State.DOWN)
    with serving(bench.scraped("lying", lie)) as url:
        yield url


def _when_up(evidence: Evidence) -> float:
    """Half an hour into the longest time in which the line is said to be up."""
    told = [
        (each.decided_at.timestamp(), each.state)
        for each in evidence.changes
        if each.subject.id == LINE and each.decided_at > BEGAN
    ]
    longest = max((later[0] - at, at) for (at, state), later in pairwise(told) if state is State.UP)
    return longest[1] + 1800


def test_what_was_honestly_scraped_does_not_differ(bench: Bench, honest: str) -> None:
    done = bench.verify(honest, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["differing"] == []
    assert found["scrape_interval_seconds"] == INTERVAL
    assert found["unseen"] == []
    assert len(found["circuits"]) == len({c.subject for c in bench.evidence.changes
                                          if c.subject.kind == "circuit"})  # fmt: skip
    down = [each["ledger_seconds"].get("down", 0) for each in found["circuits"]]
    assert sum(seconds > 0 for seconds in down) > 10
    assert sum(each["edges"] for each in found["circuits"]) > 200
    for each in found["circuits"]:
        assert abs(each["difference_seconds"]) <= each["explained_seconds"]
        assert each["contradicting_scrapes"] == 0
        assert sum(each["prometheus_seconds"].values()) == pytest.approx(
            sum(each["ledger_seconds"].values()), abs=0.1
        )


def test_prometheus_counts_what_was_written(bench: Bench, honest: str) -> None:
    """Down, of every circuit: straight from Prometheus, and from the command."""
    found = json.loads(bench.verify(honest, "--json").stdout)
    counted = f'sum by (circuit) (sum_over_time(monitord_circuit_state{{state="down"}}[{DAYS}d]))'
    answer = httpx.get(
        f"{honest}/api/v1/query", params={"query": counted, "time": bench.end.timestamp()}
    ).json()["data"]["result"]
    scrapes = {each["metric"]["circuit"]: float(each["value"][1]) for each in answer}
    for each in found["circuits"]:
        down = each["prometheus_seconds"].get("down", 0)
        # The last scrape before each death of the monitor tells of no time after it.
        assert 0 <= scrapes[each["circuit"]] * INTERVAL - down <= 4 * INTERVAL


def test_one_that_was_falsified_by_five_minutes_is_named_and_no_other(
    bench: Bench, lying: str
) -> None:
    done = bench.verify(lying, "--json")
    assert done.exit_code == 1, done.output
    found = json.loads(done.stdout)
    assert found["differing"] == [LINE]
    [one] = [each for each in found["circuits"] if each["circuit"] == LINE]
    assert one["contradicting_scrapes"] >= 2
    assert datetime.fromisoformat(one["first_contradiction"]).timestamp() == pytest.approx(
        _when_up(bench.evidence), abs=150
    )


def test_it_says_so_in_words(bench: Bench, lying: str, honest: str) -> None:
    said = bench.verify(lying).output
    assert "Circuits that differ by more than scraping explains: 1" in said
    assert LINE in said
    assert "What the figures mean" in said
    assert "No circuit differs by more than scraping explains." in bench.verify(honest).output


def test_only_the_circuits_of_one_provider(bench: Bench, honest: str) -> None:
    done = bench.verify(honest, "--provider", "vnpt", "--json")
    assert done.exit_code == 0
    inventory = load_together(FILE).inventory
    its = {each.id for each in inventory.circuits.values() if each.provider == "vnpt"}
    assert {each["circuit"] for each in json.loads(done.stdout)["circuits"]} == its
    other = bench.verify(honest, "--provider", "fpt")
    assert (other.exit_code, "vnpt" in other.output) == (2, True)


def test_a_prometheus_that_is_away_or_knows_nothing_is_no_agreement(
    bench: Bench, honest: str
) -> None:
    away = bench.verify("http://127.0.0.1:9")
    assert (away.exit_code, "does not answer" in away.output) == (2, True)
    nothing = bench.verify(honest, "--selector", 'instance="elsewhere"')
    assert (nothing.exit_code, "no samples" in nothing.output) == (2, True)
    wrong = bench.verify(honest, "--selector", "instance")
    assert (wrong.exit_code, "something else" in wrong.output) == (2, True)
    assert bench.verify("ftp://x").exit_code == 2
