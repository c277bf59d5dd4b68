"""With root and without, with /dev/net/tun and without it: what is simulated, and what is said.

A mount namespace gives /dev/net/tun the mode that a distribution gives it (everybody may open it),
or takes it away; the machine's own is not touched.
"""

from __future__ import annotations

import os
import shlex
import shutil
import site
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.files import write_province

ROOT = Path(__file__).parents[2]
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--"]
WITH_TUN = "mount -t tmpfs none /dev/net && mknod -m 666 /dev/net/tun c 10 200"
WITHOUT_TUN = "mount -t tmpfs none /dev/net"

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can change who may open /dev/net/tun"),
]


def simulate(
    dev: str, *arguments: str, user: tuple[str, ...] = (), python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Run `monitord simulate` where /dev/net is as the shell command `dev` makes it."""
    words = [*user, python, "-m", "monitord", "--language", "en", "simulate", *arguments]
    return subprocess.run(
        ["unshare", "--mount", "--", "sh", "-c", f"{dev} && exec {shlex.join(words)}"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *site.getsitepackages()])},
    )


def everybodys_python() -> str:
    """A Python of our version that `nobody` can run with our packages; skips without one."""
    packages = os.pathsep.join([str(ROOT), *site.getsitepackages()])
    for python in (sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin")):
        words = [*NOBODY, "sh", "-c", f"{python} -c 'import monitord.simulator.inside'"]
        tried = subprocess.run(
            words, capture_output=True, check=False, cwd="/", env={"PYTHONPATH": packages}
        )
        if tried.returncode == 0 and python is not None:
            return python
    pytest.skip("no Python here that another user can run with our packages")


@pytest.fixture
def readable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory that everybody can read."""
    path = write_province(tmp_path_factory.mktemp("everybody") / "inventory.yaml")
    ours = 4 if "PYTEST_XDIST_WORKER" in os.environ else 3
    for directory in path.parents[:ours]:
        directory.chmod(0o755)
    return path


def test_without_root_a_user_namespace_gives_the_same(readable: Path) -> None:
    python = everybodys_python()
    if subprocess.run([*NOBODY, "unshare", "--user", "--net", "true"], check=False).returncode:
        pytest.skip("this system forbids unprivileged user namespaces")
    command = ["--", "fping", "-c", "1", "-t", "500", "127.2.1.2", "127.0.0.53"]
    done = simulate(WITH_TUN, str(readable), *command, user=tuple(NOBODY), python=python)
    assert done.returncode == 0, done.stderr
    assert "Simulated province: 4 sites" in done.stderr
    assert done.stdout.count("64 bytes") == 2


def test_without_a_tun_device_the_kernel_answers_on_loopback(readable: Path) -> None:
    done = simulate(WITHOUT_TUN, str(readable), "--", "fping", "-c", "1", "127.2.1.2")
    assert done.returncode == 0
    assert "127.2.1.2 : [0], 64 bytes" in done.stdout
    assert done.stderr.splitlines()[:2] == [
        "This machine allows no network of our own to simulate in: "
        "/dev/net/tun: No such file or directory",
        "Making do with plain loopback, where the kernel answers for every 127.x address. Faults, "
        "loss, delay, path traces and SNMP agents cannot be simulated.",
    ]


def test_who_may_not_open_the_tun_device_is_told_so(readable: Path) -> None:
    only_root = "mount -t tmpfs none /dev/net && mknod -m 600 /dev/net/tun c 10 200"
    python = everybodys_python()
    done = simulate(only_root, str(readable), "--", "true", user=tuple(NOBODY), python=python)
    assert done.returncode == 0
    assert done.stderr.startswith(
        "This machine allows no network of our own to simulate in: /dev/net/tun: Permission denied"
    )


def test_on_plain_loopback_a_command_that_does_not_exist_is_refused(readable: Path) -> None:
    done = simulate(WITHOUT_TUN, str(readable), "--", "no-such-command")
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last == "Failed: no-such-command: No such file or directory"


def test_on_plain_loopback_the_socket_is_inherited_as_well(readable: Path) -> None:
    script = 'test "$LISTEN_FDS $LISTEN_PID" = "1 $$" && test -S /proc/self/fd/3'
    listen = ("--listen", "127.0.0.1:0")
    done = simulate(WITHOUT_TUN, str(readable), *listen, "--", "sh", "-c", script)
    assert done.returncode == 0, done.stderr


def test_what_loopback_cannot_do_is_refused(readable: Path) -> None:
    log = ("--packet-log", str(readable.parent / "packets.log"))
    done = simulate(WITHOUT_TUN, str(readable), *log, "--", "true")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "Without a network of our own there is neither scenario nor packet log."
    )


def test_addresses_that_loopback_cannot_stand_in_for_are_refused(readable: Path) -> None:
    readable.write_text(readable.read_text().replace("127.2.1.2", "10.2.1.2"))
    done = simulate(WITHOUT_TUN, str(readable), "--", "true")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "Without a network of our own only addresses in 127.0.0.0/8 can be simulated; "
        "1 are not: 10.2.1.2"
    )
