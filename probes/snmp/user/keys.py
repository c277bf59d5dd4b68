"""From a login of version 3 to what gufo_snmp wants: algorithms and keys (RFC 3414, A.2).

Hashing a pass phrase to its key takes a megabyte of digest and is the same for every agent, so it
is done once per login, off the event loop; localising that to an agent takes microseconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from gufo.snmp.user import (
    Aes128Key,
    Aes192Key,
    Aes256Key,
    BaseAuthKey,
    BasePrivKey,
    DesKey,
    KeyExpansion,
    KeyType,
    Md5Key,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    User,
)

from monitord.model.snmp import SnmpLogin

MEGABYTE = 1 << 20
AUTH: Mapping[str, type[BaseAuthKey]] = {
    "md5": Md5Key,
    "sha1": Sha1Key,
    "sha224": Sha224Key,
    "sha256": Sha256Key,
    "sha384": Sha384Key,
    "sha512": Sha512Key,
}
PRIV: Mapping[str, type[BasePrivKey]] = {
    "des": DesKey,
    "aes128": Aes128Key,
    "aes192": Aes192Key,
    "aes256": Aes256Key,
}
WEAK: Mapping[str, str] = {"md5": "signs with MD5", "des": "encrypts with DES"}
"""What is taken, with a warning."""


@dataclass(frozen=True, slots=True, repr=False)
class UserKeys:
    """The keys of a login, not yet localised to an agent."""

    user: str
    algorithm: str
    """Of the signature; empty without one."""
    private: bool
    master: bytes
    variants: tuple[tuple[int, bytes, int, bytes], ...]
    """Algorithms and keys as gufo_snmp numbers them. Two, where no standard says how a short
    digest becomes a long AES key: Blumenthal's way (net-snmp, most), then Reeder's (Cisco)."""

    def localized(self, engine_id: bytes) -> bytes:
        """The key with which the agent `engine_id` signs; empty without an algorithm."""
        if not self.algorithm:
            return b""
        mixed = self.master + engine_id + self.master
        return hashlib.new(self.algorithm, mixed, usedforsecurity=False).digest()


def check(login: SnmpLogin) -> None:
    """Raises ValueError for a login that cannot be used."""
    if login.version != "3" or not login.user:
        raise ValueError(f"credential {login.credential}: no user of version 3")
    if login.priv and not login.auth:
        raise ValueError(f"credential {login.credential}: privacy without authentication")
    for given, known in ((login.auth, AUTH), (login.priv, PRIV)):
        if given and given[0] not in known:
            raise ValueError(f"credential {login.credential}: unknown algorithm {given[0]}")
        if given and not given[1]:
            raise ValueError(f"credential {login.credential}: an empty pass phrase")


def weaknesses(login: SnmpLogin) -> list[str]:
    """What is weak about a login, in words for the log."""
    return [WEAK[given[0]] for given in (login.auth, login.priv) if given and given[0] in WEAK]


def derive(login: SnmpLogin) -> UserKeys:
    """The keys of a login that passes `check`. Takes milliseconds."""
    if login.auth is None:
        return UserKeys(login.user, "", private=False, master=b"", variants=((0, b"", 0, b""),))
    algorithm, phrase = login.auth
    master = master_key(algorithm, phrase)
    auth = AUTH[algorithm](master, KeyType.Master)
    priv, ways = None, [KeyExpansion.Blumenthal]
    if login.priv is not None:
        kind = PRIV[login.priv[0]]
        priv = kind(master_key(algorithm, login.priv[1]), KeyType.Master)
        if kind.KEY_LENGTH > auth.KEY_LENGTH:
            ways.append(KeyExpansion.Cisco)
    users = [User(login.user, auth_key=auth, priv_key=priv, key_expansion=way) for way in ways]
    variants = tuple(
        (one.get_auth_alg(), one.get_auth_key(), one.get_priv_alg(), one.get_priv_key())
        for one in users
    )
    return UserKeys(login.user, algorithm, priv is not None, master, variants)


def master_key(algorithm: str, phrase: bytes) -> bytes:
    """The digest of a pass phrase repeated to a megabyte (RFC 3414, A.2.1)."""
    repeated = (phrase * (MEGABYTE // len(phrase) + 1))[:MEGABYTE]
    return hashlib.new(algorithm, repeated, usedforsecurity=False).digest()
