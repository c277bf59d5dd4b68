"""Both languages say everything, with the same places, and Vietnamese is Vietnamese."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from monitord.model.modules import RULE_REASONS, Count, Entry, Module, ObservationKind, Rule
from monitord.model.names import fold
from monitord.model.quality import Direction
from monitord.model.quantities import QUANTITIES, QUANTITY, Quantity
from monitord.model.states import Param, Reason, State
from monitord.modules import load
from monitord.texts import texts
from monitord.texts.catalogue import LANGUAGES, LOCALES, MissingTextError
from probes.kernel.refusals import ERROR_KINDS

VI, EN = (texts(language).entries for language in ("vi", "en"))
SUBJECTS = sorted(path.name for path in (LOCALES / "vi").glob("*.po"))
LETTERS = re.compile(r"[^\W\d_]+")
PLACE = re.compile(r"\{[^}]*\}")
FOREIGN = re.compile(r"https?://\S+|--[\w-]+|`[^`]*`|\b[A-Z_]{2,}\b|\b\w+\.(?:yaml|db)\b")
"""What is not Vietnamese in a Vietnamese text: addresses, options, names of variables and files."""
CALL = {"medium": "video", "direction": "to_site"}
STREAM = {"direction": "to_site"}
ROOM: Mapping[str, Param] = {
    "value_bytes_per_second": 150_000.0,
    "limit_bytes_per_second": 50_000.0,
}
REASONS: Mapping[str, Mapping[str, Param]] = {
    "none": {},
    "icmp.silent": {"lost": 1140},
    "icmp.refused": {"kind": "host-unreachable", "origin": "10.0.0.1", "lost": 5},
    "icmp.loss": {"loss_ratio": 0.123, "limit_ratio": 0.1},
    "icmp.rtt": {"rtt_seconds": 0.6121, "limit_seconds": 0.4},
    "icmp.outside-hours": {"lost": 5},
    "icmp.late": {},
    "flapping": {},
    "not-measured": {},
    "starting": {},
    "isolated": {},
    "address.unusable": {"cause": "source 10.0.0.1 is not of the family of ::1"},
    "name.unresolved": {"name": "vc.example"},
    "socket-drops": {},
    "send-failed": {},
    "stalled": {},
    "credential.unreadable": {},
    "snmp.silent": {"polls": 2},
    "snmp.refused": {"kind": "port-unreachable", "polls": 2},
    "snmp.auth": {"error": "wrongDigests"},
    "snmp.malformed": {},
    "snmp.error-status": {"error": "genErr"},
    "snmp.nothing": {},
    "snmp.unreadable": {},
    "snmp.outside-hours": {"polls": 2},
    "snmp.device-silent": {},
    "snmp.not-registered": {"protocol": "sip", "value": 0, "limit": 1},
    "snmp.ports": {"medium": "video", "value_ratio": 0.96, "limit_ratio": 0.95},
    "snmp.on-battery": {"value": 1, "limit": 0},
    "snmp.battery-low": {"value_ratio": 0.28, "limit_ratio": 0.3},
    "snmp.battery-minutes": {"value_seconds": 480, "limit_seconds": 600},
    "snmp.battery-status": {"value": "low"},
    "snmp.overload": {"line": "1", "value_ratio": 0.93, "limit_ratio": 0.9},
    "snmp.interface-down": {"interface": "GigabitEthernet0/0"},
    "snmp.interface-full": {"interface": "wwan0", "value_ratio": 0.97, "limit_ratio": 0.9},
    "snmp.cpu": {"cpu": "1", "value_ratio": 0.95, "limit_ratio": 0.9},
    "snmp.memory": {"memory": "Processor", "value_ratio": 0.97, "limit_ratio": 0.95},
    "snmp.storage": {"storage": "/var", "value_ratio": 0.97, "limit_ratio": 0.95},
    "snmp.temperature": {"sensor": "battery", "value_celsius": 41.5, "limit_celsius": 40},
    "snmp.part-failed": {"part": "camera", "value": 0, "limit": 1},
    "snmp.alarms": {"value": 2, "limit": 0},
    "snmp.mcu-status": {"value": "major"},
    "snmp.call-loss": {**CALL, "value_ratio": 0.031, "limit_ratio": 0.03},
    "snmp.call-jitter": {**CALL, "value_seconds": 0.061, "limit_seconds": 0.05},
    "snmp.call-latency": {**CALL, "value_seconds": 0.41, "limit_seconds": 0.4},
    "snmp.path-loss": {"path": "10", "value_ratio": 0.05, "limit_ratio": 0.03},
    "snmp.path-delay": {"path": "10", "value_seconds": 0.35, "limit_seconds": 0.3},
    "snmp.path-jitter": {"path": "10", "value_seconds": 0.06, "limit_seconds": 0.05},
    "snmp.path-mos": {"path": "10", "value": 3.21, "limit": 3.5},
    "snmp.over": {
        "quantity": "device_power_watts",
        "sensor": "PSU",
        "value": 812.4,
        "limit": 800,
    },
    "snmp.under": {"quantity": "path_packets_answered", "path": "10", "value": 0, "limit": 1},
    "rtp.loss": {**STREAM, "value_ratio": 0.032, "limit_ratio": 0.01},
    "rtp.jitter": {**STREAM, "value_seconds": 0.041, "limit_seconds": 0.03},
    "rtp.delay": {**STREAM, "value_seconds": 0.182, "limit_seconds": 0.15},
    "rtp.rtt": {"direction": "round_trip", "value_seconds": 0.412, "limit_seconds": 0.3},
    "rtp.mos": {**STREAM, "value": 3.21, "limit": 3.6},
    "rtp.silent": {"streams": 2},
    "rtp.refused": {"kind": "port-unreachable", "streams": 2},
    "rtp.auth": {},
    "rtp.malformed": {},
    "rtp.outside-hours": {"streams": 1},
    "rtp.device-silent": {},
    "rtp.no-key": {},
    "rtp.no-room": {"circuit": "TSL-1", **ROOM},
    "rtp.over-total": ROOM,
    "engine.unavailable": {},
    "sip.silent": {"tries": 2},
    "sip.refused": {"kind": "reset", "tries": 2},
    "sip.error": {"status": 503},
    "sip.tls": {"cause": "wrong version number"},
    "sip.malformed": {},
    "sip.outside-hours": {"tries": 2},
    "sip.device-silent": {},
    "sip.certificate-ends": {"value_seconds": 273_600.0, "limit_seconds": 1_209_600.0},
    "sip.certificate-ended": {"value_seconds": 3_600.0},
    "h323.silent": {"tries": 2},
    "h323.refused": {"kind": "port-unreachable", "tries": 2},
    "h323.malformed": {},
    "h323.outside-hours": {"tries": 2},
    "h323.device-silent": {},
    "uplink.down": {"uplink": "h-nhu-thanh"},
    "uplink.returning": {"uplink": "h-nhu-thanh"},
    "maintenance": {"window": "m-k7qf", "state": "down"},
    "circuit.silent": {"circuit": "TSL-TH-0123", "device": "rt"},
    "circuit.interface-down": {"circuit": "TSL-TH-0123", "device": "rt"},
    "circuit.backup": {"circuit": "4G-TH-0123"},
    "circuit.backup-down": {"circuit": "4G-TH-0123", "interface": "wwan0"},
    "power.on-battery": {"circuit": "TSL-TH-0123", "device": "rt"},
    "power.dying-gasp": {"circuit": "TSL-TH-0123", "device": "rt"},
    "equipment.silent": {"device": "vc"},
    "equipment.router": {"device": "rt"},
    "equipment.failed": {"device": "vc", "part": "camera"},
    "site.silent": {"circuit": "", "device": "vc"},
    "provider.wide": {"provider": "vnpt", "circuits": 130, "total": 618},
    "upstream.silent": {"circuit": "TSL-TH-0100", "device": "rt"},
    "upstream.wide": {"silent": 600, "total": 620},
    "mcu.silent": {"mcu": "ttdl/mcu-1"},
    "mcu.all-silent": {"mcu": "ttdl/mcu-1"},
    "mcu.on-backup": {"mcu": "ttdl/mcu-1", "backup": "ttdl/mcu-2", "dial": "8802"},
    "mcu.on-backup-undialled": {"mcu": "ttdl/mcu-1", "backup": "ttdl/mcu-2"},
    "mcu.backup-silent": {"backup": "ttdl/mcu-2"},
    "mcu.failed": {"device": "mcu-1"},
    "mcu.unregistered": {"mcu": "trung-tam", "sites": 31},
    "devices": {"device": "rt", "state": "down"},
    "no-devices": {},
    "store.failing": {},
    "planned": {},
}
"""Every reason that the poller and the centre give, with its parameters."""
OBSERVATIONS = {*get_args(ObservationKind), "circuit-interface", "backup-in-use"}
"""Every observation that begins and ends."""
ICMP_ERRORS = {
    word
    for kinds in ERROR_KINDS.values()
    for by_code in kinds.values()
    for word in by_code.values()
} | {"other"}
"""Every word that the engine has for an ICMP error."""


def places(text: str) -> set[str]:
    """The names of the places in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def undiacritical(text: str) -> bool:
    """Whether a text of at least three Vietnamese-looking words has not one diacritic.

    In real Vietnamese about every second syllable has one; of three words hardly ever none.
    """
    words = LETTERS.findall(FOREIGN.sub(" ", PLACE.sub(" ", text)))
    return len(words) >= 3 and all(fold(word) == word.lower() for word in words)


