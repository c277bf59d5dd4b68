"""Beyond this machine monitord listens with TLS and users only, or when told so in many words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from monitord.daemon.doors import opens_doors
from monitord.model.doors import Tls, User
from monitord.model.settings import DaemonSettings
from tests.cli.test_run import INVENTORY
from tests.exporters.web.certificates import authority

USERS = {"an": User("view")}
TLS = Tls("web.pem", "web.key")
OPEN = "0.0.0.0:0"


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        (DaemonSettings(), False),
        (DaemonSettings(listen=OPEN), True),
        (DaemonSettings(listen=OPEN, tls=TLS), True),
        (DaemonSettings(listen=OPEN, users=USERS), True),
        (DaemonSettings(listen=OPEN, tls=TLS, users=USERS), False),
        (DaemonSettings(listen=OPEN, insecure_listen=True), False),
        (DaemonSettings(listen="[::1]:0"), False),
        (DaemonSettings(listen="[::]:0"), True),
    ],
)
def test_which_settings_open_the_doors(settings: DaemonSettings, refused: bool) -> None:
    assert opens_doors(settings) is refused


def inventory(folder: Path, daemon: str) -> Path:
    """An inventory with that `daemon`."""
    path = folder / "inventory.yaml"
    path.write_text(INVENTORY.replace("levels:", f"daemon: {{{daemon}}}\nlevels:", 1))
    return path


def monitord(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitord", "--language", "en", *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["run", "validate"])
def test_it_is_said_what_to_do(tmp_path: Path, command: str) -> None:
    done = monitord(command, str(inventory(tmp_path, 'listen: "0.0.0.0:9779"')))
    assert done.returncode == 2
    said = done.stdout + done.stderr
    for way in ("daemon.tls", "daemon.users", "127.0.0.1", "--insecure-listen"):
        assert way in said


def test_a_key_that_is_not_the_certificates_is_named(tmp_path: Path) -> None:
    office = authority(tmp_path)
    one, other = office.sign("one"), office.sign("other")
    path = inventory(tmp_path, 'listen: "127.0.0.1:9779"')
    done = monitord("run", str(path), "--tls-certificate", one.certificate, "--tls-key", other.key)
    assert done.returncode == 2
    assert one.certificate in done.stderr
    done = monitord("run", str(path), "--tls-key", other.key)
    assert (done.returncode, "--tls-certificate" in done.stderr) == (2, True)
