"""Flags and environment over the inventory's own settings."""

from __future__ import annotations

from pathlib import Path

from monitord.daemon.settings import overrule, own_modules
from monitord.model.settings import DaemonSettings

OWN = DaemonSettings(listen="127.0.0.1:1", snmp_traps="0.0.0.0:162")


def test_what_is_not_given_stays() -> None:
    assert overrule(OWN, {"listen": None, "snmp_traps": None}) == OWN


def test_what_is_given_wins_and_off_turns_off() -> None:
    settings = overrule(OWN, {"listen": "127.0.0.1:2", "snmp_traps": "off"})
    assert settings == DaemonSettings(listen="127.0.0.1:2", snmp_traps=None)


def test_a_folder_of_modules_may_be_given() -> None:
    assert own_modules({}) is None
    assert own_modules({"snmp_modules": "/srv/modules"}) == Path("/srv/modules")
