"""The JSON Schema that editors check a file against while it is typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from monitord.inventory import json_schema
from tests.inventory.good import GOOD, edited

SCHEMA = json_schema()


class Core(yaml.SafeLoader):
    """Reads as an editor does, by the core schema of YAML 1.2: dates, 07:00 and off are texts."""


Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])
Core.add_constructor(
    "tag:yaml.org,2002:int",
    lambda loader, node: int(text) if (text := str(node.value)).isdigit() else text,
)


def errors(text: str) -> list[str]:
    """Where the schema finds fault."""
    document: Any = yaml.load(text, Core)
    found = Draft202012Validator(SCHEMA).iter_errors(document)
    return ["/".join(map(str, error.absolute_path)) for error in found]


def test_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_good_file_is_good() -> None:
    assert errors(GOOD) == []


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (("organization: {id", "organisation: {id"), ""),
        (("dial: 1001", "dail: 1001"), "sites/0/devices/0"),
        (("start: 2026-11-29 22:00", "start: 2026-11-29"), "maintenance/0/start"),
        (("mcu: trung-tam, start", "start"), "maintenance/0"),
        (("mcu: trung-tam, start", "mcu: trung-tam, site: ttdl, start"), "maintenance/0"),
        (("for: 90m", "for: 90"), "maintenance/1/for"),
        (("daemon: {", "daemon: {incidents: {hold: 2}, "), "daemon/incidents/hold"),
        (("daemon: {", "daemon: {tokens: {an: x}, "), "daemon"),
        (("daemon: {", "daemon: {users: {an: {role: all}}, "), "daemon/users/an/role"),
        (("daemon: {", "daemon: {alertmanagers: [am], "), "daemon/alertmanagers/0"),
        (("interval: 2s", "interval: 2"), "sites/0/sites/0/devices/1/checks/icmp/interval"),
        (("loss: 5%", "loss: 5"), "profiles/poly-group/checks/icmp/limits/loss"),
        (("bandwidth: 20Mbit/s", "bandwidth: 20MB/s"), "sites/0/sites/0/circuits/0/bandwidth"),
        (("service: live", "service: life"), "sites/0/sites/0/service"),
        (("{env: MONITORD_COMMUNITY}", "public"), "credentials/tslcd/snmp/community"),
        (("from: 07:00", "from: 7h"), "hours/hanh-chinh/from"),
        (("version: 1\n", "version: 2\n"), "version"),
        (("members: [ttdl/mcu-1, ttdl/mcu-2]", "members: []"), "mcu_groups/trung-tam/members"),
        (("team: truc-tinh", "team: null"), "sites/0/team"),
        (("codec: g711", "port: high"), "profiles/reflector/checks/rtp/port"),
        (("codec: g711", "limits: {loss: 1}"), "profiles/reflector/checks/rtp/limits/loss"),
        (("daemon: {", "daemon: {rtp_ports: 50000, "), "daemon/rtp_ports"),
        (
            ("mcu_groups:", "codecs: {opus: {provisional: 1}}\nmcu_groups:"),
            "codecs/opus/provisional",
        ),
    ],
)
def test_a_bad_file_is_bad_where_it_is(edit: tuple[str, str], place: str) -> None:
    assert place in errors(edited(edit))


def test_what_is_switched_off_or_answered_with_yes_is_good() -> None:
    limits = "codec: opus, limits: {loss: off, jitter: 20ms, mos: 3.6}"
    own = "codecs: {opus: {ie: 3, provisional: yes}, hd: {like: video-720p, rate: 2Mbit/s}}"
    daemon = "daemon: {rtp_share: 5%, rtp_total: 5Mbit/s, rtp_ports: 50000-50099, "
    edits = ("codec: g711", limits), ("mcu_groups:", f"{own}\nmcu_groups:"), ("daemon: {", daemon)
    assert errors(edited(*edits)) == []


def test_only_what_must_be_there_is_required() -> None:
    assert SCHEMA["required"] == ["version", "organization", "levels", "sites"]
    assert "null" not in str(SCHEMA)
