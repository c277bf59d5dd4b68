"""The daemon's settings, whom it tells, and planned maintenance."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from monitord.inventory.schema.credentials import SecretEntry
from monitord.inventory.schema.daemon import DaemonEntry, NotifyEntry, TlsEntry, UserEntry
from monitord.inventory.schema.maintenance import WindowEntry
from monitord.model.doors import Tls, User
from monitord.model.maintenance import Window
from monitord.model.secrets import Secret
from monitord.model.settings import DaemonSettings, IncidentRules, Notify


def daemon(entry: DaemonEntry, directory: Path) -> DaemonSettings:
    """The settings; files of secrets and of TLS are relative to `directory`."""
    return DaemonSettings(
        **entry.given()
        | {
            "witnesses": tuple(entry.witnesses or ()),
            "tls": _tls(entry.tls, directory) if entry.tls else None,
            "users": {name: _user(each, directory) for name, each in entry.users.items()},
            "alertmanagers": tuple(entry.alertmanagers or ()),
            "notify": tuple(_notify(i, each, directory) for i, each in entry.notify.items()),
            "incidents": IncidentRules(**entry.incidents.given()),
        }
    )


def _tls(entry: TlsEntry, directory: Path) -> Tls:
    return Tls(str(directory / entry.certificate), str(directory / entry.key))


def _user(entry: UserEntry, directory: Path) -> User:
    return User(
        role=entry.role,
        provider=entry.provider,
        password=secret(entry.password, directory) if entry.password else None,
        token=secret(entry.token, directory) if entry.token else None,
    )


def _notify(ident: str, entry: NotifyEntry, directory: Path) -> Notify:
    given = entry.given() | {"url": secret(entry.url, directory), "teams": tuple(entry.teams)}
    if entry.urgencies is not None:
        given["urgencies"] = tuple(entry.urgencies)
    return Notify(ident, **given)


def window(entry: WindowEntry, timezone: str) -> Window:
    """A window whose times are of the organization's zone."""
    zone = ZoneInfo(timezone)
    announced = entry.announced
    return Window(
        id=entry.id,
        cover=entry.cover,
        start=entry.start.replace(tzinfo=zone),
        seconds=entry.for_,
        repeat=entry.repeat,
        timezone=timezone,
        why=entry.why or "",
        who=entry.who or "",
        announced_at=announced.replace(tzinfo=zone) if announced else None,
    )


def secret(entry: SecretEntry, directory: Path) -> Secret:
    """A reference; a file is relative to `directory`."""
    if entry.env is not None:
        return Secret("env", entry.env)
    return Secret("file", str(directory / (entry.file or "")))
