"""`monitord reflector`: the real process, its signals, its errors and its size."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitord.cli.reflector_words import statistics
from monitord.texts import texts
from probes.rtp.discipline import Discipline
from probes.rtp.packets import report, stamp, twamp
from probes.rtp.packets.rtp import RtpPacket
from probes.rtp.packets.times import ErrorEstimate, to_ntp
from probes.rtp.reflector.server import Statistics
from probes.rtp.reflector.silence import Silence
from tests.cli.conftest import Invoke
from tests.cli.reflecting import COMMAND, reflecting

KEY = b"a key of 24 bytes, as is"
MOST_KIB = 40 * 1024


@contextmanager
def asking() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5.0)
        yield sock


def asked(sock: socket.socket, data: bytes, where: tuple[str, int]) -> bytes:
    sock.sendto(data, where)
    return sock.recv(65_535)


def stamped(sequence: int = 0, ssid: int = 0) -> bytes:
    return bytes(stamp.SenderPacket(sequence, 1 << 63, ErrorEstimate.of(1), ssid))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_end_and_says_what_it_did(number: signal.Signals) -> None:
    with reflecting() as reflector, asking() as sock:
        assert "127.0.0.0/8, ::1/128; without a key" in reflector.first
        assert len(asked(sock, stamped(), reflector.where)) == 44
        sock.sendto(b"?", reflector.where)
        asked(sock, stamped(), reflector.where)
        said = reflector.end(number)
    assert said.startswith(
        "Answered 2 (STAMP and TWAMP-Light: 2); silent to 1 (too short: 1); 1 sessions;"
    )
    assert said.count("\n") == 1


def test_it_says_so_in_between_when_asked() -> None:
    with reflecting() as reflector, asking() as sock:
        asked(sock, stamped(), reflector.where)
        for _ in range(2):
            reflector.process.send_signal(signal.SIGUSR1)
            assert reflector.errors.readline().startswith("Answered 1 ")
        asked(sock, stamped(), reflector.where)
        assert reflector.end().startswith("Answered 2 ")


def test_it_says_so_again_and_again_when_told_to() -> None:
    with reflecting("--stats-every", "1") as reflector:
        assert reflector.errors.readline().startswith("Answered 0;")


@pytest.mark.parametrize("kind", ["file", "abstract"])
def test_the_service_manager_hears_when_it_is_ready_and_when_it_stops(
    tmp_path: Path, kind: str
) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path if kind == "file" else f"\0{path}")
        manager.settimeout(10)
        with reflecting(NOTIFY_SOCKET=path if kind == "file" else f"@{path}") as reflector:
            assert manager.recv(64) == b"READY=1"
            reflector.end()
            assert manager.recv(64) == b"STOPPING=1"


def test_a_service_manager_that_expects_signs_of_life_has_them(tmp_path: Path) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(20)
        with reflecting(NOTIFY_SOCKET=path, WATCHDOG_USEC="30000000") as reflector:
            assert [manager.recv(64) for _ in range(2)] == [b"READY=1", b"WATCHDOG=1"]
            reflector.end()


@pytest.mark.parametrize("kind", ["file", "variable"])
def test_a_key_is_read_as_the_monitor_reads_its_own(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(KEY + b"\n")
    path.chmod(0o600)
    args = ("--key-file", str(path)) if kind == "file" else ("--key-env", "OURS")
    with reflecting(*args, OURS=KEY.decode()) as reflector, asking() as sock:
        assert "with a key" in reflector.first
        sock.sendto(stamped(), reflector.where)
        packet = bytearray(bytes(RtpPacket(0, 1, 2, 3, extension=report.room(signed=True))))
        report.sign(packet, report.AT, KEY)
        reply = asked(sock, bytes(packet), reflector.where)
        assert report.is_genuine(reply, report.AT, KEY)
        assert "(RTP: 1); silent to 1 (not signed: 1)" in reflector.end()


def test_only_what_is_allowed_is_answered() -> None:
    with reflecting("--allow", "127.0.0.2/32") as reflector, asking() as sock, asking() as other:
        other.sendto(stamped(), reflector.where)
        sock.bind(("127.0.0.2", 0))
        asked(sock, stamped(), reflector.where)
        assert "(address not allowed: 1)" in reflector.end()


def forge(data: bytes, source: tuple[str, int], to: tuple[str, int]) -> None:
    """Send a datagram in the name of `source`; skips the test where that is not allowed."""
    try:
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    except PermissionError:
        pytest.skip("this machine lets us forge nothing")
    udp = struct.pack(">HHHH", source[1], to[1], 8 + len(data), 0) + data
    addresses = socket.inet_aton(source[0]) + socket.inet_aton(to[0])
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, socket.IPPROTO_UDP, 0)
    with raw:
        raw.sendto(ip + addresses + udp, (to[0], 0))


def padded() -> bytes:
    """A request of TWAMP-Light with pseudo-random padding."""
    now = to_ntp(time.time_ns())
    return bytes(twamp.SenderPacket(0, now, ErrorEstimate.of(1), os.urandom(100)))


def probing() -> bytes:
    return bytes(RtpPacket(0, 1, 2, 3, extension=report.room(signed=False)))


@pytest.mark.parametrize("probe", [stamped, padded, probing])
def test_two_reflectors_that_are_set_against_each_other_fall_silent_at_once(
    probe: Callable[[], bytes],
) -> None:
    with reflecting() as one, reflecting() as other, asking() as sock:
        for _ in range(5):
            forge(probe(), other.where, one.where)
        for each in (one, other):  # has read whatever came before
            asked(sock, stamped(ssid=1), each.where)
        assert "; silent to 0;" in one.end()
        assert "silent to 5 (already reflected: 5)" in other.end()


def test_answering_everybody_without_a_key_is_advised_against() -> None:
    with reflecting("--allow", "::/0") as reflector:
        assert "better narrow --allow" in reflector.first
        assert reflector.errors.readline().startswith("Reflector listening")
        reflector.end()


def test_the_rate_is_kept() -> None:
    with reflecting("--rate", "10") as reflector, asking() as sock:
        for n in range(60):
            sock.sendto(stamped(n), reflector.where)
        said = reflector.end()
    answered = int(said.split()[1])
    assert 10 <= answered <= 50  # so many at once, and as many a second
    assert f"(one source asked too often: {60 - answered})" in said


def test_it_stays_small_with_every_session_taken() -> None:
    args = ("--rate", "100000", "--rate-total", "100000")
    with reflecting(*args) as reflector, asking() as sock:
        for ssid in range(5_000):
            sock.sendto(stamped(ssid=ssid), reflector.where)
            if ssid < 4_096:
                sock.recv(100)
        rollup = Path(f"/proc/{reflector.process.pid}/smaps_rollup").read_text(encoding="ascii")
        assert "4096 sessions" in reflector.end()
    pss = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    assert pss is not None
    assert int(pss[1]) <= MOST_KIB


def test_what_it_never_needs_stays_out_of_memory() -> None:
    code = (
        "import sys, monitord.cli.main, monitord.cli.reflector\n"
        "heavy = {'asyncio', 'pydantic', 'rich', 'sqlalchemy', 'ssl', 'yaml'}\n"
        "heavy.add('monitord.inventory')\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


class TestRefusals:
    """Exit code 2 and one line that says what to do, in both languages."""

    @pytest.mark.parametrize("listen", [":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0"])
    def test_it_does_not_listen_to_others_without_knowing_whom_to_answer(
        self, monitord: Invoke, listen: str
    ) -> None:
        result = monitord("reflector", "--listen", "127.0.0.1:0", "--listen", listen)
        assert result.exit_code == 2
        assert "--allow 10.0.0.5/32" in result.stderr
        assert "hãy thêm --allow" in result.stderr

    def test_a_port_that_is_taken(self, monitord: Invoke) -> None:
        with asking() as sock:
            sock.bind(("127.0.0.1", 0))
            listen = f"127.0.0.1:{sock.getsockname()[1]}"
            result = monitord("reflector", "--listen", listen)
            english = monitord("--language", "en", "reflector", "--listen", listen)
        assert (result.exit_code, english.exit_code) == (2, 2)
        assert f"không mở được cổng UDP {listen}: chương trình khác đang dùng" in result.stderr
        assert f"cannot open UDP port {listen}: another program uses it" in english.stderr

    def test_where_one_of_two_families_is_taken_neither_is_kept(self, monitord: Invoke) -> None:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as six, asking() as sock:
            try:
                six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                six.bind(("::", 0))
            except OSError:
                pytest.skip("no IPv6 here")
            port = six.getsockname()[1]
            result = monitord("reflector", "--listen", f":{port}", "--allow", "127.0.0.0/8")
            sock.bind(("0.0.0.0", port))
        assert result.exit_code == 2
        assert f"không mở được cổng UDP :{port}: chương trình khác đang dùng" in result.stderr

    def test_an_address_of_another_machine(self, monitord: Invoke) -> None:
        result = monitord("reflector", "--listen", "192.0.2.1:0", "--allow", "192.0.2.0/24")
        assert result.exit_code == 2
        assert "máy này không có địa chỉ đó" in result.stderr

    @pytest.mark.parametrize("listen", ["862", "host:862", "127.0.0.1:70000", "[::1:862", ""])
    def test_an_address_that_is_none(self, monitord: Invoke, listen: str) -> None:
        result = monitord("reflector", "--listen", listen)
        assert result.exit_code == 2
        assert f"không hiểu địa chỉ “{listen}”" in result.stderr

    @pytest.mark.parametrize("prefix", ["10.0.0.1/8", "10.0.0.0/33", "site", "::/129", ""])
    def test_a_bad_prefix(self, monitord: Invoke, prefix: str) -> None:
        result = monitord("reflector", "--listen", "127.0.0.1:0", "--allow", prefix)
        assert result.exit_code == 2
        assert f"không hiểu dải địa chỉ “{prefix}”" in result.stderr

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (None, "không đọc được"),
            (b"", "từ 16 đến"),
            (b"short", "từ 16 đến"),
            (b"k" * 4097, "16"),
        ],
    )
    def test_a_key_that_cannot_be_used(
        self, monitord: Invoke, tmp_path: Path, content: bytes | None, message: str
    ) -> None:
        path = tmp_path / "key"
        if content is not None:
            path.write_bytes(content)
            path.chmod(0o640)
        result = monitord("reflector", "--listen", "127.0.0.1:0", "--key-file", str(path))
        assert result.exit_code == 2
        assert message in result.stderr
        assert "kkkk" not in result.stderr

    def test_a_key_that_everybody_can_read(self, monitord: Invoke, tmp_path: Path) -> None:
        path = tmp_path / "key"
        path.write_bytes(KEY)
        path.chmod(0o644)
        result = monitord("reflector", "--listen", "127.0.0.1:0", "--key-file", str(path))
        assert result.exit_code == 2
        assert "chmod 600" in result.stderr

    def test_a_variable_that_is_not_set_and_two_keys_at_once(self, monitord: Invoke) -> None:
        unset = monitord("reflector", "--key-env", "NOT_SET")
        assert (unset.exit_code, "NOT_SET" in unset.stderr) == (2, True)
        both = monitord("reflector", "--key-env", "NOT_SET", "--key-file", "x")
        assert (both.exit_code, "--key-file" in both.stderr) == (2, True)

    @pytest.mark.parametrize("option", ["--rate", "--rate-total", "--stats-every"])
    def test_a_number_out_of_range(self, monitord: Invoke, option: str) -> None:
        assert monitord("reflector", option, "-1").exit_code == 2

    def test_a_port_that_needs_a_privilege(self) -> None:
        first = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
        drop = ["setpriv", "--bounding-set=-net_bind_service"] if os.geteuid() == 0 else []
        if int(first.read_text(encoding="ascii")) <= 1 or (drop and not shutil.which("setpriv")):
            pytest.skip("every port is free here, or the privilege cannot be dropped")
        command = [*drop, *COMMAND, "--listen", "127.0.0.1:1"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
        assert done.returncode == 2
        assert "CAP_NET_BIND_SERVICE" in done.stderr


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_of_silence_has_words(language: str) -> None:
    counts = {reason.value: 3 for reason in Silence}
    for error in (None, 0.0004):
        clock = Discipline(synchronised=error is not None, error=error)
        found = Statistics({"rtp": 1, "stamp": 2}, counts, 4, 5, clock)
        assert statistics(texts(language), found).count(": 3") == len(Silence)
