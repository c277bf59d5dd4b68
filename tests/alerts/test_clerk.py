"""What the clerk at the site reads: at most six steps, at most 400 characters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.alerts.clerk import MOST, WIDE, clerk
from monitord.alerts.matter import matter_of
from monitord.alerts.words import Words
from monitord.model.incidents import Aspect, Cause, Incident, Scope
from monitord.model.inventory import Contact, Inventory
from monitord.texts.catalogue import LANGUAGES
from tests.alerts.place import COMMUNE, KINDS, PLACE, SINCE, TEAM, incident


def told(what: Incident, language: str = "vi", place: Inventory = PLACE) -> str:
    """The clerk's text."""
    return clerk(Words.of(place, language), matter_of(what, place, SINCE.date()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scope", "aspect", "cause"), KINDS)
def test_every_cause_is_told_whole_in_400_characters(
    scope: Scope, aspect: Aspect, cause: Cause, language: str
) -> None:
    text = told(incident(scope, aspect, cause), language)
    assert len(text) <= MOST
    assert not text.endswith("…")
    assert "{" not in text
    assert text.startswith("1. ")
    assert 3 <= text.count(". ") <= 20
    assert " 7. " not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scope", "aspect", "cause"), KINDS)
def test_it_is_told_whole_where_the_inventory_knows_nothing(
    scope: Scope, aspect: Aspect, cause: Cause, language: str
) -> None:
    bare = replace(PLACE, sites={}, circuits={}, teams={}, providers={}, mcu_groups={}, devices={})
    text = told(incident(scope, aspect, cause), language, bare)
    assert len(text) <= MOST
    assert "None" not in text


def test_the_clerk_of_a_dead_line_reads_what_the_card_and_the_page_say() -> None:
    text = told(incident())
    assert "không rút dây quang, không bấm Reset" in text
    assert "0237.800.0126, đọc TSLCD-THA-2025-000007" in text
    assert "0912.345.678" in text
    assert f"mã {COMMUNE}" in text
    assert text.endswith("Ghi mã báo hỏng.")


@pytest.mark.parametrize("cause", sorted(WIDE))
def test_where_many_have_it_they_write_to_the_group_and_do_not_call(cause: Cause) -> None:
    text = told(incident(cause=cause))
    assert text.endswith("Nhắn nhóm Trực hội nghị truyền hình tỉnh, không gọi dồn.")
    assert "0912.345.678" not in text


def test_the_mcu_page_has_the_number_of_the_backup_mcu() -> None:
    assert "gọi 8802" in told(incident(Scope.MCU, Aspect.STANDBY, Cause.MCU))


def test_a_ticket_is_told_when_there_is_one() -> None:
    wide = incident(Scope.PROVIDER, Aspect.SILENCE, Cause.PROVIDER)
    assert "trực kỹ thuật đang báo hỏng chung" in told(wide)
    assert "đã có mã báo hỏng BH-77" in told(replace(wide, provider_ticket="BH-77"))


def test_the_line_is_named_in_full_where_there_is_room() -> None:
    short = replace(
        PLACE, teams={"truc-tinh": replace(TEAM, contacts=(Contact("Tổ trực", "113"),))}
    )
    text = told(incident(cause=Cause.SIGNALLING), place=short)
    assert text.startswith("1. Xin anh/chị xem phiếu điểm cầu ở tủ thiết bị; không rút dây quang")
    assert f'Gọi Tổ trực 113: "Tôi là …, điểm cầu {COMMUNE}. Từ 15:00: …' in text


@given(
    name=st.text(min_size=1, max_size=200),
    ident=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", fullmatch=True),
    kind=st.sampled_from(KINDS),
)
def test_no_name_makes_it_longer(name: str, ident: str, kind: tuple[Scope, Aspect, Cause]) -> None:
    site = replace(PLACE.sites[COMMUNE], id=ident, name=name)
    team = replace(TEAM, group=name, contacts=(Contact(name, phone=name),))
    place = replace(PLACE, sites={COMMUNE: site}, teams={team.id: team})
    for language in LANGUAGES:
        assert len(told(incident(*kind), language, place)) <= MOST
