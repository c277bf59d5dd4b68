"""Signalling through the TUN device: the kernel's own TCP, and weather on the way."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lab.province import run_inside

pytestmark = pytest.mark.lab

INVENTORY = """\
version: 1
organization: {id: lab, name: Tỉnh thử nghiệm}
levels: [{id: province, name: tỉnh}]
daemon: {database: "sqlite:///monitord.db"}
profiles:
  router: {role: router, checks: {icmp: {}}}
  codec: {role: endpoint, checks: {icmp: {}, sip: {}}}
  mcu: {role: mcu, checks: {icmp: {}, sip: {transport: tcp}, h323: {}}}
sites:
  - id: s
    name: Trung tâm
    level: province
    devices:
      - {id: rt, profile: router, address: 127.1.0.1}
      - {id: vc, profile: codec, address: 127.1.0.2}
      - {id: mcu, profile: mcu, address: 127.1.0.3}
"""


def told(tmp_path: Path, *questions: str, scenario: str = "") -> list[Any]:
    """What became of the questions, in their order."""
    inventory, weather = tmp_path / "inventory.yaml", tmp_path / "scenario.yaml"
    inventory.write_text(INVENTORY, encoding="utf-8")
    weather.write_text(scenario, encoding="utf-8")
    command = [sys.executable, "-m", "tests.lab.ask_signalling", *questions]
    code, said, _ = run_inside(inventory, command, weather if scenario else None)
    assert code == 0, said
    answers: list[Any] = json.loads(next(line for line in said.splitlines() if line[:2] == "[["))
    return answers


def test_devices_answer_where_the_inventory_says(tmp_path: Path) -> None:
    codec, mcu, knocked, router, closed, tls = told(
        tmp_path,
        *("udp@127.1.0.2", "tcp@127.1.0.3", "h323@127.1.0.3"),
        *("udp@127.1.0.1", "h323@127.1.0.2", "tls@127.1.0.3"),
    )
    assert codec[:4] == ["ok", 200, "", "s/vc"]
    assert mcu[:4] == ["ok", 200, "", "s/mcu"]
    assert knocked[:2] == ["ok", None]
    assert router[:3] == ["refused", None, "port-unreachable"]
    assert closed[:3] == tls[:3] == ["refused", None, "reset"]


def test_a_device_can_be_silent_or_say_that_it_cannot_serve(tmp_path: Path) -> None:
    weather = """\
version: 1
events:
  - {device: s/vc, fault: {signalling: {status: 503}}}
  - {for: 1s, device: s/mcu, fault: {signalling: {silent: true}}}
"""
    codec, mcu = told(tmp_path, "udp@127.1.0.2", "h323@127.1.0.3", scenario=weather)
    assert codec[:4] == ["error", 503, "Service Unavailable", "s/vc"]
    assert mcu[0] == "ok"  # the kernel asks again a second later


def test_loss_and_delay_are_waited_through(tmp_path: Path) -> None:
    weather = "version: 1\ndefaults: {loss: 15%, delay: 100ms}\n"
    kinds = ("udp@127.1.0.2", "tcp@127.1.0.3", "h323@127.1.0.3")
    answers = told(tmp_path, *kinds * 6, scenario=weather)
    assert {answer[0] for answer in answers} == {"ok"}
    assert min(answer[4] for answer in answers) >= 0.1
    assert any(answer[4] > 0.5 for answer in answers)
