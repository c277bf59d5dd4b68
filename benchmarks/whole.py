"""The whole daemon: what it costs at 621 sites and at 10,000 devices, scraped meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from benchmarks import recorded
from benchmarks.inventory import document
from benchmarks.processes import Usage, usage
from benchmarks.report import (
    Row,
    Table,
    against,
    count,
    mebibytes,
    milliseconds,
    percent,
)
from benchmarks.running import (
    AGENT_PORT,
    COMMUNITY,
    INVENTORY,
    Running,
    agents,
    alone,
    in_the_lab,
    without_streams,
)
from benchmarks.scale import Scale
from benchmarks.scraping import Lag, Samples, Scrape, Scraper, lag, samples, total

EVERY = 15.0
"""Seconds between two scrapes, as Prometheus is often set."""
MOST_LAG = 0.02
SETTLED = 125.0
"""Seconds after its start when the daemon's greatest lag no longer tells of the start."""
STREAMED = 'monitord_probes_total{probe="rtp"}'
MOST_FOR_STREAMS = 0.03
"""Of a core, for a hundred reflectors at the default schedule."""
SUMMED = "CPU and memory of all the daemon's processes, from /proc; the simulator's are not in it"
SAMPLED = "the loop's lag is sampled by the daemon itself, ten times a second"


@dataclass(frozen=True, slots=True)
class Span:
    """What a daemon did in a span of time, while it was scraped."""

    before: Usage
    after: Usage
    first: Samples
    last: Samples
    scrapes: list[Scrape]

    @property
    def load(self) -> float:
        """Cores."""
        return self.after.load_since(self.before)

    @property
    def lag(self) -> Lag:
        """Of the loop."""
        return lag(self.first, self.last)

    def grown(self, name: str) -> float:
        """By how much a counter grew, all its series summed."""
        return total(self.last, name) - total(self.first, name)


def watch(daemon: Running, seconds: float, every: float) -> Span:
    """Scrape for so long, each `every` seconds."""
    first, before = samples(daemon.web), usage(daemon.pid)
    with Scraper(daemon.web, every) as scraper:
        sleep(seconds)
    after = usage(daemon.pid)
    return Span(before, after, first, samples(daemon.web), scraper.scrapes)


def at_621(scale: Scale) -> Table:
    """The daemon on `inventory.yaml`, in the lab."""
    with in_the_lab(INVENTORY) as (_, daemon, _):
        sleep(scale.warm_up)
        span = watch(daemon, scale.window, EVERY)
        hurried = watch(daemon, scale.hurried, 1.0)
    with TemporaryDirectory(prefix="bench-") as folder:
        streamless = without_streams(INVENTORY, Path(folder, "inventory.yaml"))
        with in_the_lab(streamless) as (_, daemon, _):
            sleep(scale.warm_up)
            bare = watch(daemon, scale.window, EVERY)
    streams = span.load - bare.load
    rows = [
        *costs(span, most_load=0.10, most_memory=200 * 2**20),
        against("of it for test streams", streams, MOST_FOR_STREAMS, percent),
        *health(span),
        Row("CPU of one core, scraped once a second", percent(hurried.load)),
        lag_row("loop lag, scraped once a second", hurried),
        *greatest_lag(hurried.last, scale.warm_up + scale.window + scale.hurried),
    ]
    notes = [
        f"{devices(span):,.0f} devices at one echo a second and a poll a minute for"
        f" {scale.window:.0f} s, after {scale.warm_up:.0f} s; scraped (gzip) every {EVERY:.0f} s",
        f"{span.last[STREAMED] - span.first[STREAMED]:,.0f} packets of test streams meanwhile;"
        " their share is the difference to a run without them",
        SUMMED,
        SAMPLED,
    ]
    return Table("The whole daemon at 621 sites, in the lab", rows, notes)