def test_both_languages_have_the_same_subjects() -> None:
    assert sorted(path.name for path in (LOCALES / "en").glob("*.po")) == SUBJECTS


def test_both_languages_have_the_same_keys() -> None:
    assert VI.keys() == EN.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_defined_twice(language: str) -> None:
    keys = Counter(key for path in (LOCALES / language).glob("*.po") for key in keys_of(path))
    assert [key for key, n in keys.items() if n > 1] == []


def keys_of(path: Path) -> list[str]:
    """The keys as they stand in a file, repeated ones too."""
    return re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("key", sorted(VI.keys() & EN.keys()))
def test_both_languages_fill_the_same_places(key: str) -> None:
    assert places(VI[key]) == places(EN[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_and_normalised(language: str) -> None:
    for key, text in texts(language).entries.items():
        assert text.strip(), key
        assert unicodedata.is_normalized("NFC", text), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_file_says_its_language(subject: str, language: str) -> None:
    with (LOCALES / language / subject).open("rb") as file:
        assert str(read_po(file).locale) == language


@pytest.mark.parametrize("key", sorted(VI))
def test_vietnamese_is_written_with_its_diacritics(key: str) -> None:
    assert not undiacritical(VI[key])


def test_the_search_for_missing_diacritics_can_find_some() -> None:
    assert undiacritical("Khong lien lac duoc voi {url}")
    assert undiacritical("mat ket noi")
    assert not undiacritical("mất kết nối")
    assert not undiacritical("MONITORD_URL --watch {name}")


def test_a_vietnamese_sentence_is_not_the_english_one() -> None:
    same = {
        key for key in VI if VI[key] == EN[key] and len(LETTERS.findall(PLACE.sub("", VI[key]))) > 2
    }
    assert same == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_words(code: str, language: str) -> None:
    words = texts(language).reason(Reason(code, REASONS[code]))
    assert words
    assert "{" not in words


def test_every_reason_that_the_code_gives_is_known() -> None:
    given = re.compile(r"""\bReason\(\s*"([^"]+)\"""")
    root = Path(__file__).parents[2] / "monitord"
    codes = {code for path in root.rglob("*.py") for code in given.findall(path.read_text("utf-8"))}
    assert codes
    assert (codes | RULE_REASONS.keys()) - REASONS.keys() == set()


def test_every_text_of_a_reason_belongs_to_a_code() -> None:
    assert {key.removeprefix("reason.") for key in VI if key.startswith("reason.")} == set(REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(ICMP_ERRORS))
def test_every_icmp_error_has_words(kind: str, language: str) -> None:
    assert texts(language).say(f"icmp-error.{kind}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", State)
def test_every_state_has_words(state: State, language: str) -> None:
    assert texts(language).state(state)


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [
        (
            "icmp.refused",
            "10.0.0.1 báo: không tới được máy (5 gói liên tiếp)",
            "10.0.0.1 says: host unreachable (5 packets in a row)",
        ),
        ("icmp.loss", "mất gói 12,3 %, ngưỡng 10 %", "12.3% of packets lost, limit 10%"),
        ("icmp.rtt", "độ trễ 612 ms, ngưỡng 400 ms", "round trip of 612 ms, limit 400 ms"),
        (
            "icmp.silent",
            "không trả lời 1.140 gói liên tiếp",
            "no reply to 1,140 packets in a row",
        ),
        ("devices", "thiết bị rt mất kết nối", "device rt is down"),
        (
            "snmp.refused",
            "SNMP bị từ chối 2 lần liên tiếp: cổng đang đóng",
            "SNMP refused 2 times in a row: the port is refused",
        ),
        ("snmp.not-registered", "chưa đăng ký hệ thống (SIP)", "not registered (SIP)"),
        (
            "snmp.ports",
            "đã dùng 96 % số cổng (hình), ngưỡng 95 %",
            "96% of ports in use (video), limit 95%",
        ),
        (
            "snmp.battery-minutes",
            "ắc quy chỉ còn chạy được 8 phút, ngưỡng 10 phút",
            "battery lasts only 8 min more, limit 10 min",
        ),
        ("snmp.battery-status", "ắc quy sắp cạn", "battery low"),
        (
            "snmp.temperature",
            "nhiệt độ 41,5 °C (ắc quy), ngưỡng 40 °C",
            "temperature of 41.5 °C (battery), limit 40 °C",
        ),
        ("snmp.mcu-status", "MCU báo: lỗi nặng", "the MCU says: major fault"),
        (
            "snmp.call-loss",
            "cuộc họp mất gói 3,1 % (hình, chiều về điểm cầu), ngưỡng 3 %",
            "call loss of 3.1% (video, to the site), limit 3%",
        ),
        (
            "snmp.over",
            "công suất điện (PSU): 812,4 W, vượt ngưỡng 800 W",
            "power (PSU): 812.4 W, over the limit of 800 W",
        ),
        (
            "snmp.under",
            "số gói được trả lời của tuyến đo (10): 0, dưới ngưỡng 1",
            "packets answered on the path (10): 0, under the limit of 1",
        ),
        (
            "rtp.loss",
            "mất gói 3,2 % chiều về điểm cầu, giới hạn 1 %",
            "3.2% of packets lost to the site, limit 1%",
        ),
        (
            "rtp.jitter",
            "biến động trễ 41 ms chiều về điểm cầu, giới hạn 30 ms",
            "jitter of 41 ms to the site, limit 30 ms",
        ),
        (
            "rtp.rtt",
            "độ trễ khứ hồi 412 ms, giới hạn 300 ms",
            "round trip of 412 ms, limit 300 ms",
        ),
        (
            "rtp.mos",
            "điểm MOS 3,21 chiều về điểm cầu, tối thiểu 3,6",
            "MOS of 3.21 to the site, at least 3.6 wanted",
        ),
        (
            "rtp.no-room",
            "luồng đo cần 1,2 Mbit/s, vượt mức 400 kbit/s dành cho đo kiểm trên đường truyền TSL-1",
            "a test stream takes 1.2 Mbit/s, more than the 400 kbit/s that tests may take of the "
            "circuit TSL-1",
        ),
        (
            "sip.refused",
            "SIP bị từ chối 2 lần liên tiếp: thiết bị đóng cổng này (TCP reset)",
            "SIP refused 2 times in a row: the device has that port closed (TCP reset)",
        ),
        ("sip.error", "trả lời SIP bằng mã lỗi 503", "answers SIP with error 503"),
        (
            "sip.certificate-ends",
            "chứng thư số chỉ còn hạn 3 ngày 4 giờ, giới hạn 14 ngày",
            "certificate ends in 3 d 4 h, limit 14 d",
        ),
    ],
)
def test_a_reason_in_each_language(code: str, vi: str, en: str) -> None:
    reason = Reason(code, REASONS[code])
    assert texts("vi").reason(reason) == vi
    assert texts("en").reason(reason) == en


def test_further_problems_are_counted_after_the_first() -> None:
    reason = Reason("snmp.part-failed", {"part": "fan", "more": 2})
    assert texts("vi").reason(reason) == "bộ phận hỏng: quạt, và 2 vấn đề khác"
    assert texts("en").reason(reason) == "part failed: fan, and 2 more"


def test_each_way_of_a_stream_has_its_words() -> None:
    said = {
        way: texts("vi").reason(
            Reason("rtp.loss", {"direction": way, "value_ratio": 0.0104, "limit_ratio": 0.01})
        )
        for way in Direction
    }
    assert said == {
        Direction.TO_SITE: "mất gói 1,04 % chiều về điểm cầu, giới hạn 1 %",
        Direction.FROM_SITE: "mất gói 1,04 % chiều từ điểm cầu, giới hạn 1 %",
        Direction.ROUND_TRIP: "mất gói 1,04 % khứ hồi, giới hạn 1 %",
    }


def test_what_a_device_names_itself_stays_as_it_is() -> None:
    reason = Reason("snmp.part-failed", {"part": "PowerSupply 1"})
    assert texts("vi").reason(reason) == "bộ phận hỏng: PowerSupply 1"
    assert texts("vi").quantity("interface", "GigabitEthernet0/0") == "GigabitEthernet0/0"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_shipped_modules_has_words(language: str) -> None:
    rules = list(rules_of(load(None).values()))
    assert rules
    for rule, quantity, labels in rules:
        ending = f"_{quantity.unit}" if quantity.unit else ""
        values: dict[str, Param] = {**dict.fromkeys(quantity.labels, "x"), **labels}
        numbers: dict[str, Param] = {f"value{ending}": 0.5, f"limit{ending}": 0.4}
        for word in rule.is_:
            assert texts(language).quantity("value", word) != word or language == "en"
            numbers = {"value": word}
        params: dict[str, Param] = {**values, **numbers, "quantity": quantity.name}
        if rule.reason is not None:
            assert texts(language).reason(Reason(rule.reason, params))
        if rule.observe is not None:
            said = texts(language).observation(rule.observe, {"active": 1, **params})
            assert said != rule.observe


def rules_of(modules: Iterable[Module]) -> Iterator[tuple[Rule, Quantity, Mapping[str, str]]]:
    """Each rule with the quantity and the constant labels of its entry."""
    for module in modules:
        entries: list[Entry | Count] = list(module.scalars)
        for table in module.tables:
            entries += [*table.columns, *table.counts]
        for entry in entries:
            for rule in entry.rules:
                yield rule, QUANTITY[entry.quantity], entry.labels


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.name)
def test_every_quantity_and_its_states_have_words(quantity: Quantity, language: str) -> None:
    said = texts(language)
    assert said.named(quantity.name, {}) == said.say(f"quantity.{quantity.name}")
    for state in quantity.states:
        assert said.say(f"condition.{state}")


