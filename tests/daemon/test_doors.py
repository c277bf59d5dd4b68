"""What settings leave the doors open, and are refused."""

from __future__ import annotations

import pytest

from monitord.daemon.doors import opens_doors, refusal
from monitord.model.doors import Tls, User
from monitord.model.secrets import Secret
from monitord.model.settings import DaemonSettings

PAIR = Tls("tls.crt", "tls.key")
USERS = {"xem": User("view", token=Secret("env", "TOKEN"))}
SHUT = [
    DaemonSettings(listen="0.0.0.0:9779", tls=PAIR, users=USERS),
    DaemonSettings(listen="0.0.0.0:9779", insecure_listen=True),
]
OPEN = [
    DaemonSettings(listen="0.0.0.0:9779"),
    DaemonSettings(listen="[::]:9779", tls=PAIR),
    DaemonSettings(listen="192.0.2.1:9779", users=USERS),
]


@pytest.mark.parametrize("settings", OPEN)
async def test_far_machines_need_encryption_and_users(settings: DaemonSettings) -> None:
    assert opens_doors(settings)
    said = await refusal(settings, None, near=False, language="en")
    assert said is not None
    assert settings.listen in said
    assert await refusal(settings, None, near=True, language="en") is None


@pytest.mark.parametrize("settings", SHUT)
async def test_who_has_both_or_wishes_it_is_not_refused(settings: DaemonSettings) -> None:
    assert not opens_doors(settings)
    assert await refusal(settings, None, near=False, language="vi") is None


def test_loopback_is_open_to_nobody_else() -> None:
    assert not opens_doors(DaemonSettings(listen="127.0.0.1:9779"))
