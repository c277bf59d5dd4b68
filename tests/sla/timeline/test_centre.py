"""What the centre itself tells and opens, made a ledger of: nothing here is written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitord.model.evidence import Evidence, InForce
from monitord.model.figures import Outage
from monitord.model.incidents import Cause, Certainty, Incident, IncidentChange, Owner, Scope
from monitord.model.ledger import Affected, Span, Subject
from monitord.model.settings import DaemonSettings
from monitord.model.states import State
from monitord.sla.ledger import Ledger, work_out
from monitord.sla.months import month_of
from tests.centre.province import PROVINCE, START, Told
from tests.sla.timeline.hand import check_partition

UP, DOWN = State.UP, State.DOWN
KNOWN = replace(PROVINCE, daemon=DaemonSettings())
"""With the rules that apply where nothing else is set: what hangs on a line comes back after it."""
MONTH = month_of("2026-11", "Asia/Ho_Chi_Minh", datetime(2026, 12, 2, tzinfo=UTC))


class Heard(Told):
    """A centre that concludes after each event; its incidents are kept."""

    def __init__(self) -> None:
        self.kept: dict[str, Incident] = {}
        self.affected: dict[str, dict[str, Affected]] = {}
        super().__init__(KNOWN)
        self.wait()

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def router(self, ident: str, state: State) -> None:
        """The router of a site, then what is behind it."""
        for name in ("rt", "vc"):
            self.tell(f"{ident}/{name}", state)
            self.look()

    def look(self) -> None:
        self.keep(self.centre.conclude(self.now, self.seconds))

    def keep(self, changes: Sequence[IncidentChange]) -> None:
        for change in changes:
            incident = change.incident
            self.kept[incident.id] = incident
            known = self.affected.setdefault(incident.id, {})
            for site in incident.sites:
                before = known.get(site)
                known[site] = Affected(site, before.joined_at if before else self.now, None)
            for site in known.keys() - set(incident.sites):
                if known[site].left_at is None:
                    known[site] = Affected(site, known[site].joined_at, self.now)

    def minutes(self, count: int) -> None:
        for _ in range(count):
            self.seconds += 60
            self.look()

    def ledger(self) -> Ledger:
        now = self.now + timedelta(hours=1)
        made = Evidence(
            revisions=[InForce(START - timedelta(days=30), None, "0" * 64, KNOWN)],
            changes=self.written,
            spans=[Span("p", "boot", isolated=False, first_at=START, last_at=now)],
            incidents=list(self.kept.values()),
            affected={ident: list(sites.values()) for ident, sites in self.affected.items()},
            windows=(),
            corrections=(),
            closings=(),
            quality=(),
            now=now,
        )
        found = work_out(made, MONTH)
        for intervals in found.intervals.values():
            check_partition(intervals, MONTH)
        return found


def of_circuits(found: Ledger) -> dict[str, list[Outage]]:
    return {s.id: list(outages) for s, outages in found.outages.items() if s.kind == "circuit"}


def test_a_dead_district_is_one_outage_though_its_communes_were_seen_first() -> None:
    province = Heard()
    for ident in ("commune-1", "commune-2"):
        province.router(ident, DOWN)
    province.seconds += 2
    province.router("district", DOWN)
    province.minutes(30)
    for ident in ("district", "commune-1", "commune-2"):
        province.router(ident, UP)
    province.minutes(10)
    found = province.ledger()
    [(circuit, [outage])] = of_circuits(found).items()
    assert circuit == "TSL-district"
    assert (outage.cause, outage.owner, outage.certainty) == (
        Cause.CIRCUIT, Owner.PROVIDER, Certainty.SUSPECTED,
    )  # fmt: skip
    [wide] = [each for each in province.kept.values() if each.merged_into is None]
    assert (wide.key.scope, wide.key.subject) == (Scope.SITE, "district")
    assert outage.incident == wide.id
    assert abs(outage.down - 1800) < 1
    for ident in ("commune-1", "commune-2"):
        unreachable = [
            each
            for each in found.intervals[Subject("circuit", f"TSL-{ident}")]
            if each.measured not in (UP, State.UNKNOWN)
        ]
        assert {each.measured for each in unreachable} == {State.UNREACHABLE}
        assert {each.incident for each in unreachable} == {wide.id}


def test_a_commune_that_died_long_before_has_an_outage_of_its_own_until_then() -> None:
    province = Heard()
    province.router("commune-1", DOWN)
    province.minutes(5)
    province.router("district", DOWN)
    province.minutes(30)
    for ident in ("district", "commune-1", "commune-2"):
        province.router(ident, UP)
    province.minutes(10)
    circuits = of_circuits(province.ledger())
    assert sorted(circuits) == ["TSL-commune-1", "TSL-district"]
    [own], [wide] = circuits["TSL-commune-1"], circuits["TSL-district"]
    assert abs(own.down - 300) < 1
    assert abs(wide.down - 1800) < 1
    assert own.incident is not None
    assert own.incident != wide.incident


def test_a_line_that_flaps_within_one_incident_is_one_outage() -> None:
    province = Heard()
    for _ in range(3):
        province.router("other", DOWN)
        province.seconds += 20
        province.look()
        province.router("other", UP)
        province.seconds += 10
        province.look()
    province.minutes(60)
    [outage] = of_circuits(province.ledger())["TSL-other"]
    assert len(province.kept) == 1
    assert outage.id == f"{next(iter(province.kept))}/TSL-other"
    assert abs(outage.down - 60) < 1
