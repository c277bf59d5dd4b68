"""Shell scripts: shellcheck has nothing to say, and they refuse what would do harm."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.deploy.compose import DEPLOY, ROOT

SCRIPTS = sorted([*(ROOT / ".ci").iterdir(), *DEPLOY.rglob("*.sh")])


@pytest.mark.system
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_is_content(script: Path) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("no shellcheck here")
    done = subprocess.run(["shellcheck", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_stops_at_the_first_failure_and_can_be_started(script: Path) -> None:
    assert "\nset -euo pipefail\n" in script.read_text("utf-8")
    assert os.access(script, os.X_OK)


def run(script: Path, *args: str, umask: int = -1) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(script), *args],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHON": sys.executable},
        umask=umask,
    )


def wheelhouse(folder: Path, version: str) -> Path:
    """One as wheelhouse.sh makes it, of a program that only knows its version."""
    (folder / "wheels").mkdir(parents=True)
    name = f"monitord-{version}"
    wheel = folder / "wheels" / f"{name}-py3-none-any.whl"
    info = f"{name}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("little.py", f"def main() -> None:\n    print('monitord {version}')\n")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\nmonitord = little:main\n")
        head = f"Metadata-Version: 2.1\nName: monitord\nVersion: {version}\n"
        archive.writestr(f"{info}/METADATA", head)
        kind = "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr(f"{info}/WHEEL", kind)
        archive.writestr(f"{info}/RECORD", "")
    pin = f"monitord=={version} --hash=sha256:{digest(wheel)}\n"
    (folder / "requirements.txt").write_text(pin)
    (folder / "VERSION").write_text(f"{version}\n")
    (folder / "PYTHON").write_text("{}.{}\n".format(*sys.version_info))
    shutil.copy(DEPLOY / "install.sh", folder)
    seal(folder)
    return folder / "install.sh"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def seal(folder: Path) -> None:
    """Write down what is in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{digest(path)}  ./{path.relative_to(folder)}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums))


@pytest.mark.timeout(300)  # a virtual environment takes seconds, many on a busy machine
def test_a_new_version_stands_beside_the_old_one_and_the_way_back_is_open(tmp_path: Path) -> None:
    opt = tmp_path / "opt"
    old = opt / "monitord-1.0" / "bin" / "monitord"
    old.parent.mkdir(parents=True)
    old.write_text("#!/bin/sh\necho monitord 1.0\n")
    old.chmod(0o755)
    (opt / "monitord").symlink_to("monitord-1.0")
    done = run(wheelhouse(tmp_path / "wheelhouse", "1.1"), str(opt), umask=0o077)
    assert (done.returncode, done.stderr) == (0, "")
    assert said(opt) == "monitord 1.1"
    new = (opt / "monitord-1.1", *(opt / "monitord-1.1").rglob("little.py"))
    assert [path.stat().st_mode & 0o004 for path in new] == [0o004, 0o004], "others run it"
    subprocess.run(["ln", "-sfn", "monitord-1.0", str(opt / "monitord")], check=True)
    assert said(opt) == "monitord 1.0"
    assert len(list(opt.iterdir())) == 3


@pytest.mark.timeout(300)
def test_the_same_version_that_cannot_be_installed_again_stays_as_it_was(tmp_path: Path) -> None:
    opt = tmp_path / "opt"
    program = opt / "monitord-1.0" / "bin" / "monitord"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho monitord 1.0\n")
    program.chmod(0o755)
    (opt / "monitord").symlink_to("monitord-1.0")
    script = wheelhouse(tmp_path / "wheelhouse", "1.0")
    (script.parent / "requirements.txt").write_text(f"monitord==1.0 --hash=sha256:{'0' * 64}\n")
    (script.parent / "SHA256SUMS").unlink()
    seal(script.parent)
    assert run(script, str(opt)).returncode != 0
    assert said(opt) == "monitord 1.0"
    assert {path.name for path in opt.iterdir()} == {"monitord", "monitord-1.0"}


def said(opt: Path) -> str:
    program = str(opt / "monitord" / "bin" / "monitord")
    return subprocess.check_output([program, "--version"], text=True).strip()


def test_a_damaged_wheelhouse_installs_nothing(tmp_path: Path) -> None:
    script = wheelhouse(tmp_path / "wheelhouse", "1.0")
    with (script.parent / "requirements.txt").open("a") as file:
        file.write("\n")
    done = run(script, str(tmp_path))
    assert done.returncode != 0
    assert "requirements.txt" in done.stderr + done.stdout
    assert not (tmp_path / "monitord").exists()


def test_a_wheelhouse_of_another_python_installs_nothing(tmp_path: Path) -> None:
    script = wheelhouse(tmp_path / "wheelhouse", "1.0")
    (script.parent / "PYTHON").write_text("3.99\n")
    (script.parent / "SHA256SUMS").unlink()
    seal(script.parent)
    done = run(script, str(tmp_path))
    assert done.returncode == 2
    assert "is for Python 3.99" in done.stderr


def test_what_was_put_there_by_hand_is_not_touched(tmp_path: Path) -> None:
    script = wheelhouse(tmp_path / "wheelhouse", "1.0")
    (tmp_path / "monitord").mkdir()
    done = run(script, str(tmp_path))
    assert done.returncode == 2
    assert "is no link" in done.stderr


def test_outside_a_wheelhouse_nothing_is_installed(tmp_path: Path) -> None:
    done = run(DEPLOY / "install.sh", str(tmp_path))
    assert (done.returncode, "deploy/wheelhouse.sh" in done.stderr) == (2, True)


@pytest.mark.parametrize("args", [(), ("--images",), ("folder", "--imags")])
def test_the_wheelhouse_says_how_it_is_made(args: tuple[str, ...]) -> None:
    done = run(DEPLOY / "wheelhouse.sh", *args)
    assert done.returncode == 2
    assert "deploy/wheelhouse.sh FOLDER [--images]" in done.stderr


def test_a_folder_with_something_in_it_is_no_new_wheelhouse(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    done = run(DEPLOY / "wheelhouse.sh", str(tmp_path))
    assert (done.returncode, "is not empty" in done.stderr) == (2, True)
