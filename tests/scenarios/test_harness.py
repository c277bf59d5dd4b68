"""The stage itself: what Alertmanager tells is recorded once, and what it accepted has a time."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path

import pytest

from tests.scenarios.alertmanager import Alertmanager, free_port, installed
from tests.scenarios.post import ALERTS, Post
from tests.scenarios.webhook import Webhook
from tests.system.talk import until

pytestmark = pytest.mark.skipif(not installed(), reason="there is no Alertmanager here")

CONFIG = """\
route: {{receiver: all, group_by: [incident], group_wait: 200ms, group_interval: 500ms}}
receivers: [{{name: all, webhook_configs: [{{url: "{url}", send_resolved: true}}]}}]
"""
HOUR = timedelta(hours=1)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with closing(Webhook()) as recorder:
        yield recorder


@pytest.fixture
def alertmanager(tmp_path: Path, webhook: Webhook) -> Iterator[Alertmanager]:
    with closing(Alertmanager(tmp_path, CONFIG.format(url=webhook.url))) as running:
        yield running


def send(where: str, ends_at: datetime, incident: str = "261122-AAAA") -> int:
    """Post one alert."""
    labels = {"alertname": "SiteDown", "scope": "site", "site": "x", "incident": incident}
    began = datetime.now(UTC) - HOUR
    alert = {"labels": labels, "startsAt": began.isoformat(), "endsAt": ends_at.isoformat()}
    with closing(HTTPConnection(where, timeout=5.0)) as connection:
        head = {"Content-Type": "application/json"}
        connection.request("POST", ALERTS, json.dumps([alert]), head)
        return connection.getresponse().status


def test_what_is_sent_again_is_told_once_and_its_end_once(
    alertmanager: Alertmanager, webhook: Webhook
) -> None:
    with closing(Post(socket.create_server(("127.0.0.1", 0)), alertmanager.where)) as post:
        through, before = f"127.0.0.1:{post.serving.port}", time.time()
        for _ in range(3):
            assert send(through, datetime.now(UTC) + HOUR) == 200
        until(webhook.told, bool)
        for _ in range(3):
            assert send(through, datetime.now(UTC)) == 200
        until(webhook.told, lambda told: len(told) > 1)
        send(through, datetime.now(UTC) + HOUR, "261122-BBBB")
        until(webhook.told, lambda told: len(told) > 2)
        posted = [entry.at for entry in post.posted("261122-AAAA")]
    told = webhook.told()
    first, end, other = map(str, told)
    assert (first, end, other) == ("firing SiteDown x", "resolved SiteDown x", "firing SiteDown x")
    assert len(posted) == 6
    assert before < min(posted[0], told[0].at)
    assert posted == sorted(posted)


def test_while_alertmanager_is_away_the_forwarder_hangs_up() -> None:
    with closing(Post(socket.create_server(("127.0.0.1", 0)), f"127.0.0.1:{free_port()}")) as post:
        with pytest.raises(RemoteDisconnected):
            send(f"127.0.0.1:{post.serving.port}", datetime.now(UTC))
        assert post.posted("261122-AAAA") == []
