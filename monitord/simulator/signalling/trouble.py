"""What is wrong with a device's signalling, while the device itself is well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a scenario does to it."""

    silent: bool = False
    """Nothing is answered: datagrams and segments vanish."""
    status: int | None = None
    """The status code with which SIP requests are answered; None: as is fit."""


CALM = Trouble()


def together(troubles: Iterable[Trouble]) -> Trouble:
    """Several at once; the last status counts."""
    found = CALM
    for trouble in troubles:
        status = found.status if trouble.status is None else trouble.status
        found = Trouble(found.silent or trouble.silent, status)
    return found
