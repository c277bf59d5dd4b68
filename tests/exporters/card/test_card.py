"""What stands on a site card, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from exporters.card import Card, as_text, card_of
from monitord.inventory import load
from monitord.model.inventory import Inventory, Site
from monitord.model.secrets import Secret
from monitord.texts.catalogue import LANGUAGES
from tests.alerts.place import COMMUNE, PLACE, PRIVATE

DAY = date(2026, 9, 10)
PROVINCE = Path(__file__).parents[3] / "inventory.yaml"


def text(site: Site | None = None, language: str = "vi", place: Inventory = PLACE) -> str:
    """A card as text."""
    return as_text(card_of(site or place.sites[COMMUNE], place, language, DAY))


def bare(site: Site) -> Site:
    """Of which next to nothing is known."""
    return replace(
        site, circuits=(), contacts=(), devices=(), team=None, utility=None, mcu=None, uplink=None
    )


def test_a_card_has_everything_that_one_reads_out_or_dials() -> None:
    said = text()
    for part in (
        "PHIẾU ĐIỂM CẦU\nỦy ban nhân dân xã Thanh Sơn, huyện Bá Thước",
        f"Mã điểm cầu: {COMMUNE}",
        "TSLCD-THA-2025-000007: kênh chính, cáp quang, 20 Mbit/s; báo hỏng: "
        "Viễn thông Thanh Hóa (VNPT) 0237.800.0126",
        "4G-THA-2025-000007: kênh dự phòng, 4G, 8 Mbit/s; báo hỏng: Viettel Thanh Hóa 1800.8098",
        "Trực kỹ thuật: Nguyễn Thị Phương Thảo (trực ca ngày) 0912.345.678; Trần Quốc Tuấn",
        "Nhóm Zalo: Trực hội nghị truyền hình tỉnh",
        "Điện lực: Điện lực huyện Bá Thước 1900.6769",
        "Kết nối thử: 8899",
        "MCU dự phòng: 8802",
        "Modem quang: Nguồn sáng, PON sáng đều: tốt. LOS đỏ",
        "Số gọi tới: 2345801.",
        "1. Không rút dây quang, không bấm Reset",
        f"điểm cầu {COMMUNE}",
        "Lập ngày 10/09/2026, theo bản khai báo 0123456789abcdef",
    ):
        assert part in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_of_which_nothing_is_known_has_a_card_that_helps(language: str) -> None:
    site = bare(PLACE.sites[COMMUNE])
    place = replace(PLACE, organization=replace(PLACE.organization, operator=None, test_call=None))
    card = card_of(site, place, language, DAY)
    said = as_text(card)
    assert COMMUNE in said
    assert "Reset" in said
    assert "None" not in said
    assert all(section.rows for section in card.sections)


def test_a_site_without_a_line_names_the_one_whose_it_shares() -> None:
    site = replace(PLACE.sites[COMMUNE], circuits=())
    assert "đi chung đường truyền với Trung tâm Dữ liệu tỉnh Thanh Hóa" in text(site)


def test_a_line_that_is_no_more_is_not_on_the_card() -> None:
    site = PLACE.sites[COMMUNE]
    old = replace(site.circuits[0], id="TSL-OLD", until=date(2026, 9, 9))
    assert "TSL-OLD" not in text(replace(site, circuits=(old, site.circuits[1])))


def test_the_number_over_the_backup_line_is_that_of_its_own_device() -> None:
    site = PLACE.sites[COMMUNE]
    assert "Họp qua kênh dự phòng" not in text()
    laptop = replace(site.devices[1], id=f"{COMMUNE}/pc", role="pc", dial="2345899")
    backup = replace(site.circuits[1], device=laptop.id)
    other = replace(site, devices=(*site.devices, laptop), circuits=(site.circuits[0], backup))
    assert "Họp qua kênh dự phòng: 2345899" in text(other)


def test_a_medium_that_nobody_has_words_for_is_told_as_it_is() -> None:
    site = PLACE.sites[COMMUNE]
    line = replace(site.circuits[0], medium="MPLS")
    assert "kênh chính, MPLS, 20 Mbit/s" in text(replace(site, circuits=(line,)))


def test_only_whom_to_call_and_how_is_told_of_people() -> None:
    said = text()
    assert PRIVATE not in said
    assert "10.1.2.3" not in said
    assert "lanh-dao" not in said


@pytest.fixture(scope="module")
def province() -> Inventory:
    """The one that `make run` plays."""
    return load(PROVINCE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_card_of_a_province_tells_a_secret_or_an_address(
    language: str, province: Inventory
) -> None:
    cards: list[Card] = [card_of(site, province, language, DAY) for site in province.sites.values()]
    said = "\n".join(as_text(card) for card in cards)
    assert len(cards) == 621
    for device in province.devices.values():
        assert device.address not in said
    for secret in secrets_of(province):
        assert secret not in said
    assert "None" not in said


def secrets_of(inventory: Inventory) -> set[str]:
    """Where secrets are, and the accounts that they belong to."""
    found: set[str] = set(inventory.credentials)
    for credential in inventory.credentials.values():
        snmp = credential.snmp
        parts = (snmp.auth, snmp.priv) if snmp else ()
        secrets: list[Secret | None] = [credential.rtp, snmp.community if snmp else None]
        secrets += [part[1] for part in parts if part]
        found |= {secret.where for secret in secrets if secret}
    return found - {"mcu"}  # the word is on the cards too
