"""Who tells people of incidents: Alertmanager, or the receivers of the inventory, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from exporters.alertmanager.dispatcher import Dispatcher
from exporters.notify.notifier import Notifier
from exporters.notify.receiver import Receiver
from monitord.alerts import Written, build_board, message_of, plain_message
from monitord.daemon.loading import Loaded
from monitord.daemon.tasks import Tasks
from monitord.model.alerts import AlertBoard, Message
from monitord.model.incidents import Incident
from monitord.model.settings import DaemonSettings, Notify
from monitord.model.snapshot import CentreSnapshot

Counted = Callable[[str, str, int], None]


class Deliveries:
    """Made from the settings with which the daemon started; a changed one needs a restart."""

    def __init__(
        self,
        settings: DaemonSettings,
        now: Callable[[], datetime],
        posted: Counted,
        notified: Counted,
    ) -> None:
        self._settings = settings
        self._now = now
        self._posted = posted
        self._notified = notified
        self._written = Written()
        self._tellers: list[Dispatcher | Notifier] = []

    def apply(self, loaded: Loaded) -> None:
        """The addresses of receivers are secrets that come with an inventory."""
        self._urls = loaded.words.notify
        self._language = loaded.inventory.organization.locale

    def start(self, tasks: Tasks, snapshot: Callable[[], CentreSnapshot]) -> None:
        """Tell whoever is to be told of what `snapshot` has, from now on. After `apply`."""
        self._snapshot = snapshot
        if self._settings.alertmanagers:
            urls, ends = self._settings.alertmanagers, self._settings.alert_ends
            dispatcher = Dispatcher(urls, self._board, ends, self._posted)
            self._tellers.append(dispatcher)
            for replica in dispatcher.replicas:
                self._posted(replica, "accepted", 0)
        receivers = [
            Receiver(each, self._urls[each.id])
            for each in self._settings.notify
            if each.id in self._urls
        ]
        for each in receivers:
            self._notified(each.settings.id, "sent", 0)
        if receivers:
            self._tellers.append(
                Notifier(
                    receivers,
                    lambda: snapshot().incidents,
                    self._worded,
                    self._notified,
                    Path(self._settings.notified),
                    self._language,
                )
            )
        for teller in self._tellers:
            tasks.start(teller.run())

    def poke(self) -> None:
        """There are news."""
        for teller in self._tellers:
            teller.poke()

    def _board(self) -> AlertBoard:
        return build_board(self._snapshot(), self._now(), self._language, self._written)

    def _worded(self, incident: Incident, receiver: Notify) -> Message:
        language = receiver.language or self._language
        write = plain_message if receiver.plain else message_of
        return write(incident, self._snapshot().inventory, language)
