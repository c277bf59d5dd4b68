"""Logs: one line for each record, whatever is in it, as text or as JSON."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO, TypeAlias

LogFormat: TypeAlias = Literal["text", "json"]

QUIET = (
    "alembic", "apprise", "apscheduler", "asyncio", "httpcore", "httpx", "sqlalchemy", "uvicorn",
)  # fmt: skip
"""Libraries that report each of their steps: only their warnings are wanted."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure(form: LogFormat, level: str, stream: TextIO = sys.stderr) -> None:
    """Send every log record and warning of the process to `stream`, in place of any before.

    `level` is a name of `logging` in either case. Raises ValueError for another.
    Give uvicorn `log_config=None`, or it puts its own back.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


class TextFormatter(logging.Formatter):
    """`2026-11-22T12:00:00.123Z INFO poller: message key=value`, keys from `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        extra = extra_of(self, record)
        pairs = "".join(f" {key}={_value(value)}" for key, value in extra.items())
        line = f"{stamp(record)} {record.levelname} {origin(record)}: {record.getMessage()}{pairs}"
        return one_line(line)


class JsonFormatter(logging.Formatter):
    """An object with `time`, `level`, `logger`, `message` and the keys of `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end. An extra cannot take the place of one of the four."""
        fields = {
            "time": stamp(record),
            "level": record.levelname.lower(),
            "logger": origin(record),
            "message": record.getMessage(),
        }
        whole = {**fields, **extra_of(self, record), **fields}
        return one_line(json.dumps(whole, ensure_ascii=False, default=str))


def one_line(text: str) -> str:
    r"""`text` with all that could end a line or steer a terminal escaped as in JSON: `\n`.

    So nobody who names a site or answers a packet can forge a record.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def stamp(record: logging.LogRecord) -> str:
    """When it was logged, UTC, RFC 3339 with milliseconds."""
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def origin(record: logging.LogRecord) -> str:
    """The logger's name, ours without the leading `monitord.`."""
    return record.name.removeprefix("monitord.")


def extra_of(formatter: logging.Formatter, record: logging.LogRecord) -> dict[str, object]:
    """What was given as `extra`, and the traceback as `exception` where there is one."""
    extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
    if record.exc_info:
        extra["exception"] = formatter.formatException(record.exc_info)
    return extra


def _value(value: object) -> str:
    text = str(value)
    plain = text.isprintable() and not set(text) & set(' "=')
    return text if text and plain else json.dumps(text, ensure_ascii=False)
