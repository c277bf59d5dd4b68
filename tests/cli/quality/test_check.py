"""`monitord check` with test streams and questions, against real reflectors on loopback."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread

import pytest

from probes.kernel.address import Address
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.reflector.server import Server
from probes.rtp.reflector.sockets import ReflectorSocket
from tests.cli.conftest import Invoke

KEY = b"mot-khoa-bi-mat-du-dai"
INVENTORY = """\
version: 1
organization: {{id: thu, name: Tỉnh Thử, timezone: Asia/Ho_Chi_Minh, locale: vi}}
levels: [{{id: province, name: tỉnh}}]
credentials:
  khoa: {{rtp: {{key: {{env: MONITORD_RTP_KEY}}}}}}
profiles:
  rtp: {{role: router, checks: {{rtp: {{port: {open}, duration: 1s}}}}}}
  signed: {{role: router, credential: khoa, checks: {{rtp: {{port: {signed}, duration: 1s}}}}}}
  echo: {{role: router, checks: {{rtp: {{port: {echo}, duration: 1s, mode: echo}}}}}}
  none: {{role: router, checks: {{rtp: {{port: 9, duration: 1s}}}}}}
  room: {{role: endpoint, checks: {{sip: {{port: {sip}, transport: tcp}}, h323: {{port: {h323}}}}}}}
sites:
  - id: a
    name: Điểm A
    level: province
    devices: [{{id: rt, profile: rtp, address: 127.0.0.1}}]
  - id: b
    name: Điểm B
    level: province
    devices: [{{id: rt, profile: signed, address: 127.0.0.2}}]
  - id: c
    name: Điểm C
    level: province
    devices: [{{id: rt, profile: echo, address: 127.0.0.3}}]
  - id: d
    name: Điểm D
    level: province
    devices: [{{id: rt, profile: none, address: 127.0.0.4}}]
  - id: e
    name: Điểm E
    level: province
    devices: [{{id: vc, profile: room, address: 127.0.0.5}}]
"""


def port_of(sock: socket.socket) -> int:
    """Where it listens."""
    return int(sock.getsockname()[1])


def serve(closing: ExitStack, address: str, key: bytes | None) -> int:
    """Run a reflector in a thread until `closing` closes. Returns its port."""
    listening = ReflectorSocket.bind(Address.parse(address, 0))
    server = Server(ReflectorCore(key=key), [listening], lambda statistics: None)
    wake, waker = socket.socketpair()
    wake.settimeout(0)
    thread = Thread(target=server.run, args=(wake,))
    thread.start()

    def stop() -> None:
        waker.send(bytes([signal.SIGTERM]))
        thread.join()
        for each in (wake, waker, listening.socket):
            each.close()

    closing.callback(stop)
    return port_of(listening.socket)


def echo(closing: ExitStack, address: str) -> int:
    """Send back whatever comes, until an empty datagram comes. Returns the port."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((address, 0))

    def run() -> None:
        while True:
            data, source = sock.recvfrom(2048)
            if not data:
                return
            sock.sendto(data, source)

    thread = Thread(target=run)
    thread.start()

    def stop() -> None:
        sock.sendto(b"", sock.getsockname())
        thread.join()
        sock.close()

    closing.callback(stop)
    return port_of(sock)


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The path of an inventory whose reflectors run."""
    with ExitStack() as closing:
        listening = closing.enter_context(socket.create_server(("127.0.0.5", 0)))
        closed = closing.enter_context(socket.socket())
        closed.bind(("127.0.0.5", 0))
        path = tmp_path_factory.mktemp("check") / "inventory.yaml"
        text = INVENTORY.format(
            open=serve(closing, "127.0.0.1", None),
            signed=serve(closing, "127.0.0.2", KEY),
            echo=echo(closing, "127.0.0.3"),
            h323=port_of(listening),
            sip=port_of(closed),
        )
        path.write_text(text, encoding="utf-8")
        yield str(path)


@pytest.mark.pings
def test_a_stream_is_measured_each_way(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "a", "--inventory", inventory)
    assert result.exit_code == 0, result.stdout
    assert "a/rt: luồng đo g711, 1 s, 80 kbit/s" in result.stdout
    assert "chiều về điểm cầu" in result.stdout
    assert "đạt mọi giới hạn" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.pings
def test_video_is_sent_when_asked_for(monitord: Invoke, inventory: str) -> None:
    args = ("check", "a", "--inventory", inventory, "--json")
    asked = monitord(*args, "--codec", "video-720p", "--duration", "1.5s")
    (stream,) = json.loads(asked.stdout)["streams"]
    assert stream["codec"] == stream["result"]["codec"]["id"] == "video-720p"
    legs = stream["result"]["legs"]
    assert 225 <= legs["round_trip"]["sent"] <= 235
    assert legs["to_site"]["jitter"]["mean"] >= 0
    assert legs["to_site"]["rating"] is None


@pytest.mark.pings
def test_no_stream_is_sent_when_none_is_wanted(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "d", "--inventory", inventory, "--no-rtp", "--json")
    assert json.loads(result.stdout)["streams"] == []


@pytest.mark.pings
def test_a_signed_stream_needs_its_key(monitord: Invoke, inventory: str) -> None:
    args = ("check", "b", "--inventory", inventory)
    signed = monitord(*args, MONITORD_RTP_KEY=KEY.decode())
    assert signed.exit_code == 0, signed.stdout
    without = monitord(*args)
    assert without.exit_code == 1
    assert "không đọc được khóa xác thực" in without.stdout
    wrong = monitord(*args, MONITORD_RTP_KEY="mot-khoa-khac-cung-du-dai")
    assert wrong.exit_code == 1


@pytest.mark.pings
def test_an_echo_tells_of_the_round_trip_and_says_so(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "c", "--inventory", inventory)
    assert result.exit_code == 0, result.stdout
    assert "khứ hồi" in result.stdout
    assert "chiều từ điểm cầu" not in result.stdout
    assert "gửi trả nguyên gói" in result.stdout


@pytest.mark.pings
def test_a_reflector_that_is_not_there_is_1(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "d", "--inventory", inventory)
    assert result.exit_code == 1
    assert "bị từ chối: cổng đang đóng" in result.stdout


@pytest.mark.pings
def test_signalling_is_asked(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "e", "--inventory", inventory, "--json")
    assert result.exit_code == 1
    answers = {each["probe"]: each for each in json.loads(result.stdout)["signals"]}
    assert (answers["h323"]["answer"]["outcome"], answers["h323"]["wrong"]) == ("ok", False)
    assert (answers["sip"]["answer"]["outcome"], answers["sip"]["wrong"]) == ("refused", True)


def test_a_codec_that_does_not_exist_is_2(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "a", "--inventory", inventory, "--codec", "g7111")
    assert result.exit_code == 2
    assert "g711" in result.stderr
    assert "video-720p" in result.stderr


@pytest.mark.parametrize("value", ["0s", "1h", "abc", "0.5s"])
def test_a_duration_that_is_none_for_a_stream_is_2(
    monitord: Invoke, inventory: str, value: str
) -> None:
    result = monitord("check", "a", "--inventory", inventory, "--duration", value)
    assert result.exit_code == 2
    assert "1 đến 300 giây" in result.stderr
