"""Makes up the secrets that a simulated province needs and that nobody has set."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from secrets import token_hex

from monitord.model.inventory import Credential
from monitord.model.secrets import Secret

BYTES = 16


def provide(credentials: Iterable[Credential]) -> list[str]:
    """Set every environment variable that a credential names and that is not set.

    For this process and those that it starts: agents and daemon know the same. Files are left
    alone. Returns the variables' names.
    """
    missing = {
        secret.where: token_hex(BYTES)
        for credential in credentials
        for secret in _secrets(credential)
        if secret.kind == "env" and not os.environ.get(secret.where)
    }
    os.environ.update(missing)
    return sorted(missing)


def _secrets(credential: Credential) -> Iterator[Secret]:
    if credential.rtp is not None:
        yield credential.rtp
    snmp = credential.snmp
    if snmp is None:
        return
    if snmp.community is not None:
        yield snmp.community
    for keyed in (snmp.auth, snmp.priv):
        if keyed is not None:
            yield keyed[1]
