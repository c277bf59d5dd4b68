"""What a real fping inside sees, against what the simulator wrote down."""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import pytest

from monitord.simulator.outcome import Fate, Mark
from monitord.simulator.packetlog import Entry
from tests.lab.files import write_province
from tests.lab.province import Province, ProvinceError, run_inside

pytestmark = [
    pytest.mark.lab,
    pytest.mark.system,
    pytest.mark.skipif(shutil.which("fping") is None, reason="fping is not installed"),
]

CODEC, ROUTER = "127.2.1.2", "127.2.1.1"
"""Of the commune d1-c1."""
FLAT = "defaults: {delay: 0ms, jitter: 0ms}\n"
LINE = re.compile(r"^(\S+)\s*: xmt/rcv/%loss = (\d+)/(\d+)/\S+?(?:, min/avg/max = (\S+))?$", re.M)


def scenario(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text(f"version: 1\n{text}")
    return path


def count(output: str) -> dict[str, tuple[int, int, list[float]]]:
    """Per host what `fping -q -c` counted: sent, received, and RTT min, mean, max in ms."""
    return {
        host: (int(sent), int(received), [float(t) for t in times.split("/")] if times else [])
        for host, sent, received, times in LINE.findall(output)
    }


def fates(log: list[Entry], address: str = CODEC) -> Counter[Fate]:
    return Counter(entry.fate for entry in log if entry.destination == address)


def until(province: Province, holds: Callable[[list[Entry]], bool]) -> list[Entry]:
    """The packet log as soon as something holds of it."""
    while not ((log := province.log()) and holds(log)):
        province.process.poll()
    return log


def test_every_address_of_the_inventory_answers_and_no_other(inventory: Path) -> None:
    ours = ["127.1.0.1", "127.1.1.1", "127.1.1.2", ROUTER, CODEC, "127.2.2.1", "127.0.0.53"]
    command = ["fping", "-q", "-c", "2", "-p", "50", "-t", "500", *ours, "127.9.9.9"]
    code, output, log = run_inside(inventory, command)
    counted = count(output)
    assert {host: received for host, (_, received, _) in counted.items()} == {
        **dict.fromkeys(ours, 2),
        "127.9.9.9": 0,
    }
    assert code == 1
    assert fates(log, "127.9.9.9") == {Fate.NOBODY: 2}


@pytest.mark.parametrize("loss", ["loss: 20%", "loss: 20%, burst: 5"])
def test_loss_is_what_the_log_says(inventory: Path, tmp_path: Path, loss: str) -> None:
    fault = f"fault: {{to_site: {{{loss}}}, from_site: {{loss: 5%}}}}"
    path = scenario(tmp_path, f"{FLAT}events: [{{site: d1-c1, {fault}}}]\n")
    command = ["fping", "-q", "-c", "200", "-p", "10", "-t", "500", CODEC]
    _, output, log = run_inside(inventory, command, path)
    sent, received, _ = count(output)[CODEC]
    seen = fates(log)
    assert sent == sum(seen.values()) == 200
    assert received == seen[Fate.ANSWERED]
    assert seen[Fate.LOST_TO_SITE] > 10
    assert seen[Fate.LOST_FROM_SITE] > 2


def test_duplicates_are_what_the_log_says(inventory: Path, tmp_path: Path) -> None:
    path = scenario(tmp_path, f"{FLAT}events: [{{site: d1-c1, fault: {{duplicate: 30%}}}}]\n")
    command = ["fping", "-q", "-c", "100", "-p", "10", "-t", "500", CODEC]
    _, output, log = run_inside(inventory, command, path)
    first, last = log[0].sequence, log[-1].sequence
    doubled = Counter(entry.sequence - first for entry in log if Mark.DUPLICATE in entry.marks)
    assert set(doubled.values()) == {2}
    assert len(doubled) > 10
    seen = {int(number) for number in re.findall(r"duplicate for \[(\d+)\]", output)}
    assert seen - {last - first} == doubled.keys() - {last - first}  # It left after the last one.


def test_packets_held_back_come_in_the_order_of_the_log(inventory: Path, tmp_path: Path) -> None:
    fault = "fault: {reorder: 20%, hold: 35ms}"
    path = scenario(tmp_path, f"{FLAT}events: [{{site: d1-c1, {fault}}}]\n")
    command = ["fping", "-c", "100", "-p", "10", "-t", "500", CODEC]
    _, output, log = run_inside(inventory, command, path)
    first = min(entry.sequence for entry in log)
    departures = sorted(log, key=lambda entry: entry.departed)
    seen = [int(number) for number in re.findall(r"\[(\d+)\], 64 bytes", output)]
    assert seen == [entry.sequence - first for entry in departures]
    assert seen != sorted(seen)


def test_delay_is_what_the_log_says(inventory: Path, tmp_path: Path) -> None:
    path = scenario(
        tmp_path,
        "defaults: {delay: 20ms}\n"
        "events: [{site: d1-c1, fault: {to_site: {jitter: 5ms, delay: 10ms},"
        " from_site: {delay: 15ms}}}]\n",
    )
    command = ["fping", "-q", "-c", "40", "-p", "20", "-t", "500", CODEC]
    _, output, log = run_inside(inventory, command, path)
    _, received, (least, average, _) = count(output)[CODEC]
    kept = [(entry.departed - entry.arrived) / 1e6 for entry in log]
    assert received == 40
    assert all(entry.due <= entry.departed for entry in log)
    assert 40 <= min(kept) < 45
    assert min(kept) <= least
    assert 0 <= average - mean(kept) < 5


def test_a_trace_shows_the_tree(inventory: Path) -> None:
    probes = " ; ".join(f"fping -H {ttl} -c 1 -t 500 {CODEC} 2>&1" for ttl in range(1, 5))
    _, output, log = run_inside(inventory, ["sh", "-c", probes])
    routers = re.findall(r"ICMP Time Exceeded from (\S+)", output)
    assert routers == ["127.1.0.1", "127.1.1.1", ROUTER]
    assert fates(log) == {Fate.EXPIRED: 3, Fate.ANSWERED: 1}


def test_a_refusal_names_the_last_living_router(inventory: Path, tmp_path: Path) -> None:
    fault = "fault: {refuse: host-unreachable}"
    path = scenario(tmp_path, f"events: [{{site: d1-c1, {fault}}}]\n")
    _, output, _ = run_inside(inventory, ["fping", "-c", "1", "-t", "500", CODEC], path)
    assert f"ICMP Host Unreachable from 127.1.1.1 for ICMP Echo sent to {CODEC}" in output


def test_a_command_takes_effect_from_the_instant_it_names(inventory: Path) -> None:
    command = ["fping", "-q", "-l", "-p", "20", "-t", "500", CODEC, "127.1.0.1"]
    with Province(inventory, command) as province:
        dark = province.fault({"dark": True}, subtree="d1")
        until(province, lambda log: fates(log)[Fate.DARK] > 5)
        light = province.clear()
        log = until(province, lambda log: log[-1].arrived > light)
    assert fates(log, "127.1.0.1").keys() == {Fate.ANSWERED}
    ours = [entry for entry in log if entry.destination == CODEC]
    for entry in ours:
        assert (entry.fate is Fate.DARK) == (dark <= entry.arrived < light)


def test_a_wrong_command_is_refused_and_changes_nothing(inventory: Path) -> None:
    with Province(inventory, ["sleep", "60"]) as province:
        with pytest.raises(ProvinceError, match=r"did you mean 'd1'\?|there is no site"):
            province.fault({"dark": True}, site="d9")
        assert province.clear() > 0


def test_the_scenario_darkens_at_its_time(inventory: Path, tmp_path: Path) -> None:
    path = scenario(tmp_path, "events: [{at: 200ms, for: 300ms, site: d1, fault: {dark: true}}]\n")
    command = ["fping", "-q", "-c", "80", "-p", "10", "-t", "500", CODEC]
    with Province(inventory, command, scenario=path) as province:
        province.wait()
        log = [entry for entry in province.log() if entry.destination == CODEC]
        dark, light = province.ready_at + 200_000_000, province.ready_at + 500_000_000
    assert {entry.fate for entry in log} == {Fate.DARK, Fate.ANSWERED}
    for entry in log:
        assert (entry.fate is Fate.DARK) == (dark <= entry.arrived < light)


def test_the_same_seed_does_the_same_again(inventory: Path, tmp_path: Path) -> None:
    path = scenario(tmp_path, f"{FLAT}events: [{{all: true, fault: {{loss: 30%}}}}]\n")
    command = ["fping", "-q", "-c", "50", "-p", "10", "-t", "500", CODEC]
    runs = [
        {entry.sequence: entry.fate for entry in run_inside(inventory, command, path, seed)[2]}
        for seed in (4, 4, 5)
    ]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_ipv6_and_private_addresses_are_simulated_too(tmp_path: Path) -> None:
    path = write_province(tmp_path / "inventory.yaml")
    text = path.read_text().replace("127.2.1.2", '"fd00::2:1:2"').replace("127.2.2.2", "10.2.2.2")
    path.write_text(text)
    hosts = ["fd00::2:1:2", "10.2.2.2", "127.1.0.1"]
    _, output, _ = run_inside(path, ["fping", "-q", "-c", "2", "-p", "50", "-t", "500", *hosts])
    assert {host: received for host, (_, received, _) in count(output).items()} == dict.fromkeys(
        hosts, 2
    )


def test_datagram_icmp_sockets_are_allowed_inside(inventory: Path) -> None:
    opens = "import socket as s; s.socket(s.AF_INET, s.SOCK_DGRAM, s.IPPROTO_ICMP)"
    assert run_inside(inventory, [sys.executable, "-c", opens])[0] == 0


def test_a_province_of_621_sites_answers_every_device_in_time(tmp_path: Path) -> None:
    path = write_province(tmp_path / "inventory.yaml", districts=20, communes=30)
    command = ["fping", "-q", "-c", "3", "-i", "0.8", "-p", "1000", "-t", "800", "-g"]
    hosts = re.findall(r"address: (127\S+?)}", path.read_text())
    _, output, log = run_inside(path, [*command[:-1], *hosts])
    counted = count(output)
    assert len(hosts) == len(counted) == 1241
    assert {received for _, received, _ in counted.values()} == {3}
    late = sorted(entry.departed - entry.due for entry in log)
    assert late[len(late) // 2] < 2_000_000
