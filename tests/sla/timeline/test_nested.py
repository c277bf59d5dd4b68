"""A dead district circuit is one outage of that circuit, not thirty of its communes'."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitord.inventory import parse
from monitord.model.evidence import Evidence, InForce
from monitord.model.incidents import Incident, Owner, Scope
from monitord.model.inventory import Inventory
from monitord.model.ledger import Affected, Change, Subject
from monitord.model.states import State
from tests.sla.timeline.hand import YAML, at, evidence, incident, ledger, outages, told

COMMUNES = [f"xa-{number}" for number in range(30)]
DIES, RETURNS = at("10-03 10:00"), at("10-03 12:30")
SECOND = timedelta(seconds=1)
HEAD = Subject("circuit", "VN-1")


@cache
def district() -> Inventory:
    """The province, with thirty communes below huyen instead of two."""
    head = YAML[: YAML.index("          - id: xa-a")]
    communes = "".join(
        f"          - {{id: {ident}, name: {ident}, level: commune, "
        f"circuits: [{{id: L-{ident}, provider: viettel, device: rt}}], "
        f"devices: [{{id: rt, profile: router, address: 127.2.9.{number + 1}}}]}}\n"
        for number, ident in enumerate(COMMUNES)
    )
    return parse((head + communes).encode(), "district.yaml", Path("/nowhere"))


def of(kind: str, ident: str) -> Subject:
    return Subject("site", ident) if kind == "site" else Subject("circuit", f"L-{ident}")


def say(subject: Subject, state: State, since: timedelta) -> Change:
    """`since`: after the district's line has died."""
    when = DIES + since
    return Change(boot_id="a", subject=subject, state=state, reason="none", since=when,
                  decided_at=when + 5 * SECOND)  # fmt: skip


def month_of_the_dead_line(first_seen: list[float], understood: list[float]) -> Evidence:
    """Each commune is seen down so many seconds after its district, then unreachable."""
    subjects = [HEAD, Subject("site", "huyen")]
    said = [say(each, State.UP, timedelta(days=-4)) for each in subjects]
    said += [say(each, State.DOWN, timedelta()) for each in subjects]
    for ident, seen, late in zip(COMMUNES, first_seen, understood, strict=True):
        for subject in (of("site", ident), of("circuit", ident)):
            said.append(say(subject, State.UP, timedelta(days=-4)))
            said.append(say(subject, State.DOWN, seen * SECOND))
            said.append(say(subject, State.UNREACHABLE, (seen + late) * SECOND))
            said.append(say(subject, State.UP, RETURNS - DIES + SECOND))
    said += [say(each, State.UP, RETURNS - DIES) for each in subjects]
    wide = incident("WIDE", Scope.SITE, "huyen", "10-03 10:00", "10-03 12:30")
    return evidence(
        said,
        revisions=[InForce(at("09-01 00:00"), None, "0" * 64, district())],
        incidents=[wide, *map(_merged, COMMUNES)],
        affected={"WIDE": [Affected(ident, DIES, RETURNS) for ident in ["huyen", *COMMUNES]]},
    )


def _merged(ident: str) -> Incident:
    """What was opened for a commune before its district was known to be dead."""
    return incident(
        f"OWN-{ident}", Scope.SITE, ident, "10-03 09:59:59", "10-03 10:00:08", merged_into="WIDE"
    )


seconds = st.lists(st.floats(-3, 3), min_size=30, max_size=30)
moments = st.lists(st.floats(0, 60), min_size=30, max_size=30)


@given(seconds, moments)
@settings(max_examples=25, deadline=None)
def test_it_is_one_outage_of_that_circuit_and_none_of_theirs(
    first_seen: list[float], understood: list[float]
) -> None:
    found = ledger(month_of_the_dead_line(first_seen, understood))
    assert list(outages(found, HEAD)) == [
        ("WIDE/VN-1", "03 10:00:00", "03 12:30:00", 9000, 0),
    ]
    assert set(found.outages) == {HEAD, Subject("site", "huyen")}
    for ident in COMMUNES:
        for subject in (of("site", ident), of("circuit", ident)):
            states = [each.state for each in found.intervals[subject]]
            assert states == [State.UP, State.UNREACHABLE, State.UP]
            unreachable = found.intervals[subject][1]
            assert (unreachable.incident, unreachable.owner) == ("WIDE", Owner.PROVIDER)


def test_a_commune_that_was_down_before_by_itself_stays_so_until_then() -> None:
    """Xa-0 fell 61 s before its district was known to be dead: that minute is its own."""
    seen, late = [-1.0] * 30, [0.0] * 30
    seen[0], late[0] = -61.0, 61.0
    found = ledger(month_of_the_dead_line(seen, late))
    own = of("circuit", "xa-0")
    assert told(found.intervals[own]) == [
        "01 00:00:00 up",
        "03 09:58:59 down",
        "03 10:00:00 unreachable",
        "03 12:30:01 up",
    ]
    assert [each.down for each in found.outages[own]] == [61]
    assert sum(len(each) for each in found.outages.values()) == 4
