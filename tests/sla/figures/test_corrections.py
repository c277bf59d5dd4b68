"""What a person types, and the rows that are kept of it."""

from __future__ import annotations

import pytest

from monitord.model.figures import Outage
from monitord.model.incidents import Actor, Cause, Owner
from monitord.model.ledger import CorrectedField, LedgerError, Subject
from monitord.sla.corrections import Wish, draft, meant
from monitord.sla.ledger import Ledger
from monitord.texts import texts
from tests.sla.figures.made import CONFIRMED, LINE, PROVIDER, START, SUSPECTED, UTILITY, outage

LAN = Actor("lan", "socket")
OTHER, SITE = Subject("circuit", "TSL-B"), Subject("site", "xa-a")
MINE = outage(0, 60, PROVIDER, CONFIRMED, incident="261001-K7QF")
THEIRS = outage(0, 60, UTILITY, SUSPECTED, incident="261001-K7QF", subject=OTHER)
ALONE = outage(0, 60, None, None, incident="261001-ZZZZ", subject=SITE)


def ledger(*outages: Outage) -> Ledger:
    found: dict[Subject, list[Outage]] = {}
    for each in outages:
        found.setdefault(each.subject, []).append(each)
    return Ledger({}, found)


ALL = ledger(MINE, THEIRS, ALONE)


def drafted(target: str, wish: Wish, why: str = "mất điện") -> list[tuple[str, str | None, str]]:
    rows = draft(ALL, target, wish, by=LAN, at=START, why=why)
    assert all((row.id, row.by, row.at, row.why) == (0, LAN, START, why.strip()) for row in rows)
    return [(row.field, row.before, row.after) for row in rows]


def refused(target: str, wish: Wish, why: str = "mất điện") -> LedgerError:
    with pytest.raises(LedgerError) as caught:
        draft(ALL, target, wish, by=LAN, at=START, why=why)
    return caught.value


def test_one_row_for_each_field_that_changes_with_what_it_was() -> None:
    wish = Wish(cause=Cause.POWER, owner=Owner.UTILITY, excluded=True)
    assert drafted("261001-K7QF/TSL-A", wish) == [
        ("cause", "circuit", "power"),
        ("owner", "provider", "utility"),
        ("excluded", "no", "yes"),
    ]


def test_what_is_so_already_is_no_row() -> None:
    wish = Wish(cause=Cause.CIRCUIT, owner=Owner.UTILITY)
    assert drafted("261001-K7QF/TSL-A", wish) == [("owner", "provider", "utility")]
    assert refused("261001-K7QF/TSL-A", Wish(cause=Cause.CIRCUIT)).code == "sla.so-already"
    assert refused("261001-K7QF/TSL-A", Wish(excluded=False)).code == "sla.so-already"


def test_to_confirm_what_was_suspected_is_a_row() -> None:
    assert drafted("261001-K7QF/TSL-B", Wish(owner=UTILITY)) == [("owner", "utility", "utility")]


def test_of_an_incident_all_outages_with_every_value_that_there_was() -> None:
    wish = Wish(owner=Owner.FORCE_MAJEURE)
    rows = draft(ALL, "261001-K7QF", wish, by=LAN, at=START, why="bão")
    assert [(row.outage, row.before) for row in rows] == [("261001-K7QF", "provider, utility")]


def test_what_had_no_value_had_none() -> None:
    assert drafted("261001-ZZZZ/xa-a", Wish(owner=Owner.SITE)) == [("owner", None, "site")]


@pytest.mark.parametrize("typed", ["261001-k7qf/tsl-a", " 261001-K7QF/TSL-A ", "261001-K7qf/Tsl-a"])
def test_ids_are_found_in_any_case(typed: str) -> None:
    assert meant(ALL, typed) == ("261001-K7QF/TSL-A", [MINE])


def test_an_incident_is_found_in_any_case() -> None:
    ident, outages = meant(ALL, "261001-k7qf")
    assert ident == "261001-K7QF"
    assert set(outages) == {MINE, THEIRS}


def test_an_id_that_there_is_not_is_answered_with_those_near_it() -> None:
    error = refused("261001-K7QF/TSL-AA", Wish(owner=Owner.SITE))
    assert error.code == "sla.unknown-outage-near"
    assert "261001-K7QF/TSL-A" in str(error.params["near"])
    assert refused("x", Wish(owner=Owner.SITE)).code == "sla.unknown-outage"


def test_nothing_wanted_and_no_reason_are_refused() -> None:
    assert refused("261001-K7QF", Wish()).code == "sla.nothing-to-correct"
    assert refused("261001-K7QF", Wish(owner=Owner.SITE), "  ").code == "sla.why-missing"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("target", "wish", "why"),
    [
        ("261001-K7QF/TSL-AA", Wish(owner=Owner.SITE), "w"),
        ("x", Wish(owner=Owner.SITE), "w"),
        ("261001-K7QF", Wish(), "w"),
        ("261001-K7QF", Wish(owner=Owner.SITE), ""),
        ("261001-K7QF/TSL-A", Wish(excluded=False), "w"),
    ],
)
def test_every_refusal_has_its_words(language: str, target: str, wish: Wish, why: str) -> None:
    error = refused(target, wish, why)
    said = texts(language).say(error.code, **error.params)
    assert str(error.params.get("id", "")) in said


def test_fields_are_said_as_they_are_kept() -> None:
    assert [str(field) for field in CorrectedField] == ["cause", "owner", "excluded"]
    assert LINE.id in MINE.id
