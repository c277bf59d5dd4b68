"""The image's recipe, and the wheel that it installs: all that the program reads is in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.deploy.compose import DEPLOY, ROOT, services

pytestmark = pytest.mark.timeout(240)  # a wheel takes seconds, many on a busy machine
RECIPE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
PACKAGES = ("monitord", "probes", "exporters")
UNREAD = {"monitord/simulator/recordings/README.md"}
"""What lies there for people only."""


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", RECIPE, re.MULTILINE)


def test_both_stages_begin_with_the_same_pinned_image() -> None:
    first, last = (line.split()[0] for line in instructions("FROM"))
    assert first == last
    assert re.fullmatch(r"python:3\.11\.\d+-slim-[a-z]+", first)


def test_it_runs_as_a_user_of_a_fixed_number_that_may_ping() -> None:
    assert instructions("USER") == ["monitord"]
    assert "--uid 10779" in RECIPE
    assert "--gid 10779" in RECIPE
    assert services()["monitord"]["sysctls"]["net.ipv4.ping_group_range"] == "10779 10779"


def test_what_is_kept_is_in_the_volume() -> None:
    kept = re.findall(r"MONITORD_(?:DATABASE|NOTIFIED|REPORTS)=\S*?(/var/\S+)", RECIPE)
    assert len(kept) == 3
    (volume,) = re.findall(r'VOLUME \["(.*)"\]', RECIPE)
    assert all(place.startswith(f"{volume}/") for place in kept)


def test_only_what_is_pinned_by_its_hash_is_installed() -> None:
    last = RECIPE.rpartition("\nFROM ")[2]
    assert "--require-hashes" in RECIPE
    assert "pip" not in last
    assert "apt-get" not in RECIPE


def test_whatever_is_copied_is_there_and_reaches_the_builder() -> None:
    copied = [
        source
        for line in instructions("COPY")
        if not line.startswith("--from")
        for source in line.split()[:-1]
    ]
    wanted = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for source in copied:
        assert (ROOT / source).exists()
        assert f"!{source.split('/')[0]}" in wanted


def test_the_command_that_asks_how_it_is_can_be_read() -> None:
    (words,) = re.findall(r'CMD \["python", "-c", "(.*)"\]', RECIPE)
    compile(words.replace("\\\\", "\\"), "healthcheck", "exec")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built of a copy: setuptools leaves traces beside what it builds."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    command = [sys.executable, "-m", "pip", "wheel", *options, ".", "--wheel-dir", "out"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (made,) = (folder / "out").iterdir()
    return made


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        assert ours - set(archive.namelist()) == UNREAD


def test_the_program_works_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    """In another folder, with nothing of this one but the libraries."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    shutil.copy(DEPLOY / "first-inventory.yaml", tmp_path)
    where = {**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "MONITORD_LANGUAGE": "vi"}

    def said(*command: str) -> str:
        line = [sys.executable, *command]
        return subprocess.check_output(line, cwd=tmp_path, env=where, text=True)

    assert said("-c", "import monitord; print(monitord.__file__)").startswith(str(tmp_path))
    assert "không có lỗi" in said("-m", "monitord", "validate", "first-inventory.yaml")
    whole = str(ROOT / "examples" / "khanh-hoa.yaml")  # with SNMP modules and codecs
    assert "không có lỗi" in said("-m", "monitord", "validate", whole)
