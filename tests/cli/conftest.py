"""A command line in Vietnamese that nothing in the environment changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import click
import pytest
from click.testing import CliRunner, Result

from monitord.cli.language import VARIABLES
from monitord.cli.main import main

Invoke = Callable[..., Result]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No language, no width, no colours and no setting of ours from outside."""
    for name in (*os.environ,):
        if name.startswith("MONITORD_"):
            monkeypatch.delenv(name)
    for name in (*VARIABLES, "COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Ho_Chi_Minh")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def monitord() -> Invoke:
    """Runs `monitord` with these arguments in this process."""

    def invoke(*args: str, **env: str) -> Result:
        result = CliRunner().invoke(main, args, env=env, prog_name="monitord")
        if result.exception and not isinstance(result.exception, SystemExit | click.ClickException):
            raise result.exception
        return result

    return invoke
