"""Guessing is slow: how many logins may fail from one address. Pure; times are seconds."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

TRIES = 10.0
"""Logins that may fail at once."""
EVERY = 6.0
"""Seconds until one more may."""
MOST_ADDRESSES = 10_000
"""Remembered; the one that was quiet longest is forgotten first."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Throttle:
    """A bucket of tries for each address, that fills again by itself."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def may(self, address: str, now: float) -> bool:
        """Whether one more login may be tried."""
        bucket = self._buckets.get(neighbourhood(address))
        return bucket is None or _left(bucket, now) >= 1.0

    def take(self, address: str, now: float) -> None:
        """One is being tried; it counts as failed until it is given back."""
        self._add(address, -1.0, now)

    def give_back(self, address: str, now: float) -> None:
        """It did not fail."""
        self._add(address, 1.0, now)

    def _add(self, address: str, tries: float, now: float) -> None:
        key = neighbourhood(address)
        bucket = self._buckets.setdefault(key, _Bucket(TRIES, now))
        bucket.left, bucket.at = min(TRIES, _left(bucket, now) + tries), now
        self._buckets.move_to_end(key)
        while len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)


def neighbourhood(address: str) -> str:
    """The address itself; of IPv6 its /64, of which anybody has all addresses."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found.packed, 64), strict=False))


def _left(bucket: _Bucket, now: float) -> float:
    return min(TRIES, bucket.left + max(0.0, now - bucket.at) / EVERY)
