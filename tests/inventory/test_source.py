"""Files that are no proper text or no proper YAML, before any field is looked at."""

from __future__ import annotations

from time import process_time

import pytest

from monitord.inventory import parse, tree
from tests.inventory.good import GOOD, NOWHERE, complaints, parsed

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]\n"
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "english", "vietnamese"),
    [
        (b"", "1:1: the file is empty", "1:1: tệp trống"),
        (b"# nothing\n---\n", "1:1: the file is empty", "1:1: tệp trống"),
        (b"- version: 1\n", "1:1: a map (key: value) is wanted, not a list", None),
        (b"version\n", "1:1: a map (key: value) is wanted, not a single value", None),
        (
            "version: 1\nname: Tỉnh\n".encode("utf-16"),
            "1:1: the file is UTF-16: save it as UTF-8",
            "1:1: tệp đang ở dạng UTF-16: hãy lưu lại ở dạng UTF-8",
        ),
        (
            "version: 1\nname: Tỉnh é\n".encode()[:-3] + b"\xe9\n",
            "2:12: byte 0xe9 is not UTF-8: save the file as UTF-8",
            "2:12: byte 0xe9 không phải UTF-8: hãy lưu tệp ở dạng UTF-8",
        ),
        (
            b"version: 1\nname: a\0b\n",
            "2:8: the invisible character U+0000 stands here: remove it",
            "2:8: ở đây có ký tự ẩn U+0000: hãy xóa đi",
        ),
        (
            "version: 1\nname: a\ufeffb\n".encode(),
            "2:8: the invisible character U+FEFF stands here: remove it",
            None,
        ),
        (
            "version: 1\nname: a\u2028b\n".encode(),
            "2:8: the invisible character U+2028 stands here: remove it",
            None,
        ),
        (
            b"a: " + b"[" * 101 + b"]" * 101,
            "1:103: maps and lists are nested more than 100 deep",
            "1:103: các nhóm mục và danh sách lồng nhau quá 100 tầng",
        ),
        (
            b"%YAML 3.0\n---\na: b\n",
            "1:1: not valid YAML: found incompatible YAML document",
            "1:1: không đúng cú pháp YAML: found incompatible YAML document",
        ),
    ],
)
def test_says_what_kind_of_file_it_is_not(
    data: bytes, english: str, vietnamese: str | None
) -> None:
    assert complaints(data) == [f"f.yaml:{english}"]
    if vietnamese:
        assert complaints(data, "vi") == [f"f.yaml:{vietnamese}"]


def test_a_file_of_more_than_64_mib_is_refused() -> None:
    assert complaints(b"#" * (64 * 2**20 + 1)) == ["f.yaml:1:1: the file is larger than 64 MiB"]


def test_a_scalar_of_a_megabyte_is_refused_in_one_line() -> None:
    bad = GOOD.replace("UBND xã Xuân Du", "a" * 2**20)
    assert complaints(bad) == [
        "f.yaml:45:19: sites.x-1.name: 1048576 characters are too long for one value: at most 10000"
    ]


def test_more_values_than_any_inventory_has_are_not_all_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tree, "MOST_VALUES", 10)
    assert complaints(b"a: [" + b"b," * 20) == ["f.yaml:1:19: the file has more than 10 values"]


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    start = process_time()
    said = complaints(BOMB)
    assert process_time() - start < 1
    assert "f.yaml:1:4: a: anchors (&a) are not allowed: use profiles, or write it out" in said
    assert "f.yaml:2:8: b[0]: aliases (*a) are not allowed: use profiles, or write it out" in said


def test_brackets_without_end_are_refused_before_they_are_followed() -> None:
    start = process_time()
    assert complaints(b"a: " + b"[" * 2**20) == [
        "f.yaml:1:103: maps and lists are nested more than 100 deep"
    ]
    assert process_time() - start < 1


def test_line_ends_of_windows_and_its_byte_order_mark_are_fine() -> None:
    windows = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert parse(windows, "f.yaml", NOWHERE).sites == parsed().sites


def test_places_are_right_with_line_ends_of_windows() -> None:
    bad = GOOD.replace("team: truc-tinh", "team: x").replace("\n", "\r\n")
    assert complaints(bad) == ["f.yaml:26:11: sites.ttdl.team: there is no team 'x'"]


def test_tabs_in_a_comment_or_between_values_are_fine() -> None:
    assert parsed(("version: 1\n", "version: 1\t# one\n")).sites == parsed().sites


def test_names_typed_in_nfd_are_normalised_to_nfc() -> None:
    nfd = "UBND xa\u0303 Xua\u0302n Du"
    assert parsed(("UBND xã Xuân Du", nfd)).sites["x-1"].name == "UBND xã Xuân Du"