def at_10_000(scale: Scale) -> Table:
    """The daemon on a made-up inventory of two devices a site, alone."""
    inventory = document(scale.large_sites).replace(b"address: 10.", b"address: 127.")
    with alone(inventory) as daemon, agents(daemon, AGENT_PORT, COMMUNITY):
        sleep(scale.warm_up)
        span = watch(daemon, scale.large_window, EVERY)
        hurried = watch(daemon, scale.hurried / 2, 1.0)
    rows = [
        *costs(span, most_load=0.60, most_memory=None),
        *health(span),
        *greatest_lag(span.last, scale.warm_up + scale.large_window),
        Row("CPU of one core, scraped once a second", percent(hurried.load)),
        lag_row("loop lag, scraped once a second", hurried),
        *rtts(inventory, scale),
    ]
    notes = [
        f"{devices(span):,.0f} devices at one echo a second and a poll a minute (system and five"
        f" interfaces) for {scale.large_window:.0f} s; scraped (gzip) every {EVERY:.0f} s",
        "not in the lab, whose simulator would need most of a core for itself: in a network"
        " namespace with nothing but a loopback, where the kernel answers echoes, and a process"
        " beside the daemon polls",
        f"RTTs: in a run of {scale.recorded:.0f} s of its own the daemon wrote every RTT down;"
        " those of echoes sent while a scrape was being answered, beside all others",
        "no test streams",
        SUMMED,
        SAMPLED,
    ]
    return Table(f"The whole daemon at {devices(span):,.0f} devices", rows, notes)


def devices(span: Span) -> float:
    """How many are watched."""
    return sum(name.startswith("monitord_device_info{") for name in span.last)


def costs(span: Span, most_load: float, most_memory: float | None) -> list[Row]:
    """CPU and memory."""
    pss = span.after.pss
    memory = Row("memory, PSS", mebibytes(pss))
    if most_memory is not None:
        memory = against("memory, PSS", pss, most_memory, mebibytes)
    return [
        against("CPU of one core", span.load, most_load, percent),
        memory,
        Row("memory, RSS", mebibytes(span.after.rss)),
    ]


def health(span: Span) -> list[Row]:
    """What must not happen, and how long scrapes took."""
    echoes = span.grown("monitord_icmp_echoes_total")
    polls = span.grown("monitord_snmp_polls_total")
    failed = span.grown("monitord_snmp_polls_failed_total")
    unmeasured = span.grown("monitord_icmp_echoes_unmeasured_total")
    slowest = max(scrape.end - scrape.begin for scrape in span.scrapes)
    largest = max(scrape.size for scrape in span.scrapes)
    return [
        against("turns overrun", span.grown("monitord_probe_overruns_total"), 0, count),
        against("datagrams dropped", span.grown("monitord_socket_drops_total"), 0, count),
        against(f"unmeasured, of {echoes:,.0f} echoes", unmeasured, 0, count),
        against(f"polls failed, of {polls:,.0f}", failed, 0, count),
        lag_row(f"loop lag, scraped every {EVERY:.0f} s", span),
        Row(f"slowest of {len(span.scrapes)} scrapes", milliseconds(slowest)),
        Row(f"size of a scrape of {len(span.last):,} series", f"{largest / 1024:,.0f} KiB"),
    ]


def lag_row(what: str, span: Span) -> Row:
    """The loop's lag against its target."""
    seen = span.lag
    verdict = "reached" if not seen.over else f"not reached by {seen.over} of {seen.samples:,}"
    return Row(what, str(seen), target=f"≤ {milliseconds(MOST_LAG)}", verdict=verdict)


def greatest_lag(last: Samples, uptime: float) -> list[Row]:
    """The daemon's own gauge, once its last one to two minutes are free of the start."""
    if uptime < SETTLED:
        return []
    greatest = last["monitord_loop_lag_max_seconds"]
    what = "greatest loop lag of the last minute or two"
    return [against(what, greatest, MOST_LAG, milliseconds)]


def rtts(inventory: bytes, scale: Scale) -> list[Row]:
    """What the daemon measured while it answered scrapes, beside what it measured otherwise."""
    launcher = ("-m", "benchmarks.recorded", "{folder}/rtts")
    with alone(inventory, launcher) as daemon:
        sleep(scale.settle)
        with Scraper(daemon.web, 5.0) as scraper:
            sleep(scale.recorded)
        begin = scraper.scrapes[0].begin
        measured = [m for m in recorded.read(daemon.log.with_name("rtts")) if m.sent >= begin]
    during, besides = recorded.split(measured, [(s.begin, s.end) for s in scraper.scrapes])
    return recorded.compared("during scrapes", during, "otherwise", besides)
