"""Where a replica of Alertmanager is, and what it wants to see before it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """A replica. `base` is without name and password: it is what logs and metrics show."""

    base: str
    login: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def secure(self) -> bool:
        """Whether it is spoken to over TLS."""
        return self.base.startswith("https:")


def parse(url: str) -> Address:
    """The address in `url`: `https://name:password@host:9093/path`.

    Raises ValueError, whose text holds neither name nor password.
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not the URL of an Alertmanager: {parts.scheme}://{host}")
    login = None
    if parts.username is not None:
        login = (unquote(parts.username), unquote(parts.password or ""))
    return Address(f"{parts.scheme}://{host}{parts.path.rstrip('/')}", login)