def test_every_text_of_a_quantity_belongs_to_one() -> None:
    named = {key.removeprefix("quantity.") for key in VI if key.startswith("quantity.")}
    assert named == QUANTITY.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(OBSERVATIONS))
def test_every_observation_has_words_for_its_beginning_and_its_end(
    kind: str, language: str
) -> None:
    said = texts(language)
    begun, ended = said.observation(kind, {"active": 1}), said.observation(kind, {"active": 0})
    assert begun != kind
    assert ended not in (kind, begun)
    assert said.observation(kind, {"active": 0, "unmeasured": 1}) not in (begun, ended)


def test_observations_that_happen_at_once_have_words() -> None:
    assert texts("vi").observation("reboot", {"uptime_seconds": 12.0}) == (
        "thiết bị đã khởi động lại"
    )
    trap: dict[str, Param] = {"oid": "1.3.6.1.6.3.1.1.5.3", "uptime_seconds": 12.5, "1.2.3": "x"}
    named: dict[str, Param] = {**trap, "name": "linkDown"}
    assert texts("en").observation("trap", named) == "the device sent a trap: linkDown"
    assert texts("en").observation("trap", trap) == "the device sent a trap: 1.3.6.1.6.3.1.1.5.3"
    assert texts("vi").observation("of-tomorrow", {"x": 1}) == "of-tomorrow"


