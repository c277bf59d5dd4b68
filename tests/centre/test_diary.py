"""What the ledger is told of circuits, sites and MCUs: each change once, since when it is so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from monitord.model.incidents import Actor
from monitord.model.inventory import Inventory, Site
from monitord.model.ledger import Change
from monitord.model.maintenance import Cover, Window
from monitord.model.settings import DaemonSettings, IncidentRules
from monitord.model.states import State
from tests.centre.province import DAY, HUB, PROVINCE, ROOM, START, Told, inventory, site

UP, DOWN, DEGRADED, OFF = State.UP, State.DOWN, State.DEGRADED, State.OFF
UNKNOWN, UNREACHABLE = State.UNKNOWN, State.UNREACHABLE
LATE = timedelta(seconds=5)
"""So long before it was decided everything began, in this province."""
STEP = timedelta(seconds=Told().step)
"""From one event to the next."""
NEXT_DAY = date(2026, 11, 23)
SUBJECTS = sorted(
    [
        *(f"site:{ident}" for ident in PROVINCE.sites),
        *(f"circuit:{ident}" for ident in PROVINCE.circuits),
        "mcu:hub/mcu-1",
        "mcu:hub/mcu-2",
    ]
)


class Kept(Told):
    """What has been told so far is forgotten whenever it was asked for."""

    def changes(self) -> list[Change]:
        """Since the last time."""
        told, self.written[:] = [*self.written], []
        return told

    def states(self) -> list[tuple[str, State]]:
        return [(str(each.subject), each.state) for each in self.changes()]

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def renew(self, day: date, known: Inventory = PROVINCE) -> None:
        self.centre.apply(known, day, self.now, self.seconds)

    def silence(self, ident: str) -> None:
        """The router first, so that nothing speaks for the line."""
        for name in ("rt", "vc"):
            self.tell(f"{ident}/{name}", DOWN)

    def plan(self, cover: Cover, seconds: float = 600.0) -> None:
        window = Window(id="m-1", cover=cover, start=self.now, seconds=seconds, source="command")
        self.centre.add_window(window, self.now, self.seconds)


@pytest.fixture
def province() -> Kept:
    """All is well, and told."""
    made = Kept()
    made.changes()
    return made


def subjects(changes: Iterable[Change]) -> list[str]:
    return sorted(str(each.subject) for each in changes)


def test_at_the_start_everything_is_unknown_and_then_what_it_is() -> None:
    changes = Kept().changes()
    first, rest = changes[: len(SUBJECTS)], changes[len(SUBJECTS) :]
    assert subjects(first) == SUBJECTS
    assert {each.state for each in first} == {UNKNOWN}
    assert {(each.since, each.decided_at) for each in first} == {(START, START)}
    assert {each.reason for each in first if each.subject.kind == "site"} == {"devices"}
    assert {each.state for each in rest} == {UP}
    backups = [each for each in SUBJECTS if each.startswith("circuit:4G")]
    assert subjects(rest) == [each for each in SUBJECTS if each not in backups]
    assert {each.boot_id for each in changes} == {"boot"}


def test_a_dead_line_is_told_with_the_first_lost_echo(province: Kept) -> None:
    province.tell("other/rt", DOWN)
    for each in (changes := province.changes()):
        assert (each.since, each.decided_at) == (province.now - LATE, province.now)
    assert [(str(each.subject), each.state, each.reason) for each in changes] == [
        ("site:other", DOWN, "devices"),
        ("circuit:TSL-other", DOWN, "devices"),
    ]
    province.tell("other/rt", UP)
    assert province.states() == [("site:other", UP), ("circuit:TSL-other", UP)]


def test_what_is_heard_again_is_not_told_again(province: Kept) -> None:
    for _ in range(3):
        province.tell("other/rt", UP)
        province.tell("other/vc", UP)
        province.wait()
    assert province.changes() == []


def test_nested_outages_end_as_what_they_are(province: Kept) -> None:
    for name in ("commune-1/rt", "commune-1/vc"):
        province.tell(name, DOWN)
    assert province.states() == [("site:commune-1", DOWN), ("circuit:TSL-commune-1", DOWN)]
    province.tell("district/rt", DOWN)
    cut_off = province.changes()
    assert {str(each.subject): each.state for each in cut_off} == {
        "site:district": DOWN,
        "circuit:TSL-district": DOWN,
        "site:commune-1": UNREACHABLE,
        "circuit:TSL-commune-1": UNREACHABLE,
    }
    assert len(cut_off) == 4
    province.tell("commune-2/rt", DOWN)
    assert province.states() == [
        ("site:commune-2", UNREACHABLE),
        ("circuit:TSL-commune-2", UNREACHABLE),
    ], "never down, not for a moment"
    province.tell("district/rt", UP)
    told = dict(province.states())
    assert (told["site:district"], told["circuit:TSL-district"]) == (UP, UP)


def test_what_stays_silent_after_its_uplink_came_back_is_down_from_then_on() -> None:
    patient = DaemonSettings(incidents=IncidentRules(recovery=30.0))
    province = Kept(replace(PROVINCE, daemon=patient))
    for name in ("district/rt", "district/vc", "commune-1/rt", "commune-1/vc"):
        province.tell(name, DOWN)
    for name in ("district/rt", "district/vc"):
        province.tell(name, UP)
    told_so_far = dict(province.states())
    assert told_so_far["site:commune-1"] is UNREACHABLE, "it may be on its way"
    province.wait()
    told = province.changes()
    assert {(str(each.subject), each.state, each.since) for each in told} == {
        ("site:commune-1", DOWN, province.now),
        ("circuit:TSL-commune-1", DOWN, province.now),
    }


def test_beneath_maintenance_what_is_measured_is_told(province: Kept) -> None:
    province.plan(Cover("site", "district"))
    assert province.changes() == [], "a plan is no measurement"
    for name in ("district/rt", "commune-1/rt", "commune-1/vc"):
        province.tell(name, DOWN)
    assert province.sites["district"] is State.MAINTENANCE
    assert province.states() == [
        ("site:district", DOWN),
        ("circuit:TSL-district", DOWN),
        ("site:commune-1", UNREACHABLE),
        ("circuit:TSL-commune-1", UNREACHABLE),
    ]
    for name in ("commune-1/vc", "commune-1/rt", "district/rt"):
        province.tell(name, UP)
    assert dict(province.states())["site:district"] is UP


def test_the_end_of_a_window_changes_nothing_that_was_measured(province: Kept) -> None:
    province.plan(Cover("site", "other"))
    province.tell("other/rt", DOWN)
    began = province.now - LATE
    assert {each.since for each in province.changes()} == {began}
    province.centre.cancel_window("m-1", Actor("an", "socket"), province.now, province.seconds)
    assert province.sites["other"] is DOWN
    assert province.changes() == []
    province.renew(NEXT_DAY)
    again = {str(each.subject): each.since for each in province.changes()}
    assert again["site:other"] == again["circuit:TSL-other"] == began


def test_an_mcu_is_as_its_checks_say(province: Kept) -> None:
    province.tell("hub/mcu-1", DOWN)
    [mcu, hub] = sorted(province.changes(), key=lambda each: each.subject)
    assert (str(mcu.subject), mcu.state, mcu.reason) == ("mcu:hub/mcu-1", DOWN, "icmp.silent")
    assert (mcu.since, mcu.decided_at) == (province.now - LATE, province.now)
    assert (str(hub.subject), hub.state) == ("site:hub", DEGRADED)
    province.tell("hub/mcu-1", UP)
    assert ("mcu:hub/mcu-1", UP) in province.states()


def test_an_mcu_of_an_unreachable_site_is_unreachable() -> None:
    room = ROOM | {"mcu-1": "mcu"}
    province = Kept(inventory(site("hub", None, HUB), site("far", "hub", room)))
    for name in ("hub/rt", "far/rt", "far/mcu-1"):
        province.tell(name, DOWN)
    told = dict(province.states())
    assert told["site:far"] is told["circuit:TSL-far"] is told["mcu:far/mcu-1"] is UNREACHABLE


def test_other_devices_are_no_subjects(province: Kept) -> None:
    province.tell("hub/ups", DOWN)
    assert province.states() == [("site:hub", DEGRADED)]
    province.tell("other/vc", OFF)
    assert province.states() == [("site:other", OFF)]


def test_at_midnight_everything_is_told_again_with_its_true_beginning(province: Kept) -> None:
    province.silence("other")
    began = province.now - LATE - STEP
    province.changes()
    province.seconds += 3600
    province.renew(NEXT_DAY)
    changes = province.changes()
    assert subjects(changes) == SUBJECTS
    assert {each.decided_at for each in changes} == {province.now}
    since = {str(each.subject): each.since for each in changes}
    assert since["site:other"] == since["circuit:TSL-other"] == began
    assert max(since.values()) < province.now
    province.renew(NEXT_DAY)
    assert province.changes() == [], "another reload of the same day"


def test_what_a_reload_adds_is_told_and_of_what_it_removes_no_more_is_said(province: Kept) -> None:
    sites = [s for s in PROVINCE.sites.values() if s.id != "other"]
    known = inventory(*sites, site("new", "hub", ROOM))
    province.renew(DAY, known)
    assert {(str(c.subject), c.state, c.since) for c in province.changes()} == {
        (subject, UNKNOWN, province.now)
        for subject in ("site:new", "circuit:TSL-new", "circuit:4G-new")
    }
    province.renew(NEXT_DAY, known)
    assert not [each for each in subjects(province.changes()) if "other" in each]
    province.renew(NEXT_DAY)
    back = province.changes()
    assert subjects(back) == ["circuit:4G-other", "circuit:TSL-other", "site:other"]
    assert {(each.state, each.since) for each in back} == {(UNKNOWN, province.now)}


def test_a_line_that_moves_to_another_site_keeps_its_state(province: Kept) -> None:
    province.tell("other/rt", DOWN)
    province.changes()
    moved = PROVINCE.sites["other"].circuits[0]
    province.apply([_with_circuits(s, moved) for s in PROVINCE.sites.values()])
    assert [each for each in subjects(province.changes()) if "TSL-other" in each] == []
    province.tell("other/rt", UP)
    assert ("circuit:TSL-other", UP) in province.states()


def _with_circuits(site: Site, moved: object) -> Site:
    match site.id:
        case "other":
            return replace(site, circuits=site.circuits[1:])
        case "district":
            circuit = replace(PROVINCE.circuits["TSL-other"], site="district")
            return replace(site, circuits=(*site.circuits, circuit))
    return site


def test_a_line_whose_dates_are_over_is_not_told_of_any_more() -> None:
    ending = replace(PROVINCE.circuits["TSL-other"], until=DAY)
    sites = [
        replace(s, circuits=(ending,)) if s.id == "other" else s for s in PROVINCE.sites.values()
    ]
    province = Kept(inventory(*sites))
    assert "circuit:TSL-other" in subjects(province.changes())
    province.renew(NEXT_DAY, inventory(*sites))
    assert "circuit:TSL-other" not in subjects(province.changes())
    province.tell("other/rt", DOWN)
    assert province.states() == [("site:other", DOWN)]


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(seconds=-1)])
def test_when_the_clock_was_set_what_lasts_began_by_the_new_one(
    province: Kept, by: timedelta
) -> None:
    province.silence("other")
    began = province.now - LATE - STEP
    province.changes()
    province.seconds += 60
    province.centre.shift(by, province.now + by)
    assert province.changes() == [], "nothing has happened"
    province.renew(NEXT_DAY)
    again = {str(each.subject): each.since for each in province.changes()}
    assert again["site:other"] == again["circuit:TSL-other"] == began + by


def test_when_the_clock_was_ahead_what_it_told_is_told_again(province: Kept) -> None:
    """What was told of a time that has not come would be true only then."""
    province.seconds += 3600
    province.silence("other")
    before = {str(each.subject): each for each in province.changes()}
    back = timedelta(minutes=-30)
    now = province.now + back
    province.centre.shift(back, now)
    again = {str(each.subject): each for each in province.changes()}
    assert sorted(again) == sorted(before) == ["circuit:TSL-other", "site:other"]
    for subject, change in again.items():
        told = before[subject]
        assert change == replace(told, since=told.since + back, decided_at=now)
    province.centre.shift(back, now + back)
    assert sorted(str(each.subject) for each in province.changes()) == sorted(again)


def test_a_backup_line_is_as_its_interface_says(province: Kept) -> None:
    province.tell("other/rt", UP, probe="snmp")
    province.changes()
    province.observe("other/rt", "circuit-interface", circuit="4G-other", up=0)
    assert province.states() == [("circuit:4G-other", DOWN)]
    province.observe("other/rt", "circuit-interface", circuit="4G-other", up=1)
    assert province.states() == [("circuit:4G-other", UP)]
