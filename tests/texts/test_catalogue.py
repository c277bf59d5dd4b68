"""Both languages say everything, with the same places, and Vietnamese is Vietnamese."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from monitord.model.names import fold
from monitord.model.states import Param, Reason, State
from monitord.texts import texts
from monitord.texts.catalogue import LANGUAGES, LOCALES, MissingTextError
from probes.icmp.packet import ERROR_KINDS

VI, EN = (texts(language).entries for language in ("vi", "en"))
SUBJECTS = sorted(path.name for path in (LOCALES / "vi").glob("*.po"))
LETTERS = re.compile(r"[^\W\d_]+")
PLACE = re.compile(r"\{[^}]*\}")
FOREIGN = re.compile(r"https?://\S+|--[\w-]+|`[^`]*`|\b[A-Z_]{2,}\b|\b\w+\.(?:yaml|db)\b")
"""What is not Vietnamese in a Vietnamese text: addresses, options, names of variables and files."""
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
    "uplink.down": {"uplink": "h-nhu-thanh"},
    "devices": {"device": "rt", "state": "down"},
    "no-devices": {},
    "planned": {},
}
"""Every reason that the poller and the centre give, with its parameters."""
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
    assert codes - REASONS.keys() == set()


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
    ],
)
def test_a_reason_in_each_language(code: str, vi: str, en: str) -> None:
    reason = Reason(code, REASONS[code])
    assert texts("vi").reason(reason) == vi
    assert texts("en").reason(reason) == en


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
