"""Alerts in portions that a proxy before Alertmanager takes too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from exporters.alertmanager.wire import INCIDENT
from monitord.model.alerts import Alert

MOST = 512 * 1024
"""Bytes of one request; nginx allows 1 MiB unless told otherwise."""


def batches(written: Iterable[tuple[Alert, bytes]]) -> Iterator[list[tuple[Alert, bytes]]]:
    """Requests of `MOST` bytes at most; what is of one incident stays in one.

    So the labels that end and those that take their place arrive together.
    """
    batch: list[tuple[Alert, bytes]] = []
    size = 0
    for _, group in groupby(sorted(written, key=_incident), key=_incident):
        together = list(group)
        more = sum(len(body) + 1 for _, body in together)
        if batch and size + more > MOST:
            yield batch
            batch, size = [], 0
        batch.extend(together)
        size += more
    if batch:
        yield batch


def _incident(pair: tuple[Alert, bytes]) -> str:
    return pair[0].labels.get(INCIDENT, "")
