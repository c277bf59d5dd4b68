"""Flags and environment over the inventory's own settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitord.daemon.settings import lasting, overrule, overruled, own_modules
from monitord.model.doors import Tls, User
from monitord.model.secrets import Secret
from monitord.model.settings import DaemonSettings, IncidentRules
from tests.centre.province import PROVINCE

OWN = DaemonSettings(listen="127.0.0.1:1", snmp_traps="0.0.0.0:162")


def test_what_is_not_given_stays() -> None:
    assert overrule(OWN, {"listen": None, "snmp_traps": None}) == OWN


def test_what_is_given_wins_and_off_turns_off() -> None:
    settings = overrule(OWN, {"listen": "127.0.0.1:2", "snmp_traps": "off"})
    assert settings == DaemonSettings(listen="127.0.0.1:2", snmp_traps=None)


def test_rules_of_incidents_are_overruled_one_by_one() -> None:
    own = DaemonSettings(incidents=IncidentRules(hold=3.0, settle=10.0))
    given = overrule(own, {"incidents": {"settle": 5.0}})
    assert given.incidents == IncidentRules(hold=3.0, settle=5.0)


@pytest.mark.parametrize(
    ("own", "given", "expected"),
    [
        (None, ("a.pem", "a.key"), Tls("a.pem", "a.key")),
        (Tls("b.pem", "b.key"), (None, "a.key"), Tls("b.pem", "a.key")),
        (None, (None, "a.key"), Tls("", "a.key")),
    ],
)
def test_files_of_tls_are_overruled_one_by_one(
    own: Tls | None, given: tuple[str | None, str | None], expected: Tls
) -> None:
    assert overrule(DaemonSettings(tls=own), {"tls": given}).tls == expected


def test_another_certificate_needs_no_restart() -> None:
    one, other = (DaemonSettings(tls=Tls(name, name)) for name in "ab")
    assert lasting(one) == lasting(other)


def test_checks_are_worked_out_with_what_was_given() -> None:
    given = overruled(PROVINCE, {"rtp_share": 0.05, "listen": None})
    assert given.daemon == replace(PROVINCE.daemon, rtp_share=0.05)
    assert given.sites is PROVINCE.sites


def test_a_folder_of_modules_may_be_given() -> None:
    assert own_modules({}) is None
    assert own_modules({"snmp_modules": "/srv/modules"}) == Path("/srv/modules")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"witnesses": ("127.0.0.9",)}, False),
        ({"snmp_modules": "/etc/monitord/modules"}, False),
        ({"rtp_share": 0.05}, False),
        ({"users": {"an": User("view", token=Secret("env", "TOKEN"))}}, False),
        ({"insecure_listen": True}, False),
        ({"tls": Tls("web.pem", "web.key")}, True),
        ({"dashboard_url": "http://grafana/{site}"}, False),
        ({"incidents": IncidentRules(hold=0.0)}, False),
        ({"alertmanagers": ("http://127.0.0.1:9093",)}, True),
        ({"socket": None}, True),
        ({"listen": "127.0.0.1:1"}, True),
        ({"rtp_ports": (40_000, 40_099)}, True),
        ({"snmp_traps": None}, True),
    ],
)
def test_what_a_reload_brings_about_needs_no_restart(change: dict[str, Any], told: bool) -> None:
    settings = DaemonSettings()
    assert (lasting(replace(settings, **change)) != lasting(settings)) is told
