"""What Prometheus has of the stage is exactly what the API says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from monitord.model.ledger import Excluded
from monitord.model.standing import Standing
from monitord.model.states import State
from monitord.reckoning.archive import opened
from monitord.sla.standing import month_to_date
from tests.grafana.live import overlay, plot
from tests.grafana.live.asking import Asker
from tests.grafana.live.marks import ON_STAGE
from tests.grafana.live.stage import Document, Recorded

pytestmark = ON_STAGE

IN_SERVICE = ("live", "temporary")
HEARD = 15.0
"""Seconds of the month so far that may have become known since: the last sign of life was older."""
Standings: TypeAlias = Mapping[tuple[str, ...], Standing]
Reads: TypeAlias = Mapping[str, Callable[[Standing], float | None]]
EXACT: Reads = {
    "target_ratio": lambda e: e.target,
    "outages": lambda e: e.outages,
}
SECONDS: Reads = {
    "error_budget_left_seconds": lambda e: e.budget_left,
    "counted_seconds": lambda e: e.available.counted,
    'down_seconds{class="provider"}': lambda e: e.available.provider_down,
    'down_seconds{class="suspected"}': lambda e: e.available.suspected_down,
    'down_seconds{class="others"}': lambda e: e.available.others_down,
    'excluded_seconds{class="maintenance"}': lambda e: e.available.excluded.get(
        Excluded.MAINTENANCE, 0.0
    ),
}


@pytest.fixture
def ask(stage: Recorded) -> Asker:
    return Asker(stage)


def unix(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()


def counted(ask: Asker, query: str, *labels: str) -> dict[tuple[str, ...], float]:
    """The values by some labels; without those that are 0."""
    return {key: value for key, value in ask.now(query).by(*labels).items() if value}


def test_every_state_is_on_the_stage(stage: Recorded) -> None:
    assert min(stage.api.verdict["states"][state] for state in State) > 0
    assert stage.api.verdict["cannot_meet"] > 20


def test_counts_per_state_are_the_sites_of_the_api_and_its_verdict(
    stage: Recorded, ask: Asker
) -> None:
    sites = stage.api.sites.values()
    of_sites = Counter((site["state"],) for site in sites if site["service"] in IN_SERVICE)
    assert of_sites == {(state,): n for state, n in stage.api.verdict["states"].items()}
    assert ask.now("monitord_sites").by("state") == of_sites
    assert ask.now("monitord:sites:count").by("state") == of_sites
    live = '* on (site) group_left () monitord_site_info{service=~"live|temporary"}'
    assert counted(ask, f"sum by (state) (monitord_site_state {live})", "state") == of_sites


def test_what_is_only_planned_is_counted_nowhere(stage: Recorded, ask: Asker) -> None:
    (planned,) = overlay.PLANNED
    assert stage.api.sites[planned]["service"] == "planned"
    assert stage.api.verdict["total"] == len(stage.api.sites) - 1 == 620
    assert ask.now(f'monitord_site_info{{site="{planned}"}}').by("service") == {("planned",): 1}


def test_each_site_is_in_the_state_that_the_api_says_and_has_been_as_long(
    stage: Recorded, ask: Asker
) -> None:
    sites = stage.api.sites.items()
    states = {(ident, site["state"]) for ident, site in sites}
    assert set(ask.now("monitord_site_state == 1").by("site", "state")) == states
    since = ask.now("monitord_site_state_since_timestamp_seconds").by("site")
    assert since == {(i,): pytest.approx(unix(site["since"]), abs=0.001) for i, site in sites}


def test_areas_are_the_children_of_the_api_by_state(stage: Recorded, ask: Asker) -> None:
    of_api = Counter(
        (site["parent"], site["state"])
        for site in stage.api.sites.values()
        if site["parent"] and site["service"] in IN_SERVICE
    )
    assert counted(ask, "monitord:area_sites:count", "parent", "state") == of_api
    assert of_api[plot.DISTRICT, "unreachable"] > 20


def test_names_and_places_are_those_of_the_api(stage: Recorded, ask: Asker) -> None:
    names = ("site", "name", "level", "parent", "path", "service")
    of_api = {
        (ident, *(site[name] or "" for name in names[1:]))
        for ident, site in stage.api.sites.items()
    }
    assert set(ask.now("monitord_site_info").by(*names)) == of_api


def test_open_incidents_are_those_of_the_api(stage: Recorded, ask: Asker) -> None:
    words = ("cause", "severity", "urgency", "owner", "team", "ticket")
    labels = ("incident", "scope", "subject", "name", *words)
    incidents = stage.api.incidents.values()
    assert set(ask.now("monitord_incident_info").by(*labels)) == set(map(_named, incidents))
    assert len(incidents) == len(plot.INCIDENTS)
    for metric, value in (
        ("since_timestamp_seconds", lambda each: unix(each["since"])),
        ("sites", lambda each: len(each["sites"])),
        ("acknowledged", lambda each: int(each["acknowledged"] is not None)),
    ):
        found = ask.now(f"monitord_incident_{metric}").by("incident")
        assert found == {(i,): pytest.approx(value(e)) for i, e in stage.api.incidents.items()}


def _named(incident: Document) -> tuple[str, ...]:
    fields = ("id", "scope", "subject", "subject_name", "cause", "severity", "urgency", "owner")
    words = (incident[name] for name in (*fields, "team", "provider_ticket"))
    return tuple(word or "" for word in words)


def test_incidents_are_of_several_sorts_and_counted_by_them(stage: Recorded, ask: Asker) -> None:
    sort = ("cause", "severity", "owner")
    incidents = stage.api.incidents.values()
    of_api = Counter(tuple(each[name] for name in sort) for each in incidents)
    assert ask.now("monitord_incidents").by(*sort) == of_api
    assert [len({each[name] for each in incidents}) for name in sort] >= [4, 2, 3]
    waiting = Counter((e["severity"],) for e in incidents if e["acknowledged"] is None)
    assert ask.now("monitord_incidents_unacknowledged").by("severity") == waiting
    assert len(incidents) - waiting.total() == 1
    assert [e["subject"] for e in incidents if e["provider_ticket"]] == [plot.TAKEN_CARE_OF]


def test_sites_that_suffer_name_the_cause_and_incident_of_the_api(
    stage: Recorded, ask: Asker
) -> None:
    of_api = {
        (ident, site["cause"], site["incident"])
        for ident, site in stage.api.sites.items()
        if site["incident"]
    }
    assert set(ask.now("monitord_site_cause").by("site", "cause", "incident")) == of_api
    causes = Counter((cause,) for _, cause, _ in of_api)
    assert ask.now("monitord:cause_sites:count").by("cause") == causes


def test_maintenance_is_that_of_the_api(stage: Recorded, ask: Asker) -> None:
    windows = stage.api.windows.items()
    of_api = {(ident, each["cover"]["kind"], each["cover"]["id"]) for ident, each in windows}
    assert set(ask.now("monitord_maintenance_info").by("window", "scope", "subject")) == of_api
    assert {key[1:] for key in of_api} == set(overlay.WORKED_ON.items())
    for edge in ("start", "end"):
        found = ask.now(f"monitord_maintenance_{edge}_timestamp_seconds").by("window")
        assert found == {(i,): pytest.approx(unix(e["in_force"][edge])) for i, e in windows}
    covered = sum(site["window"] is not None for site in stage.api.sites.values())
    assert ask.now("monitord_sites_in_maintenance").by() == {(): covered}


def test_circuits_are_as_the_api_says(stage: Recorded, ask: Asker) -> None:
    told = stage.api.circuits
    chosen = f'{{circuit=~"{"|".join(told)}"}}'
    states = {(ident, each["state"]) for ident, each in told.items()}
    assert set(ask.now(f"monitord_circuit_state{chosen} == 1").by("circuit", "state")) == states
    assert {state for _, state in states} >= {"up", "down", "unreachable", "unknown"}
    labels = ("circuit", "site", "provider", "role")
    named = {(ident, *(each[name] for name in labels[1:])) for ident, each in told.items()}
    assert set(ask.now(f"monitord_circuit_info{chosen}").by(*labels)) == named


def test_a_site_on_its_backup_uses_that_and_not_its_primary(ask: Asker) -> None:
    site = f'monitord_circuit_info{{site="{plot.ON_BACKUP}"}}'
    used = ask.now(f"monitord_circuit_in_use * on (circuit) group_left (role) {site}").by("role")
    assert used == {("primary",): 0, ("backup",): 1}


def test_the_month_so_far_is_what_the_ledger_says(stage: Recorded, ask: Asker) -> None:
    """Worked out once more from the database, up to the same moment."""
    at = datetime.fromtimestamp(ask.now("monitord_sla_computed_timestamp_seconds").by()[()], UTC)
    with opened(stage.database, at) as archive:
        month = archive.month(f"{at.astimezone(ZoneInfo(archive.timezone)):%Y-%m}")
        evidence = archive.evidence(month, quality=False)
    known = replace(evidence, changes=[e for e in evidence.changes if e.decided_at <= at])
    expected = month_to_date(known, month)
    assert ask.now("monitord_sla_month_info").by("month") == {(expected.month,): 1}
    circuits: Standings = {(each.id, each.provider): each for each in expected.circuits}
    providers: Standings = {(each.provider,): each for each in expected.providers}
    for name, read in {**EXACT, **SECONDS}.items():
        slack = HEARD if name in SECONDS else 0.0
        found = ask.now(f"monitord_circuit_sla_{name}").by("circuit", "provider")
        assert found == _near(read, circuits, slack), name
        found = ask.now(f"monitord_provider_sla_{name}").by("provider")
        assert found == _near(read, providers, slack * len(circuits)), name
    ratio = "monitord_circuit_sla_availability_ratio * monitord_circuit_sla_counted_seconds"
    good = ask.now(f"sum by (provider) ({ratio})").by("provider")
    counted = ask.now("sum by (provider) (monitord_circuit_sla_counted_seconds)").by("provider")
    assert ask.now("monitord_provider_sla_availability_ratio").by("provider") == {
        provider: pytest.approx(good[provider] / seconds) for provider, seconds in counted.items()
    }
    blamed = ask.now('monitord_circuit_sla_down_seconds{class="provider"} > 0').by("circuit")
    its = {i for i, e in stage.api.circuits.items() if e["site"] == plot.TAKEN_CARE_OF}
    assert its & {circuit for (circuit,) in blamed}
    assert sum(blamed.values()) == pytest.approx(
        ask.now('sum (monitord_provider_sla_down_seconds{class="provider"})').by()[()]
    )


def _near(
    read: Callable[[Standing], float | None],
    standings: Standings,
    slack: float,
) -> dict[tuple[str, ...], object]:
    """What is read of each, where there is anything."""
    read_of = {key: read(each) for key, each in standings.items()}
    return {
        key: pytest.approx(value, abs=slack) for key, value in read_of.items() if value is not None
    }


def test_circuits_of_providers_add_up(ask: Asker) -> None:
    by_provider = ask.now("sum by (provider) (monitord:provider_circuits:count)").by("provider")
    assert by_provider == ask.now("count by (provider) (monitord_circuit_info)").by("provider")
    assert by_provider == {("vnpt",): 618, ("viettel",): 110}
