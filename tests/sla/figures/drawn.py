"""Months drawn at random: lines that come and go, a monitor that lives and dies, blame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from monitord.model.evidence import Evidence, InForce
from monitord.model.incidents import Aspect, Certainty, FaultKey, Incident, Owner, Scope
from monitord.model.inventory import Credit, Sla
from monitord.model.ledger import Affected, Change, Span, Subject
from monitord.model.maintenance import Cover, Window
from monitord.model.states import State
from tests.sla import golden
from tests.sla.figures.made import END, START, at

LINES: Mapping[str, str] = {
    "TSL-HUYEN": "huyen", "TSL-A": "xa-a", "TSL-B": "xa-b", "TSL-C": "xa-c",
}  # fmt: skip
"""Lines with their sites."""
STATES = (State.UP, State.DOWN, State.DOWN, State.UNREACHABLE, State.DEGRADED)
LONG = int((END - START).total_seconds())
BASE = golden.load("across-midnight").evidence
HOUR = 3600

Timeline = list[tuple[int, State]]

moments = st.integers(-24 * HOUR, LONG + 6 * HOUR)
"""Seconds after the beginning of the month; also before and after it."""
timelines: st.SearchStrategy[Timeline] = st.lists(
    st.tuples(moments, st.sampled_from(STATES)), max_size=10
).map(sorted)
contracts = st.builds(
    Sla,
    availability=st.sampled_from([None, 0.999, 0.9]),
    unknown=st.sampled_from(["excluded", "up"]),
    degraded=st.sampled_from(["up", "down"]),
    suspected=st.sampled_from(["provider", "excluded"]),
    credits=st.just((Credit(0.999, 0.1), Credit(0.9, 0.5))),
)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    """What a database would give of such a month."""
    lives = sorted(draw(st.lists(moments, min_size=2, max_size=6, unique=True)))
    spans = [
        Span("centre", f"boot-{n}", draw(st.booleans()) and n > 0, at(start), at(end))
        for n, (start, end) in enumerate(zip(lives[::2], lives[1::2], strict=False))
    ]
    incidents = draw(st.lists(_incidents(), min_size=2, max_size=6, unique_by=lambda each: each.id))
    return replace(
        BASE,
        revisions=[_under(BASE.revisions[0], draw(contracts), draw(contracts))],
        spans=spans,
        changes=_changes({line: draw(timelines) for line in LINES}, spans),
        incidents=incidents,
        affected={each.id: [_affected(each)] for each in incidents},
        windows=draw(st.lists(_windows(), max_size=2, unique_by=lambda each: each.id)),
    )


def _under(revision: InForce, vnpt: Sla, viettel: Sla) -> InForce:
    """With these contracts."""
    known = revision.inventory.providers
    providers = {
        "vnpt": replace(known["vnpt"], sla=vnpt),
        "viettel": replace(known["viettel"], sla=viettel),
    }
    return replace(revision, inventory=replace(revision.inventory, providers=providers))


def _changes(told: Mapping[str, Timeline], spans: Sequence[Span]) -> Sequence[Change]:
    """Of each boot: everything, circuit and site alike, and up where nothing is told."""
    found = []
    for span in spans:
        begins = (span.first_at - START).total_seconds()
        for line, site in LINES.items():
            inside = [each for each in told[line] if span.first_at <= at(each[0]) < span.last_at]
            for subject in (Subject("circuit", line), Subject("site", site)):
                for seconds, state in [(begins, State.UP), *inside]:
                    change = Change(
                        boot_id=span.boot_id, subject=subject, state=state, reason="none",
                        since=at(seconds), decided_at=at(seconds + 6),
                    )  # fmt: skip
                    found.append(change)
    return found


@st.composite
def _incidents(draw: st.DrawFn) -> Incident:
    line = draw(st.sampled_from(sorted(LINES)))
    since = draw(st.integers(-HOUR, LONG // 2))
    lasted = draw(st.integers(LONG // 4, LONG))
    return replace(
        BASE.incidents[0],
        id=f"2610{draw(st.integers(10, 31))}-{line[-4:]}",
        key=FaultKey(Scope.CIRCUIT, line, Aspect.SILENCE),
        owner=draw(st.sampled_from([Owner.PROVIDER, Owner.PROVIDER, Owner.UTILITY])),
        certainty=draw(st.sampled_from(list(Certainty))),
        since=at(since),
        decided_at=at(since + 6),
        restored_at=at(since + lasted),
        closed_at=at(since + lasted),
        reported_at=None,
    )


def _affected(incident: Incident) -> Affected:
    return Affected(LINES[incident.key.subject], incident.since, incident.closed_at)


@st.composite
def _windows(draw: st.DrawFn) -> Window:
    line = draw(st.sampled_from(sorted(LINES)))
    return Window(
        id=f"m-{line}",
        cover=Cover("circuit", line),
        start=at(draw(moments)),
        seconds=draw(st.integers(60, 48 * HOUR)),
    )
