"""Messages for people without Alertmanager, and the SMS among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.alerts import message_of, plain_message
from monitord.alerts.plain import MOST, undiacritical
from monitord.model.incidents import Actor, Aspect, Cause, Incident, Scope, Severity
from monitord.model.states import Reason
from monitord.texts.catalogue import LANGUAGES
from tests.alerts.place import COMMUNE, KINDS, PLACE, PRIVATE, SECRET, SINCE, incident

CLOSED = SINCE + timedelta(minutes=42)


def closed(what: Incident) -> Incident:
    """The same, well again and over."""
    return replace(what, restored_at=CLOSED, closed_at=CLOSED, sites=())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scope", "aspect", "cause"), KINDS)
def test_every_cause_has_a_message_and_an_sms(
    scope: Scope, aspect: Aspect, cause: Cause, language: str
) -> None:
    for what in (incident(scope, aspect, cause), closed(incident(scope, aspect, cause))):
        message = message_of(what, PLACE, language)
        assert what.id in message.body
        assert "{" not in message.title + message.body
        assert "None" not in message.body
        sms = plain_message(what, PLACE, language).body
        assert sms.isascii()
        assert len(sms) <= MOST
        assert sms.endswith(what.id)


def test_a_message_says_what_since_when_how_many_why_and_what_to_do() -> None:
    body = message_of(incident(), PLACE, "vi").body
    for part in (
        "Điểm cầu Ủy ban nhân dân xã Thanh Sơn, huyện Bá Thước mất kết nối, từ 15:00 ngày "
        "10/09/2026.",
        "1 điểm cầu không họp được: Ủy ban nhân dân xã Thanh Sơn",
        "Nghi ngờ nguyên nhân: sự cố đường truyền (không trả lời 5 gói liên tiếp).",
        "Bên chịu trách nhiệm: nhà mạng (Viễn thông Thanh Hóa (VNPT)).",
        "Báo hỏng Viễn thông Thanh Hóa (VNPT) 0237.800.0126, mã kênh TSLCD-THA-2025-000007",
        "Chuyển sang kênh dự phòng 4G-THA-2025-000007; được thì khi họp gọi số 2345801.",
        "dò đường: trạm cuối trả lời là 10.9.8.7",
    ):
        assert part in body


def test_the_end_is_told_with_how_long_it_took() -> None:
    message = message_of(closed(incident()), PLACE, "vi")
    assert message.title.startswith("Đã khắc phục: Điểm cầu")
    assert "có lại từ 15:42 ngày 10/09/2026, gián đoạn 42 phút" in message.body
    assert "Việc cần làm ngay" not in message.body


def test_an_sms_cuts_the_name_and_nothing_else() -> None:
    long = replace(PLACE.sites[COMMUNE], name="Ủy ban nhân dân " * 12)
    place = replace(PLACE, sites={COMMUNE: long})
    sms = plain_message(incident(), place, "vi").body
    assert MOST - 2 <= len(sms) <= MOST
    assert sms.startswith("Diem cau Uy ban nhan dan")
    assert "... tu 15:00 ngay 10/09/2026. 1 diem cau khong hop duoc." in sms
    assert sms.endswith("Nghi ngo su co duong truyen. SC 260910-K7QF")


@given(st.text(min_size=1, max_size=300))
def test_no_name_makes_an_sms_longer_or_other_than_ascii(name: str) -> None:
    place = replace(PLACE, sites={COMMUNE: replace(PLACE.sites[COMMUNE], name=name)})
    sms = plain_message(incident(), place, "vi").body
    assert sms.isascii()
    assert len(sms) <= MOST


def test_letters_lose_their_diacritics_and_keep_their_case() -> None:
    assert undiacritical("Đường truyền TSL – Ủy ban xã Như Thanh…") == (
        "Duong truyen TSL - Uy ban xa Nhu Thanh..."
    )


def test_a_warning_says_that_people_can_still_meet() -> None:
    standby = replace(
        incident(Scope.SITE, Aspect.STANDBY, Cause.CIRCUIT), severity=Severity.WARNING
    )
    body = message_of(standby, PLACE, "vi").body
    assert "1 điểm cầu bị ảnh hưởng, vẫn họp được" in body
    assert "Số gọi thay thế khi họp: 2345801." in body


def test_a_provider_is_told_all_circuits_at_once() -> None:
    communes = tuple(ident for ident in PLACE.sites if ident != "ttdl")
    wide = replace(
        incident(Scope.PROVIDER, Aspect.SILENCE, Cause.PROVIDER), sites=communes, most_sites=31
    )
    body = message_of(wide, PLACE, "vi").body
    assert "31 điểm cầu không họp được" in body
    assert "và 26 điểm cầu khác" in body
    assert "TSLCD-THA-2025-000007, TSLCD-THA-2025-000100" in body
    assert "và 11 kênh khác" in body
    assert "4G-THA" not in body


def test_nothing_of_the_address_book_is_told_but_whom_to_call() -> None:
    for kind in KINDS:
        body = message_of(incident(*kind), PLACE, "vi").body
        assert PRIVATE not in body
        assert SECRET.where not in body
        assert "0913.000.111" not in body


def test_a_persons_cause_is_not_explained_by_what_the_rules_had_concluded() -> None:
    silent = Reason("circuit.silent", {"device": "rt", "circuit": "TSL-0030"})
    said = replace(incident(), reason=silent, cause=Cause.POWER, corrected=True)
    body = message_of(said, PLACE, "vi").body
    assert "Nguyên nhân do người trực xác định: mất điện." in body
    assert "TSL-0030, " not in body
    assert "nghi sự cố" not in body


def test_what_people_did_is_told() -> None:
    busy = replace(
        incident(),
        provider_ticket="BH-77",
        overrun="m-1",
        flapping=True,
        reopened=2,
        merged_into="260910-AAAA",
    )
    body = message_of(busy, PLACE, "vi").body
    assert "Mã báo hỏng: BH-77." in body
    assert "(m-1)" in body
    assert "Chập chờn" in body
    assert "Đã tái diễn 2 lần" in body
    assert "Đã gộp vào sự cố 260910-AAAA." in body


def test_on_the_backup_circuit_the_primary_is_reported_though_the_reason_names_the_backup() -> None:
    reason = Reason("circuit.backup", {"circuit": "4G-THA-2025-000007"})
    standby = replace(incident(Scope.SITE, Aspect.STANDBY, Cause.CIRCUIT), reason=reason)
    body = message_of(standby, PLACE, "vi").body
    assert "kênh dự phòng 4G-THA-2025-000007; khi họp gọi số 2345801." in body
    assert "0237.800.0126, mã kênh TSLCD-THA-2025-000007" in body


def test_a_dead_group_of_mcus_offers_none_of_them() -> None:
    dead = incident(Scope.MCU, Aspect.SILENCE, Cause.MCU)
    dead = replace(dead, key=replace(dead.key, subject="trung-tam"))
    body = message_of(dead, PLACE, "vi").body
    assert body.startswith("MCU ttdl/mcu-1 mất kết nối")
    assert "Không có MCU dự phòng" in body
    assert "8802" not in body
    standby = replace(dead, key=replace(dead.key, aspect=Aspect.STANDBY))
    assert "Chuyển MCU dự phòng ttdl/mcu-2: gọi số 8802." in message_of(standby, PLACE, "vi").body


def test_an_isolated_monitor_does_not_say_that_sites_cannot_meet() -> None:
    alone = incident(Scope.CENTRE, Aspect.ISOLATION, Cause.UPSTREAM)
    for body in (message_of(alone, PLACE, "vi").body, plain_message(alone, PLACE, "vi").body):
        assert "không họp được:" not in body
        assert "khong hop duoc" not in body
    assert "Chưa kết luận điểm cầu nào hỏng" in message_of(alone, PLACE, "vi").body


def test_many_lost_registrations_are_the_operators_matter_and_not_the_clerks() -> None:
    many = incident(Scope.MCU, Aspect.TROUBLE, Cause.SIGNALLING)
    message = message_of(many, PLACE, "vi")
    assert "nhiều điểm cầu mất đăng ký hệ thống cùng lúc" in message.title
    assert "Gọi Trung tâm Kinh doanh VNPT Thanh Hóa 1800.1166" in message.body
    assert "không gọi dồn" in message.body


def test_what_a_person_closed_is_not_called_well() -> None:
    by_hand = replace(incident(), closed_at=CLOSED, closed_by=Actor("bich", "socket"))
    message = message_of(by_hand, PLACE, "vi")
    assert message.title.startswith("Đã đóng sự cố: Điểm cầu")
    assert "bich đã đóng sự cố lúc 15:42 ngày 10/09/2026." in message.body
    assert "Đã khắc phục" not in message.title + message.body
    assert plain_message(by_hand, PLACE, "vi").body.startswith("Da dong su co: Diem cau")
    merged = replace(by_hand, merged_into="260910-AAAA")
    assert message_of(merged, PLACE, "vi").title.startswith("Đã gộp vào 260910-AAAA: Điểm cầu")
