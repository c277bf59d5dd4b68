"""Secret files are looked at, and never into."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitord.inventory import load
from monitord.model.secrets import Secret
from tests.inventory.good import complaints, edited

REFERENCE = ("{env: MONITORD_COMMUNITY}", "{file: community}")


def secret(directory: Path, mode: int) -> None:
    """A secret file of those permissions."""
    path = directory / "community"
    path.write_text("public")
    path.chmod(mode)


def test_a_file_of_its_owner_alone_is_taken_relative_to_the_inventory(tmp_path: Path) -> None:
    secret(tmp_path, 0o400)
    path = tmp_path / "inventory.yaml"
    path.write_text(edited(REFERENCE), encoding="utf-8")
    snmp = load(path).credentials["tslcd"].snmp
    assert snmp is not None
    assert snmp.community == Secret("file", str(tmp_path / "community"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    secret(tmp_path, mode)
    place = "f.yaml:8:49: credentials.tslcd.snmp.community.file: "
    bad = edited(REFERENCE)
    assert complaints(bad, "en", tmp_path) == [
        f"{place}the secret file 'community' is open to others: chmod 600"
    ]
    assert complaints(bad, "vi", tmp_path) == [
        f"{place}tệp bí mật 'community' để người khác truy cập được: hãy chmod 600"
    ]


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "community").mkdir()
    place = "f.yaml:8:49: credentials.tslcd.snmp.community.file: "
    assert complaints(edited(REFERENCE), "en", tmp_path) == [f"{place}'community' is not a file"]
    assert complaints(edited(REFERENCE), "vi", tmp_path) == [
        f"{place}'community' không phải một tệp"
    ]


def test_keys_of_version_3_are_looked_at_too(tmp_path: Path) -> None:
    said = complaints(edited(("{env: A}", "{file: a}"), ("{env: B}", "{file: b}")), "en", tmp_path)
    assert [line.split(": ")[1] for line in said] == [
        "credentials.mcu.snmp.auth.sha256.file",
        "credentials.mcu.snmp.priv.aes256.file",
    ]