def test_an_observation_says_what_it_is_about() -> None:
    vi, en = texts("vi"), texts("en")
    down: dict[str, Param] = {"circuit": "TSL-1", "interface": "Gi0/0", "up": 0}
    assert vi.observation("circuit-interface", down) == (
        "cổng của đường truyền mất kết nối: TSL-1, Gi0/0"
    )
    assert en.observation("circuit-interface", {**down, "up": 1}) == (
        "the circuit's interface is up: TSL-1, Gi0/0"
    )
    lost: dict[str, Param] = {"active": 0, "protocol": "h323", "value": 1, "limit": 1}
    assert vi.observation("registration-lost", lost) == "đã đăng ký lại hệ thống: H.323"
    assert vi.observation("on-battery", {"active": 0, "unmeasured": 1}) == (
        "không còn số liệu về: mất điện, đang chạy bằng ắc quy"
    )


@pytest.mark.parametrize(
    ("name", "value", "vi", "en"),
    [
        ("limit_seconds", 600, "10 phút", "10 min"),
        ("limit_seconds", 90, "90 s", "90 s"),
        ("limit_seconds", 5400, "1 giờ 30 phút", "1 h 30 min"),
        ("limit_seconds", 0.0034, "3 ms", "3 ms"),
        ("device_uptime_seconds", 200_000.0, "2 ngày 7 giờ", "2 d 7 h"),
        ("value_celsius", 41.54, "41,5 °C", "41.5 °C"),
        ("ups_input_volts", 229.96, "230 V", "230 V"),
        ("device_power_watts", 812.0, "812 W", "812 W"),
        ("device_fan_speed_rpm", 3600, "3.600 vòng/phút", "3,600 rpm"),
        ("interface_capacity_bytes_per_second", 2_500_000, "20 Mbit/s", "20 Mbit/s"),
        ("interface_capacity_bytes_per_second", 125_000_000, "1 Gbit/s", "1 Gbit/s"),
        ("endpoint_call_rate_bytes_per_second", 48_000, "384 kbit/s", "384 kbit/s"),
        ("interface_receive_bytes_total", 98_765_432_109.0, "98,8 GB", "98.8 GB"),
        ("value_bytes", 1_500, "1,5 kB", "1.5 kB"),
        ("value_ratio", 0.957, "95,7 %", "95.7%"),
        ("value_ratio", 0.0104, "1,04 %", "1.04%"),
        ("value_ratio", 0.04049, "4 %", "4%"),
        ("value", 3.214, "3,21", "3.21"),
        ("value_celsius", -4.0, "-4 °C", "-4 °C"),
    ],
)
def test_quantities_are_said_in_the_units_of_people(
    name: str, value: float, vi: str, en: str
) -> None:
    assert texts("vi").quantity(name, value) == vi
    assert texts("en").quantity(name, value) == en


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (99.95, 2, "99,95", "99.95"),
        (1234567.5, 1, "1.234.567,5", "1,234,567.5"),
        (3.0, 2, "3", "3"),
        (0.0, 1, "0", "0"),
        (-1.25, 2, "-1,25", "-1.25"),
        (100, 0, "100", "100"),
    ],
)
def test_numbers_are_written_as_in_each_country(
    value: float, decimals: int, vi: str, en: str
) -> None:
    assert texts("vi").number(value, decimals) == vi
    assert texts("en").number(value, decimals) == en


def test_seconds_become_milliseconds_below_one() -> None:
    assert texts("vi").quantity("rtt_seconds", 0.0034) == "3 ms"
    assert texts("vi").quantity("rtt_seconds", 1.25) == "1,2 s"


@pytest.mark.parametrize("package", ["monitord", "probes", "exporters"])
def test_every_key_that_the_code_says_is_there(package: str) -> None:
    said = re.compile(r"""\bsay\(\s*"([a-z][a-z0-9-]*\.[a-z0-9.-]+)\"""")
    root = Path(__file__).parents[2] / package
    keys = {key for path in root.rglob("*.py") for key in said.findall(path.read_text("utf-8"))}
    assert keys - VI.keys() == set()


def test_a_key_that_nobody_has_is_an_error() -> None:
    with pytest.raises(MissingTextError, match=r"vi: nothing\.here"):
        texts("vi").say("nothing.here")
