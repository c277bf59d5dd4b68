"""One record is one line, whatever is in it."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.daemon.logs import QUIET, JsonFormatter, TextFormatter, configure, one_line

FORGED = "gone\n2026-11-22T12:00:00.000Z INFO daemon: all is well"
OF_UVICORN = ("uvicorn.access", "uvicorn.asgi", "uvicorn.error")
"""Those of which a server's settings say the level, for the whole process."""
HOSTILE = "\r\n\x0b\x0c\x1b[2J\x85\u2028\u2029\u202e\x00\udc80"


@pytest.fixture
def stream() -> Iterator[StringIO]:
    """Where records go; before and after it everything is as if nothing were configured."""
    root = logging.getLogger()
    loggers = [root, *map(logging.getLogger, (*QUIET, *OF_UVICORN))]
    handlers, levels = root.handlers[:], [(each.level, each.propagate) for each in loggers]
    logging.captureWarnings(capture=False)  # another test may have called the daemon's own main
    for name in OF_UVICORN:
        logging.getLogger(name).setLevel(logging.NOTSET)  # or started its server
        logging.getLogger(name).propagate = True
    yield StringIO()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    for each, (level, propagate) in zip(loggers, levels, strict=True):
        each.setLevel(level)
        each.propagate = propagate


def test_text_is_time_level_origin_message_and_pairs(stream: StringIO) -> None:
    configure("text", "info", stream)
    log = logging.getLogger("monitord.poller")
    log.info("lost %d of %d", 3, 5, extra={"site": "h-nhu-thanh", "label": 'Như "Thanh"', "x": ""})
    stamp, rest = stream.getvalue().split(" ", 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stamp)
    assert rest == 'INFO poller: lost 3 of 5 site=h-nhu-thanh label="Như \\"Thanh\\"" x=""\n'


def test_json_is_one_object_with_the_same(stream: StringIO) -> None:
    configure("json", "INFO", stream)
    extra = {"site": "a", "lost": 3, "level": "forged", "address": object}
    logging.getLogger("monitord.poller").warning("Như Thanh", extra=extra)
    fields = json.loads(stream.getvalue())
    assert fields.pop("time").endswith("Z")
    assert fields == {
        "level": "warning",
        "logger": "poller",
        "message": "Như Thanh",
        "site": "a",
        "lost": 3,
        "address": "<class 'object'>",
    }


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("text", [FORGED, HOSTILE])
def test_a_record_cannot_be_forged(form: str, text: str, stream: StringIO) -> None:
    configure("json" if form == "json" else "text", "info", stream)
    logging.getLogger("monitord.poller").error(text, extra={"answer": text, text: 1})
    line = stream.getvalue()
    assert line.removesuffix("\n").isprintable()
    assert len(line.splitlines()) == 1
    line.encode()


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_stays_on_the_line_with_its_traceback(form: str, stream: StringIO) -> None:
    configure("json" if form == "json" else "text", "info", stream)
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        logging.getLogger("monitord.poller").exception("failed")
    [line] = stream.getvalue().splitlines()
    assert "Traceback" in line
    assert r"ValueError: first\nsecond" in line
    if form == "json":
        assert json.loads(line)["exception"].endswith("ValueError: first\nsecond")


def test_warnings_of_python_are_records_too(stream: StringIO) -> None:
    configure("text", "info", stream)
    with warnings.catch_warnings():
        warnings.filterwarnings("always", "old")  # and of no socket that somebody else left open
        warnings.warn("old\nways", stacklevel=1)
    [line] = stream.getvalue().splitlines()
    assert "WARNING py.warnings: " in line
    assert r"old\nways" in line


@pytest.mark.parametrize(
    "name", ["uvicorn.access", "uvicorn.error", "apscheduler.scheduler", "alembic.runtime"]
)
def test_libraries_are_heard_only_when_they_warn(name: str, stream: StringIO) -> None:
    configure("text", "debug", stream)
    logging.getLogger(name).info("step")
    logging.getLogger(name).warning("trouble")
    [line] = stream.getvalue().splitlines()
    assert line.endswith(f"WARNING {name}: trouble")


def test_the_level_holds_for_libraries_and_for_us(stream: StringIO) -> None:
    configure("text", "error", stream)
    logging.getLogger("uvicorn.error").warning("trouble")
    logging.getLogger("monitord.poller").warning("trouble")
    assert stream.getvalue() == ""


def test_the_last_configuration_replaces_the_ones_before(stream: StringIO) -> None:
    configure("text", "info", StringIO())
    configure("text", "info", stream)
    logging.getLogger("monitord").info("once")
    assert stream.getvalue().count("\n") == 1


def test_an_unknown_level_is_refused(stream: StringIO) -> None:
    with pytest.raises(ValueError, match="CHATTY"):
        configure("text", "chatty", stream)


@given(st.text(), st.text(min_size=1))
def test_no_text_breaks_a_line_and_json_stays_json(message: str, key: str) -> None:
    record = logging.makeLogRecord({"name": "monitord.poller", "msg": message, f"x{key}": message})
    assert TextFormatter().format(record).isprintable()
    line = JsonFormatter().format(record)
    assert line.isprintable()
    assert json.loads(line)["message"] == message
    assert json.loads(line)[f"x{key}"] == message


@given(st.text())
def test_escaping_loses_nothing_but_backslashes(text: str) -> None:
    plain = text.replace("\\", "").replace('"', "")
    assert json.loads(f'"{one_line(plain)}"') == plain
