"""The example for Alertmanager is what monitord makes of the shipped inventory, as it says."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "alertmanager"
EXAMPLE = FOLDER / "alertmanager.yml"
AMTOOL = shutil.which("amtool") or ""


def test_it_is_as_its_page_says_that_it_is_made() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    [command] = re.findall(
        r"^    monitord (.+) > deploy/alertmanager/alertmanager\.yml$", page, re.M
    )
    done = subprocess.run(
        [sys.executable, "-m", "monitord", *shlex.split(command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == EXAMPLE.read_text(encoding="utf-8")


@pytest.mark.system
@pytest.mark.skipif(not AMTOOL, reason="amtool is not installed (prometheus-alertmanager)")
def test_amtool_takes_it() -> None:
    command = [AMTOOL, "check-config", str(EXAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
