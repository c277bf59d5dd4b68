"""`python -m benchmarks.prove_install`: monitord installed from a wheelhouse, without a network.

What is installed is then used from another folder, without a network, without pip and setuptools,
as in the image. Exit code 1 when anything does not work, 2 where it cannot be tried.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.report import Row, Table, console, machine, show, write

ROOT = Path(__file__).parent.parent
KEPT = Path("docs/proofs/install.md")
AGAIN = "`make prove` shows it again, in two minutes."
OFFLINE = ("unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
READY = """
import os, subprocess, sys, time
daemon = subprocess.Popen([sys.argv[1], "run", sys.argv[2], "--listen", "127.0.0.1:0"])
health = [sys.argv[3], *sys.argv[5:]]
end = time.monotonic() + 60
while subprocess.run(health, capture_output=True).returncode:
    assert daemon.poll() is None and time.monotonic() < end, "not healthy"
    time.sleep(0.2)
subprocess.run([sys.argv[1], "backup", sys.argv[4]], check=True)
daemon.terminate()
assert daemon.wait(30) == 0
subprocess.run([sys.argv[1], "restore", sys.argv[4]], check=True)
"""
"""Run the daemon until it is healthy, save its database, end it, and put the database back."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that must end with 0."""

    what: str
    command: Sequence[str]


def steps(folder: Path) -> list[Step]:
    """Everything, in order, in an empty folder."""
    made, opt, saved = folder / "wheelhouse", folder / "opt", folder / "saved.db"
    programs = opt / "monitord" / "bin"
    monitord, python = str(programs / "monitord"), str(programs / "python")
    first = str(made / "deploy" / "first-inventory.yaml")
    whole = str(ROOT / "examples" / "thanh-hoa.yaml")
    use = [sys.executable, "-c", READY, monitord, first, python, str(saved), *_health()]
    bare = [python, "-m", "pip", "uninstall", "--yes", "--quiet", "setuptools", "pip"]
    return [
        Step("a wheelhouse is made", [str(ROOT / "deploy" / "wheelhouse.sh"), str(made)]),
        Step(
            "monitord is installed from it, without a network",
            [*OFFLINE, str(made / "install.sh"), str(opt)],
        ),
        Step("pip and setuptools are taken away", bare),
        Step("621 sites are checked", [monitord, "validate", whole]),
        Step(
            "rules for Alertmanager are made",
            [monitord, "alertmanager-config", "--inventory", whole],
        ),
        Step("the daemon runs, is saved, ends and is restored", [*OFFLINE, *use]),
    ]


def _health() -> list[str]:
    """The arguments to Python of the image's HEALTHCHECK."""
    recipe = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    (words,) = re.findall(r"^    CMD (\[.*\])$", recipe, re.MULTILINE)
    return [str(word) for word in json.loads(words)[1:]]


@click.command()
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The Markdown.")
def main(output: Path | None) -> None:
    """Prove it; what is proved is kept in docs/proofs/, or as --output."""
    out, where = console(), machine()
    out.print(where, markup=False)
    if shutil.which("unshare") is None or os.geteuid() != 0:
        out.print("cannot be proved here: it takes root, for a namespace without a network")
        sys.exit(2)
    with TemporaryDirectory(prefix="install-") as name:
        rows = [_row(step, Path(name)) for step in steps(Path(name))]
    holds = all(row.verdict == "works" for row in rows)
    table = Table("From a wheelhouse, without a network", rows, ["Python packages by their hashes"])
    show(table, out)
    if output is None and holds:
        output = KEPT
    if output is not None:
        write(output, "Installing where there is no Internet", [where, AGAIN], [table])
        out.print(f"written: {output}", markup=False)
    sys.exit(0 if holds else 1)


def _row(step: Step, folder: Path) -> Row:
    began = time.monotonic()
    done = subprocess.run(
        step.command,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=_environment(folder),
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
    verdict = "works" if done.returncode == 0 else f"fails with {done.returncode}"
    return Row(step.what, f"{time.monotonic() - began:.1f} s", verdict=verdict)


def _environment(folder: Path) -> Mapping[str, str]:
    """Ours without what would lead back to this tree, and settings that keep to the folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {
        **kept,
        "PYTHON": sys.executable,
        "MONITORD_LANGUAGE": "en",
        "MONITORD_DATABASE": f"sqlite:///{folder / 'state' / 'monitord.db'}",
        "MONITORD_SOCKET": str(folder / "socket"),
        "MONITORD_SNMP_TRAPS": "off",
    }


if __name__ == "__main__":
    main()
