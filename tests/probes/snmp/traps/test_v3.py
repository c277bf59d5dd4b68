"""Traps and informs of version 3, as net-snmp's programs send them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from itertools import count
from pathlib import Path

import pytest

from monitord.model.snmp import SnmpLogin
from probes.snmp.traps import Sender, TrapReceiver
from probes.snmp.traps.process import MOST_WAITING, STUCK, Origin
from tests.probes.snmp.traps.conftest import OpenReceiver
from tests.probes.snmp.traps.ear import (
    MINUTES_LEFT,
    UPS_ON_BATTERY,
    Ear,
    have_snmptrap,
    speak,
    ups,
    v3_options,
)

AUTH, PRIV = b"authpass-1", b"privpass-1"
PAIRS = [
    (None, None),
    ("md5", None),
    ("sha1", None),
    ("md5", "des"),
    ("sha1", "aes128"),
    ("sha224", "aes192"),
    ("sha256", "aes128"),
    ("sha256", "aes256"),
    ("sha384", "aes256"),
    ("sha512", "aes256"),
    ("sha1", "aes192"),
    ("md5", "aes256"),
]
ENGINES = (f"0x8000000001{number:08x}" for number in count(1))

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not have_snmptrap(), reason="net-snmp's snmptrap is missing"),
]


def login_of(auth: str | None = "sha256", priv: str | None = "aes128") -> SnmpLogin:
    return SnmpLogin(
        "mcu",
        "3",
        user="monitor",
        auth=None if auth is None else (auth, AUTH),
        priv=None if priv is None else (priv, PRIV),
    )


@pytest.fixture
async def secure(open_receiver: OpenReceiver) -> TrapReceiver:
    """A receiver that knows one device of version 3, at 127.0.0.1."""
    receiver = open_receiver()
    receiver.apply({"127.0.0.1": Sender("ttdl/mcu-1", login_of())})
    return receiver


async def there(receiver: TrapReceiver, before: int | None = None) -> None:
    """Wait until there is another process: what comes before is lost, and sent again much later."""
    async with asyncio.timeout(20):
        while receiver.v3_pid in (before, None):  # noqa: ASYNC110  # it is being started
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("auth", "priv"), PAIRS)
async def test_traps_and_informs_of_each_pair_are_told(
    open_receiver: OpenReceiver, ear: Ear, auth: str | None, priv: str | None
) -> None:
    receiver = open_receiver()
    receiver.apply({"127.0.0.1": Sender("ttdl/mcu-1", login_of(auth, priv))})
    await there(receiver)
    options = v3_options("monitor", auth, priv)
    inform = await speak("snmpinform", "-r2", "-t15", *options, *ups(receiver.address[1]))
    assert inform == (0, "")
    trap = await ear.trap()
    assert (trap.device, trap.version, trap.inform) == ("ttdl/mcu-1", "3", True)
    assert ear.counts["discovery"] == 1
    await speak("snmptrap", "-e", next(ENGINES), *options, *ups(receiver.address[1]))
    trap = await ear.trap()
    assert (trap.oid, trap.uptime, trap.inform) == (UPS_ON_BATTERY, 47.11, False)
    assert trap.bindings == ((MINUTES_LEFT, 12),)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(v3_options("eve", "sha256", "aes128"), id="another user"),
        pytest.param(
            v3_options("monitor", "sha256", "aes128", phrases=("guessed-1", "privpass-1")),
            id="another key",
        ),
        pytest.param(
            v3_options("monitor", "sha256", "aes128", phrases=("authpass-1", "guessed-1")),
            id="another privacy key",
        ),
        pytest.param(v3_options("monitor", "sha256"), id="no privacy"),
        pytest.param(v3_options("monitor"), id="no authentication"),
    ],
)
async def test_what_is_not_the_credential_of_the_device_is_counted_only(
    secure: TrapReceiver, ear: Ear, options: list[str]
) -> None:
    port = secure.address[1]
    status, _ = await speak("snmpinform", "-r0", "-t1", *options, *ups(port))
    assert status == 1
    before = ear.counts["wrong-credential"] + ear.counts["malformed"]
    await speak("snmptrap", "-e", next(ENGINES), *options, *ups(port))
    await ear.until(lambda: ear.counts["wrong-credential"] + ear.counts["malformed"] > before)
    assert not ear.traps


async def test_another_device_s_credential_does_not_pass(
    open_receiver: OpenReceiver, ear: Ear
) -> None:
    """Same user name, other keys: each is the other's stranger."""
    receiver = open_receiver()
    other = SnmpLogin("ups", "3", user="monitor", auth=("sha256", b"another-one"))
    receiver.apply(
        {
            "127.0.0.1": Sender("ttdl/mcu-1", login_of()),
            "127.0.0.5": Sender("ttdl/ups", other),
        }
    )
    await there(receiver)
    options = v3_options("monitor", "sha256", phrases=("another-one", ""))
    port = receiver.address[1]
    await speak("snmpinform", "-r0", "-t1", *options, *ups(port))
    assert not ear.traps
    from_the_ups = ["--clientaddr=127.0.0.5", "-r2", "-t15", *options]
    assert await speak("snmpinform", *from_the_ups, *ups(port)) == (0, "")
    assert (await ear.trap()).device == "ttdl/ups"


