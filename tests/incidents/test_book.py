"""How a fault becomes an incident and ends."""

from __future__ import annotations

from tests.incidents.county import at, book, fault, firing, happened, look, of


def test_a_fault_opens_settles_and_closes() -> None:
    ours = book()
    assert happened(look(ours, 6, fault())) == [("c1", "opened")]
    assert firing(of(ours, "c1"))[0]["alertname"] == "SiteDown"
    assert ours.by_site() == {"c1": "261122-0001"}
    assert happened(look(ours, 50)) == [("c1", "restored")]
    assert ours.due == at(80)
    assert happened(look(ours, 80)) == [("c1", "closed")]
    ended = of(ours, "c1")
    assert (ended.restored_at, ended.closed_at) == (at(50), at(80))
    assert not firing(ended)
    assert ours.by_site() == {}
    assert ours.due is None


def test_what_stays_as_it_is_changes_nothing() -> None:
    ours = book()
    look(ours, 6, fault())
    assert look(ours, 7, fault()) == []
