"""`monitord password`."""

from __future__ import annotations

import subprocess
import sys

import bcrypt
import pytest

from monitord.cli.password import problem
from monitord.inventory.keys import HASH


def run(text: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """The command, with `text` on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "monitord", "--language", language, "password"],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_output_is_the_hash_and_nothing_else() -> None:
    done = run("mật khẩu rất dài\n")
    assert (done.returncode, done.stderr) == (0, "")
    hashed = done.stdout.removesuffix("\n")
    assert HASH.fullmatch(hashed)
    assert bcrypt.checkpw("mật khẩu rất dài".encode(), hashed.encode())


@pytest.mark.parametrize(("language", "said"), [("en", "at least 10"), ("vi", "ít nhất 10")])
def test_a_short_one_is_refused(language: str, said: str) -> None:
    done = run("ngan\n", language)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("", "cli.password.short"),
        ("x" * 73, "cli.password.long"),
        ("ậ" * 25, "cli.password.long"),
        ("mat khau\x1b[2J", "cli.password.strange"),
        ("x" * 72, None),
    ],
)
def test_what_bcrypt_would_cut_or_nobody_can_type_is_refused(given: str, wrong: str | None) -> None:
    assert problem(given) == wrong
