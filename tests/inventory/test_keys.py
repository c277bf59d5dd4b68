"""Secrets: read where the inventory says, never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitord.inventory.keys import UnreadableSecretError, read_keys, read_login, read_logins
from monitord.model.inventory import Credential, SnmpCredential
from monitord.model.secrets import Secret
from monitord.model.snmp import SnmpLogin

PHRASE = "correct horse"


def community(secret: Secret) -> Credential:
    return Credential("tslcd", SnmpCredential("2c", secret))


def user(auth: Secret, priv: Secret) -> Credential:
    keys = (("sha256", auth), ("aes128", priv))
    return Credential("mcu", SnmpCredential("3", None, "monitor", *keys))


def test_a_community_is_read_from_the_environment() -> None:
    login = read_login(community(Secret("env", "COMMUNITY")), {"COMMUNITY": "s3cret"})
    assert login == SnmpLogin("tslcd", "2c", b"s3cret")


def test_keys_are_read_from_files_without_the_line_break(tmp_path: Path) -> None:
    (tmp_path / "auth").write_text(f"{PHRASE}\n")
    (tmp_path / "priv").write_bytes(b"another pass phrase\r\n")
    auth, priv = (Secret("file", str(tmp_path / name)) for name in ("auth", "priv"))
    login = read_login(user(auth, priv), {})
    assert login is not None
    assert login.auth == ("sha256", PHRASE.encode())
    assert login.priv == ("aes128", b"another pass phrase")


def test_a_credential_without_snmp_has_no_login() -> None:
    assert read_login(Credential("web"), {}) is None


@pytest.mark.parametrize(
    ("environ", "why", "words"),
    [
        ({}, "unset", "is not set"),
        ({"COMMUNITY": ""}, "empty", "is empty"),
        ({"COMMUNITY": "x" * 4097}, "too-long", "has more than 4096 bytes"),
    ],
)
def test_a_secret_that_cannot_be_had_is_named_and_not_shown(
    environ: dict[str, str], why: str, words: str
) -> None:
    with pytest.raises(UnreadableSecretError) as caught:
        read_login(community(Secret("env", "COMMUNITY")), environ)
    assert (caught.value.where, caught.value.why) == ("COMMUNITY", why)
    assert str(caught.value) == f"credential tslcd: COMMUNITY {words}"


def test_a_pass_phrase_has_at_least_eight_characters() -> None:
    secret = Secret("env", "KEY")
    with pytest.raises(UnreadableSecretError, match="has fewer than 8 bytes"):
        read_login(user(secret, secret), {"KEY": "seven77"})


def test_one_unreadable_secret_does_not_void_the_others(tmp_path: Path) -> None:
    fine = Credential("fine", SnmpCredential("1", Secret("env", "A")))
    gone = Credential("gone", SnmpCredential("1", Secret("file", str(tmp_path / "none"))))
    logins, failures = read_logins([fine, gone], {"A": "public-1"})
    assert list(logins) == ["fine"]
    assert [(each.credential, each.why) for each in failures] == [("gone", "unreadable")]


def test_a_login_shows_nothing_but_its_credential() -> None:
    login = SnmpLogin("mcu", "3", b"", "hidden-user", ("md5", b"hidden-key"))
    assert repr(login) == str(login) == "SnmpLogin(mcu, version 3)"


def test_a_key_of_streams_is_read_and_has_at_least_sixteen_bytes(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("0123456789abcdef\n")
    fine = Credential("fine", None, Secret("file", str(tmp_path / "key")))
    short = Credential("short", None, Secret("env", "SHORT"))
    unset = Credential("unset", SnmpCredential("1", Secret("env", "A")), Secret("env", "UNSET"))
    plain = Credential("plain", SnmpCredential("1", Secret("env", "A")))
    keys, failures = read_keys([fine, short, unset, plain], {"SHORT": "fifteen-letters"})
    assert keys == {"fine": b"0123456789abcdef"}
    assert list(map(str, failures)) == [
        "credential short: SHORT has fewer than 16 bytes",
        "credential unset: UNSET is not set",
    ]
    assert not any("fifteen" in f"{failure!r}" for failure in failures)
