"""The command by which a container is asked how it is, put to a real daemon."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.inventories import many
from tests.system.plain import daemon

RECIPE = Path(__file__).parents[2] / "deploy" / "Dockerfile"


def healthy(socket: Path) -> bool:
    """What the image's HEALTHCHECK finds."""
    (words,) = re.findall(r"^    CMD (\[.*\])$", RECIPE.read_text("utf-8"), re.MULTILINE)
    _, *arguments = json.loads(words)
    environment = {**os.environ, "MONITORD_SOCKET": str(socket)}
    command = [sys.executable, *arguments]
    return (
        subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "[::1]:0"])
def test_a_daemon_is_healthy_while_it_runs(tmp_path: Path, listen: str) -> None:
    socket = tmp_path / "socket"
    assert not healthy(socket)
    with daemon(many(tmp_path / "inventory.yaml", 1), listen) as plain:
        assert healthy(socket)
        assert plain.end()[0] == 0
    assert not healthy(socket)
