"""Helps, languages and wrong usage."""

from __future__ import annotations

import subprocess
import sys
import time

import click
import pytest

from monitord.cli.language import from_environment
from monitord.cli.localized import LocalizedOption
from monitord.cli.main import COMMANDS, main
from monitord.texts import texts
from tests.cli.conftest import Invoke


def test_the_help_lists_every_command_in_vietnamese(monitord: Invoke) -> None:
    result = monitord("--help")
    assert result.exit_code == 0
    assert "Cách dùng: monitord" in result.stdout
    for name in COMMANDS:
        assert f"  {name}" in result.stdout
        assert texts("vi").say(f"cli.{name}.summary") in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("args", "env"),
    [
        (["--language", "en", "--help"], {}),
        (["--help"], {"MONITORD_LANGUAGE": "en"}),
        (["--help"], {"LANGUAGE": "fr:en"}),
        (["--help"], {"LC_ALL": "en_GB.UTF-8"}),
        (["--help"], {"LC_ALL": "C", "LANG": "en_US.UTF-8"}),
    ],
)
def test_option_or_environment_turn_it_english(
    monitord: Invoke, args: list[str], env: dict[str, str]
) -> None:
    output = monitord(*args, **env).stdout
    assert "Usage: monitord" in output
    assert "run the monitor" in output


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "vi"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LANG": "fr_FR.UTF-8"}, "vi"),
        ({"LANG": "vi_VN"}, "vi"),
        ({"LANG": "en_US"}, "en"),
        ({"LANG": "en-GB"}, "en"),
        ({"LANG": "english"}, "vi"),
        ({"LANG": "en_US", "LC_ALL": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN", "LANGUAGE": "en:vi"}, "en"),
        ({"LANGUAGE": "vi", "MONITORD_LANGUAGE": "en"}, "en"),
    ],
)
def test_the_first_variable_that_names_a_language_decides(
    environ: dict[str, str], language: str
) -> None:
    assert from_environment(environ) == language


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_command_helps_in_both_languages(
    monitord: Invoke, command: str, language: str
) -> None:
    result = monitord("--language", language, command, "--help")
    assert result.exit_code == 0
    assert texts(language).say("cli.help.usage") in result.stdout
    assert texts(language).say("cli.help.options") + ":" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_words(command: str) -> None:
    found = main.get_command(click.Context(main), command)
    assert found is not None
    for param in found.params:
        if isinstance(param, LocalizedOption):
            assert param.help
            assert texts("vi").say(param.help) != texts("en").say(param.help)


def test_the_version_is_told(monitord: Invoke) -> None:
    result = monitord("--version")
    assert (result.exit_code, result.stdout) == (0, "monitord 0.1.0\n")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["stauts"], "Không có lệnh stauts. Có phải là status?"),
        (["xyzzy"], "Không có lệnh xyzzy.\n"),
        (["status", "--wacth"], "Không có tùy chọn --wacth. Có phải là --watch?"),
        (["status", "--url"], "Tùy chọn --url dùng chưa đúng"),
        (["status", "--url", "ftp://a"], "cần bắt đầu bằng http:// hoặc https://"),
        (["check"], "Thiếu SITE."),
        (["check", "hai", "long"], "Thừa tham số: long."),
        (["reflector", "10.0.0.5"], "Thừa tham số: 10.0.0.5."),
        (["check", "a", "--count", "0"], "--count không hợp lệ: cần là số từ 1 đến 100."),
        (["--language", "fr", "status"], "--language không hợp lệ: cần là một trong: vi, en."),
        (["run", "--resolve-every", "5"], "'5' không phải khoảng thời gian có đơn vị"),
        (["run", "--log-format", "xml"], "cần là một trong: text, json."),
    ],
)
def test_wrong_usage_is_said_in_words_and_is_2(
    monitord: Invoke, args: list[str], words: str
) -> None:
    result = monitord(*args)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "--help" in result.stderr
    assert result.stdout == ""


def test_wrong_usage_is_said_in_english_too(monitord: Invoke) -> None:
    result = monitord("stauts", LANG="en_US.UTF-8")
    assert "There is no command stauts. Did you mean status?" in result.stderr


def test_without_a_command_it_shows_the_help_and_is_2(monitord: Invoke) -> None:
    result = monitord()
    assert result.exit_code == 2
    assert "Cách dùng: monitord" in result.output


def test_the_module_runs_as_the_script_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitord", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "monitord 0.1.0\n"


def test_the_help_imports_neither_daemon_nor_screen() -> None:
    program = (
        "import sys; from monitord.cli.main import main; main(['--help'], standalone_mode=False);"
        "print([m for m in ('rich', 'asyncio', 'yaml', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_help_comes_quickly() -> None:
    command = [sys.executable, "-m", "monitord", "--help"]

    def seconds() -> float:
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        return time.perf_counter() - start

    # The best of five: the machine may be busy with something else. 0.2 s when it is not.
    assert min(seconds() for _ in range(5)) < 0.6
