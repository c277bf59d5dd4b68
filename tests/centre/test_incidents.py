"""From events to incidents: what the centre concludes, and when it wants to be asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitord.model.actions import Acknowledge
from monitord.model.incidents import Actor, Cause, Happening, Incident, IncidentChange
from monitord.model.maintenance import Cover, Window
from monitord.model.messages import Heartbeat, Recheck
from monitord.model.states import State
from tests.centre.province import PROVINCE, START, Told

UP, DOWN = State.UP, State.DOWN


def conclude(told: Told, later: float = 0.0) -> list[IncidentChange]:
    told.seconds += later
    return told.centre.conclude(START + timedelta(seconds=told.seconds), told.seconds)


def silence(told: Told, *sites: str) -> None:
    for site in sites:
        told.tell(f"{site}/rt", DOWN)
        told.tell(f"{site}/vc", DOWN)


def opened(told: Told) -> list[Incident]:
    return [each for each in told.centre.incidents if each.open]


def test_a_dead_district_is_one_incident_in_whatever_order_it_is_seen() -> None:
    told = Told()
    silence(told, "commune-2", "commune-1", "district")
    assert conclude(told) == []
    told.centre.due = None
    conclude(told, 0.1)
    assert told.centre.due is not None
    (change,) = conclude(told, 2.0)
    assert change.incident.cause is Cause.CIRCUIT
    assert set(change.incident.sites) == {"district", "commune-1", "commune-2"}
    assert change.incident.sites[0] == "district"
    views = {view.site.id: view.incident for view in told.snapshot().sites}
    ident = change.incident.id
    assert views == {
        "hub": None, "other": None, "district": ident, "commune-1": ident, "commune-2": ident,
    }  # fmt: skip


def test_what_a_silent_site_hangs_on_is_asked_at_once_and_not_again_and_again() -> None:
    told = Told()
    silence(told, "commune-1", "commune-2")
    asked = [command.check for command in told.asked if isinstance(command, Recheck)]
    assert sorted(asked) == ["district/rt/icmp", "hub/rt/icmp"]
    told.seconds += 1
    told.tell("commune-1/rt", UP)
    told.tell("commune-1/rt", DOWN)
    assert len(told.asked) == 4


def test_an_incident_that_was_open_goes_on_after_a_restart_and_is_not_opened_twice() -> None:
    before = Told()
    silence(before, "other")
    conclude(before)
    (change,) = conclude(before, 2.0)
    after = Told(resumed=[change.incident])
    assert [each.id for each in opened(after)] == [change.incident.id]
    assert conclude(after, 1.0) == []
    silence(after, "other")
    assert conclude(after, 2.0) == []
    assert opened(after)[0].alerts == change.incident.alerts


def test_what_was_open_before_goes_on_when_the_database_tells_late() -> None:
    before = Told()
    silence(before, "other", "commune-1")
    conclude(before)
    changes = {change.incident.sites[0]: change.incident for change in conclude(before, 2.0)}
    after = Told()
    silence(after, "other")
    conclude(after)
    (new,) = [change.incident for change in conclude(after, 100.0)]
    now = START + timedelta(seconds=after.seconds)
    planned = Window(id="m-1", cover=Cover("site", "district"), start=now, seconds=3600.0)
    after.centre.catch_up([*changes.values(), new], [planned], (), now, after.seconds)
    assert {each.id for each in opened(after)} == {each.id for each in changes.values()}
    ended = [each for change in conclude(after, 1.0) for each in change.events]
    assert [(each.what, each.incident) for each in ended] == [(Happening.MERGED, new.id)]
    assert [each.window.id for each in after.snapshot().in_force] == ["m-1"]
    conclude(after, 100.0)
    assert [each.id for each in opened(after)] == [changes["other"].id]


def test_an_isolated_monitor_is_one_incident() -> None:
    told = Told()
    told.seq += 1
    told.centre.hear(
        Heartbeat(
            poller="p", boot_id="b", seq=told.seq, inventory_revision="r1", check="",
            observed_at=START + timedelta(seconds=told.seconds), isolated=True,
        ),
        told.seconds,
    )  # fmt: skip
    conclude(told)
    conclude(told, 2.0)
    assert [str(each.key) for each in opened(told)] == ["centre:hub:isolation"]


def test_a_database_that_takes_nothing_is_an_incident_of_monitord_itself() -> None:
    told = Told()
    told.centre.own.store(START)
    (change,) = conclude(told)
    assert (change.incident.cause, change.incident.sites) == (Cause.MONITOR, ())
    told.centre.own.store(None)
    conclude(told, 1.0)
    (closed,) = conclude(told, 60.0)
    assert [event.what for event in closed.events] == [Happening.CLOSED]


def test_nothing_opens_inside_a_window_and_what_lasts_opens_at_its_end() -> None:
    told = Told()
    now = START + timedelta(seconds=told.seconds)
    told.centre.add_window(
        Window(id="m-1", cover=Cover("site", "district"), start=now, seconds=60.0, who="lan"),
        now,
        told.seconds,
    )
    silence(told, "district", "commune-1")
    assert conclude(told, 5.0) == []
    assert told.sites["district"] is State.MAINTENANCE
    assert told.centre.due is not None
    assert told.centre.due <= now + timedelta(seconds=60)
    (change,) = conclude(told, 60.0)
    assert change.incident.overrun == "m-1"
    assert told.sites == {
        "hub": UP, "other": UP, "commune-2": UP, "district": DOWN, "commune-1": State.UNREACHABLE,
    }  # fmt: skip


def test_what_people_do_shows_at_once() -> None:
    told = Told()
    silence(told, "other")
    conclude(told)
    (change,) = conclude(told, 2.0)
    lan = Actor("lan", "socket")
    at = START + timedelta(seconds=told.seconds)
    told.centre.act(Acknowledge(incident=change.incident.id, by=lan), at)
    (incident,) = opened(told)
    assert incident.acknowledged is not None
    assert incident.acknowledged.by == lan


def test_a_site_that_left_the_inventory_has_no_incident_any_more() -> None:
    told = Told()
    silence(told, "other")
    conclude(told)
    conclude(told, 2.0)
    fewer = {ident: site for ident, site in PROVINCE.sites.items() if ident != "other"}
    told.apply(fewer.values())
    conclude(told, 1.0)
    conclude(told, 60.0)
    assert opened(told) == []


def test_a_site_that_is_only_planned_from_now_on_leaves_its_incident_and_is_not_called_well() -> (
    None
):
    told = Told()
    silence(told, "other")
    conclude(told)
    conclude(told, 2.0)
    told.apply(
        replace(site, service="planned") if ident == "other" else site
        for ident, site in PROVINCE.sites.items()
    )
    (change,) = conclude(told, 1.0)
    assert [(event.what, event.data) for event in change.events] == [
        (Happening.CLOSED, {"why": "left"})
    ]
    assert change.incident.restored_at is None