async def test_a_trap_from_the_past_is_refused(secure: TrapReceiver, ear: Ear) -> None:
    options = [*v3_options("monitor", "sha256", "aes128"), "-e", next(ENGINES)]
    port = secure.address[1]
    await speak("snmptrap", "-Z", "5,1000", *options, *ups(port))
    await ear.trap()
    await speak("snmptrap", "-Z", "5,800", *options, *ups(port))
    await ear.counted("replayed")
    await speak("snmptrap", "-Z", "4,2000", *options, *ups(port))
    await ear.counted("replayed", 2)
    await speak("snmptrap", "-Z", "6,1", *options, *ups(port))
    await ear.trap()
    assert ear.counts["told"] == 2


async def started(receiver: TrapReceiver, ear: Ear) -> int:
    """The process, once it hears."""
    await there(receiver)
    options = v3_options("monitor", "sha256", "aes128")
    status, _ = await speak("snmpinform", "-r2", "-t15", *options, *ups(receiver.address[1]))
    assert status == 0
    await ear.trap()
    pid = receiver.v3_pid
    assert pid is not None
    return pid


async def test_a_process_that_dies_comes_back(
    secure: TrapReceiver, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    pid = await started(secure, ear)
    with caplog.at_level(logging.WARNING):
        os.kill(pid, signal.SIGKILL)
        await ear.counted("restarted")
    assert "v3 traps ended (status -9)" in caplog.text
    assert await started(secure, ear) != pid


async def test_there_is_no_process_without_a_credential_of_version_3(
    receiver: TrapReceiver, ear: Ear, login: SnmpLogin
) -> None:
    assert receiver.v3_pid is None
    receiver.apply({"127.0.0.1": Sender("ttdl/mcu-1", login_of())})
    pid = await started(receiver, ear)
    receiver.apply({"127.0.0.1": Sender("ttdl/mcu-1", login)})
    await receiver.aclose()
    assert receiver.v3_pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_other_secrets_mean_another_process(secure: TrapReceiver, ear: Ear) -> None:
    pid = await started(secure, ear)
    secure.apply({"127.0.0.1": Sender("ttdl/mcu-2", login_of())})
    assert await started(secure, ear) == pid
    secure.apply({"127.0.0.1": Sender("ttdl/mcu-2", login_of("sha512"))})
    options = v3_options("monitor", "sha512", "aes128")
    port = secure.address[1]
    await there(secure, pid)
    status, _ = await speak("snmpinform", "-r4", "-t8", *options, *ups(port))
    assert status == 0
    assert secure.v3_pid != pid


async def test_no_secret_is_on_the_command_line_or_in_the_environment(
    secure: TrapReceiver, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        process = Path(f"/proc/{await started(secure, ear)}")
        seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        os.kill(int(process.name), signal.SIGKILL)
        await ear.counted("restarted")
    seen += (caplog.text + repr(ear.__dict__) + repr(vars(secure))).encode()
    for secret in (AUTH, PRIV, AUTH.hex().encode(), PRIV.hex().encode(), b"'monitor'"):
        assert secret not in seen


async def test_the_process_has_no_network_socket(secure: TrapReceiver, ear: Ear) -> None:
    process = Path(f"/proc/{await started(secure, ear)}")
    sockets = {str(fd.readlink()) for fd in (process / "fd").iterdir()}
    used = {f"socket:[{line.split()[9]}]" for line in udp_sockets()}
    assert used
    assert not sockets & used


def udp_sockets() -> list[str]:
    """The lines of the kernel's table of UDP sockets."""
    return Path("/proc/net/udp").read_text(encoding="ascii").splitlines()[1:]


async def test_a_busy_process_is_spared(secure: TrapReceiver, ear: Ear) -> None:
    """Stopped, it takes what its queue holds, and what is beyond that is counted."""
    pid = await started(secure, ear)
    os.kill(pid, signal.SIGSTOP)
    origin = Origin("127.0.0.1", "ttdl/mcu-1", (("127.0.0.1", 9), []), 0)
    while not ear.counts["limited"]:
        secure._v3.give(login_of(), b"\x30\x03\x02\x01\x03", origin)
    os.kill(pid, signal.SIGCONT)
    await ear.counted("malformed", MOST_WAITING)
    assert secure.v3_pid == pid


async def test_a_process_that_hangs_is_replaced(secure: TrapReceiver, ear: Ear) -> None:
    pid = await started(secure, ear)
    os.kill(pid, signal.SIGSTOP)
    for received in (0, STUCK, STUCK + 1):
        assert not ear.counts["restarted"]
        origin = Origin("127.0.0.1", "ttdl/mcu-1", (("127.0.0.1", 9), []), received)
        secure._v3.give(login_of(), b"\x30\x03\x02\x01\x03", origin)
    await ear.counted("restarted")
    assert await started(secure, ear) != pid


async def test_nothing_of_the_daemon_s_environment_is_inherited(
    open_receiver: OpenReceiver, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITORD_COMMUNITY", "kenh-rieng")
    receiver = open_receiver()
    receiver.apply({"127.0.0.1": Sender("ttdl/mcu-1", login_of())})
    process = Path(f"/proc/{await started(receiver, ear)}")
    assert [word for word in (process / "environ").read_bytes().split(b"\0") if word] == [
        b"PYTHONPATH=" + os.pathsep.join(path or os.curdir for path in sys.path).encode()
    ]


ORPHANING = """
import asyncio
from monitord.model.snmp import SnmpLogin
from probes.snmp.traps import Sender, TrapReceiver

async def main() -> None:
    loop = asyncio.get_running_loop()
    receiver = TrapReceiver.open(loop, "127.0.0.1:0", print, lambda kind: None)
    receiver.apply({"127.0.0.1": Sender("d", SnmpLogin("c", "3", user="monitor"))})
    while receiver.v3_pid is None:
        await asyncio.sleep(0)
    print(receiver.v3_pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_the_process_does_not_outlive_a_daemon_that_is_killed() -> None:
    daemon = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ORPHANING, stdout=asyncio.subprocess.PIPE
    )
    assert daemon.stdout is not None
    handle = os.pidfd_open(int(await daemon.stdout.readline()))
    daemon.kill()
    await daemon.wait()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, ended.set)
    await ended.wait()
    loop.remove_reader(handle)
    os.close(handle)
