"""How often may be answered on each account (`Policy.account`), and on all together."""

from __future__ import annotations

from probes.rtp.reflector.silence import Silence

SECOND = 1_000_000_000
PRUNE_MOST = 1_024
"""Accounts remembered before those are looked for that may be forgotten."""


class Limiter:
    """Token buckets, each kept as one number: when it will be full again.

    A bucket that is full need not be remembered. Hence only accounts that were used within `burst`
    are, and never more than `total` lets in.
    """

    def __init__(self, rate: int, total: int, burst: float) -> None:
        self._each = SECOND // rate
        self._all = SECOND // total
        self._depth = int(burst * SECOND)
        self._full_at: dict[str, int] = {}
        self._all_full_at = 0
        self._prune_at = PRUNE_MOST

    def __len__(self) -> int:
        """Accounts remembered."""
        return len(self._full_at)

    def refuses(self, account: str, now: int) -> Silence | None:
        """Take one token of `account` at `now`, monotonic ns; RATE or TOTAL when there is none."""
        full_at = max(self._full_at.get(account, now), now) + self._each
        if full_at - now > self._depth:
            return Silence.RATE
        all_full_at = max(self._all_full_at, now) + self._all
        if all_full_at - now > self._depth:
            return Silence.TOTAL
        self._full_at[account] = full_at
        self._all_full_at = all_full_at
        if len(self._full_at) > self._prune_at:
            self._prune(now)
        return None

    def _prune(self, now: int) -> None:
        """Forget the accounts whose buckets are full."""
        self._full_at = {account: at for account, at in self._full_at.items() if at > now}
        self._prune_at = max(PRUNE_MOST, 2 * len(self._full_at))
