"""What a comparison with Prometheus found: for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.cli.look import table
from monitord.cli.sla.numbers import DASH, share
from monitord.cli.sla.words import month_words
from monitord.model.figures import Month
from monitord.model.states import State
from monitord.sla.scrapes import Scrapes
from monitord.sla.verify import LAG, Compared, measured_availability
from monitord.texts import Texts

STATES = (State.UP, State.DEGRADED, State.DOWN, State.UNREACHABLE, State.OFF, State.UNKNOWN)
"""Those that a circuit can be measured to be in."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Every circuit of a month, compared."""

    month: Month
    scrapes: Scrapes
    circuits: Sequence[Compared]

    @property
    def differing(self) -> Sequence[Compared]:
        """Those that differ by more than scraping explains, the greatest difference first."""
        found = [each for each in self.circuits if each.differs]
        return sorted(found, key=lambda each: (-abs(each.difference), each.circuit))

    @property
    def unseen(self) -> Sequence[Compared]:
        """Those of which Prometheus has nothing at all."""
        return [each for each in self.circuits if not each.prometheus]

    @property
    def silent(self) -> float:
        """Seconds of the month in which Prometheus scraped nothing."""
        start, end = self.month.start.timestamp(), self.month.end.timestamp()
        return max(0.0, end - start - self.scrapes.known(start, end))


def document(found: Verified) -> Mapping[str, Any]:
    """As JSON: seconds, ratios, instants in UTC."""
    return {
        "month": found.month.name,
        "start": _instant(found.month.start.timestamp()),
        "end": _instant(found.month.end.timestamp()),
        "scrapes": len(found.scrapes.at),
        "scrape_interval_seconds": found.scrapes.interval,
        "lag_seconds": LAG,
        "silent_seconds": found.silent,
        "differing": [each.circuit for each in found.differing],
        "unseen": [each.circuit for each in found.unseen],
        "circuits": [_circuit(each) for each in found.circuits],
    }


def _circuit(each: Compared) -> Mapping[str, Any]:
    return {
        "circuit": each.circuit,
        "differs": each.differs,
        "prometheus_seconds": _seconds(each.prometheus),
        "ledger_seconds": _seconds(each.ledger),
        "prometheus_availability_ratio": measured_availability(each.prometheus),
        "ledger_availability_ratio": measured_availability(each.ledger),
        "difference_seconds": round(each.difference, 3),
        "edges": each.edges,
        "explained_seconds": each.explained,
        "contradicting_scrapes": each.contradicted,
        "first_contradiction": None if each.first is None else _instant(each.first),
        "unseen_seconds": round(each.unseen, 3),
    }


def _seconds(by_state: Mapping[State, float]) -> Mapping[str, float]:
    return {state: round(seconds, 3) for state, seconds in sorted(by_state.items())}


def told(out: Console, texts: Texts, found: Verified) -> Iterator[RenderableType]:
    """What was compared, what all circuits sum up to, which differ, and what the figures mean."""
    differing = found.differing
    yield Text(
        texts.say(
            "sla.verify.compared",
            n=len(found.circuits),
            month=month_words(texts, found.month.name),
            scrapes=texts.number(len(found.scrapes.at), 0),
            interval=texts.number(found.scrapes.interval, 1),
        ),
        "bold",
    )
    yield texts.say("sla.verify.silent", silent=texts.duration(found.silent))
    yield ""
    yield _sums(out, texts, found.circuits)
    yield ""
    if differing:
        yield Text(texts.say("sla.verify.differ", n=len(differing)), "bold")
        yield _list(out, texts, differing, ZoneInfo(found.month.timezone))
    else:
        yield Text(texts.say("sla.verify.agree"), "bold")
    if found.unseen:
        yield texts.say("sla.verify.unseen", n=len(found.unseen), which=_some(found.unseen))
    yield ""
    yield texts.say(
        "sla.verify.meaning",
        interval=texts.number(found.scrapes.interval, 1),
        lag=texts.number(LAG, 0),
    )


def _sums(out: Console, texts: Texts, circuits: Sequence[Compared]) -> Table:
    """All circuits together, by state."""
    heads = ("state", "in-prometheus", "in-ledger", "difference")
    made = table(out, *(texts.say(f"sla.verify.column.{name}") for name in heads))
    for state in STATES:
        seen = sum(each.prometheus.get(state, 0.0) for each in circuits)
        kept = sum(each.ledger.get(state, 0.0) for each in circuits)
        if seen or kept:
            cells = (texts.number(value, 0) for value in (seen, kept, seen - kept))
            made.add_row(texts.state(state), *cells)
    return made


def _list(out: Console, texts: Texts, found: Sequence[Compared], zone: ZoneInfo) -> Table:
    """One row for each circuit that differs."""
    heads = (
        "circuit", "state", "in-prometheus", "in-ledger", "difference", "explained",
        "availability-prometheus", "availability-ledger", "contradicting", "first",
    )  # fmt: skip
    made = table(out, *(texts.say(f"sla.verify.column.{name}") for name in heads))
    for each in found:
        state = max(State, key=lambda state, one=each: abs(one.of_state(state)))  # type: ignore[misc]
        first = None if each.first is None else datetime.fromtimestamp(each.first, zone)
        made.add_row(
            each.circuit,
            texts.state(state),
            texts.number(each.prometheus.get(state, 0.0), 0),
            texts.number(each.ledger.get(state, 0.0), 0),
            texts.number(each.of_state(state), 0),
            texts.number(each.explained, 0),
            share(texts, measured_availability(each.prometheus)),
            share(texts, measured_availability(each.ledger)),
            texts.number(each.contradicted, 0),
            DASH if first is None else texts.say("cli.day-time", when=first),
        )
    return made


def _some(circuits: Sequence[Compared], most: int = 10) -> str:
    names = [each.circuit for each in circuits]
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _instant(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
