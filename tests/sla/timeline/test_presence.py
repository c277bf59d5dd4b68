"""When subjects are in the inventory, and where timelines are cut because they moved."""

from __future__ import annotations

from monitord.model.evidence import Evidence, InForce
from monitord.model.ledger import Subject
from tests.sla.timeline.hand import (
    VN_1,
    VN_2,
    XA_A,
    changes,
    evidence,
    in_force,
    ledger,
    outages,
    told,
)

UP = "09-29 00:00 up"
WITHOUT_XA_A = (
    """          - id: xa-a
            name: Xã A
            level: commune
            circuits: [{id: VN-2, provider: vnpt, device: rt}]
            devices: [{id: rt, profile: router, address: 127.2.2.1}]
""",
    "",
)
OTHER_PROVIDER = ("{id: VN-2, provider: vnpt", "{id: VN-2, provider: viettel")
DATED = (
    "{id: VN-2, provider: vnpt",
    '{id: VN-2, from: "2026-10-05", until: "2026-10-20", provider: vnpt',
)
SITE_UNTIL = ("id: xa-a\n", 'id: xa-a\n            until: "2026-10-10"\n')


def of_xa_a(revisions: list[InForce], *said: str) -> Evidence:
    return evidence([*changes(VN_2, UP, *said), *changes(XA_A, UP, *said)], revisions=revisions)


def line(made: Evidence, subject: Subject = VN_2) -> list[str]:
    return told(ledger(made).intervals[subject])


def test_outside_its_dates_a_circuit_is_absent_whatever_was_measured() -> None:
    """From the first moment of its first day to the last of its last, on the wall."""
    made = of_xa_a([in_force("09-01 00:00", None, DATED)])
    assert line(made) == ["01 00:00:00 absent", "05 00:00:00 up", "21 00:00:00 absent"]
    assert line(made, XA_A) == ["01 00:00:00 up"]


def test_a_circuit_is_there_only_while_its_site_is() -> None:
    made = of_xa_a([in_force("09-01 00:00", None, DATED, SITE_UNTIL)])
    assert line(made) == ["01 00:00:00 absent", "05 00:00:00 up", "11 00:00:00 absent"]
    assert line(made, XA_A) == ["01 00:00:00 up", "11 00:00:00 absent"]


def test_revisions_count_from_the_moment_in_which_they_are_accepted() -> None:
    revisions = [
        in_force("09-01 00:00", "10-03 10:00:00.5"),
        in_force("10-03 10:00:00.5", "10-07 12:00", WITHOUT_XA_A),
        in_force("10-07 12:00", None),
    ]
    assert line(of_xa_a(revisions)) == [
        "01 00:00:00 up",
        "03 10:00:00.500000 absent",
        "07 12:00:00 up",
    ]


def test_before_the_first_inventory_nothing_is_there() -> None:
    made = of_xa_a([in_force("10-03 10:00", None)])
    assert line(made) == ["01 00:00:00 absent", "03 10:00:00 up"]


def test_what_was_never_there_in_the_month_has_no_timeline() -> None:
    made = of_xa_a(
        [in_force("09-01 00:00", "10-01 00:00"), in_force("10-01 00:00", None, WITHOUT_XA_A)]
    )
    assert VN_2 not in ledger(made).intervals
    assert VN_1 in ledger(made).intervals


def test_a_revision_that_changes_nothing_about_it_cuts_nothing() -> None:
    revisions = [
        in_force("09-01 00:00", "10-03 10:00"),
        in_force("10-03 10:00", None, ("name: Xã A", "name: Xã A mới")),
    ]
    assert line(of_xa_a(revisions)) == ["01 00:00:00 up"]


def test_a_timeline_is_cut_where_the_provider_changes() -> None:
    revisions = [
        in_force("09-01 00:00", "10-03 10:00"),
        in_force("10-03 10:00", None, OTHER_PROVIDER),
    ]
    made = of_xa_a(revisions)
    assert line(made) == ["01 00:00:00 up", "03 10:00:00 up"]
    assert line(made, XA_A) == ["01 00:00:00 up"]


def test_a_timeline_is_cut_where_the_circuit_moves_to_another_site() -> None:
    moved = (
        ("circuits: [{id: VN-2, provider: vnpt, device: rt}]\n", "circuits: []\n"),
        ("circuits: [{id: VT-1,", "circuits: [{id: VN-2, provider: vnpt, device: rt}, {id: VT-1,"),
    )
    revisions = [in_force("09-01 00:00", "10-03 10:00"), in_force("10-03 10:00", None, *moved)]
    assert line(of_xa_a(revisions)) == ["01 00:00:00 up", "03 10:00:00 up"]


def test_an_outage_ends_where_its_subject_leaves_and_is_another_when_it_returns() -> None:
    revisions = [
        in_force("09-01 00:00", "10-03 10:00"),
        in_force("10-03 10:00", "10-04 10:00", WITHOUT_XA_A),
        in_force("10-04 10:00", None),
    ]
    found = ledger(of_xa_a(revisions, "10-03 09:00 down", "10-04 12:00 up"))
    assert list(outages(found, VN_2)) == [
        ("VN-2@20261003T020000Z", "03 09:00:00", "03 10:00:00", 3600, 0),
        ("VN-2@20261004T030000Z", "04 10:00:00", "04 12:00:00", 7200, 0),
    ]


def test_an_outage_is_one_of_each_provider_where_its_circuit_changes_hands() -> None:
    revisions = [
        in_force("09-01 00:00", "10-03 10:00"),
        in_force("10-03 10:00", None, OTHER_PROVIDER),
    ]
    found = ledger(of_xa_a(revisions, "10-03 09:00 down", "10-03 12:00 up"))
    assert list(outages(found, VN_2)) == [
        ("VN-2@20261003T020000Z", "03 09:00:00", "03 10:00:00", 3600, 0),
        ("VN-2@20261003T020000Z", "03 10:00:00", "03 12:00:00", 7200, 0),
    ]
    assert [(one.site, one.provider) for one in found.outages[VN_2]] == [
        ("xa-a", "vnpt"),
        ("xa-a", "viettel"),
    ]


def test_an_outage_is_followed_beyond_the_revisions_of_the_month() -> None:
    """Only those in force within the month are given; the rest is not an absence."""
    revisions = [in_force("09-30 12:00", "11-01 02:00")]
    made = of_xa_a(
        revisions, "09-30 10:00 down", "10-01 01:00 up", "10-31 23:00 down", "11-01 05:00 up"
    )
    assert list(outages(ledger(made), VN_2)) == [
        ("VN-2@20260930T030000Z", "30 10:00:00", "01 01:00:00", 3600, 0),
        ("VN-2@20261031T160000Z", "31 23:00:00", "01 05:00:00", 3600, 0),
    ]
