"""Version 3 by pysnmp, without its sockets: bytes in, a notification and replies out.

Runs only in the process of `v3`. pysnmp does the security model (RFC 3414); here is what it leaves
out. A trap names the *sender's* engine, which nobody has told us of: it is learned when its first
message proves the key, and forgotten when it does not. And a message older than one that was seen
before is refused: pysnmp sets its clock by whatever comes.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pyasn1.codec.ber import decoder, encoder  # type: ignore[import-untyped]
from pyasn1.error import PyAsn1Error  # type: ignore[import-untyped]
from pysnmp.carrier.base import AbstractTransportDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413.ntfrcv import NotificationReceiver
from pysnmp.error import PySnmpError
from pysnmp.proto import errind
from pysnmp.proto.api import v2c
from pysnmp.proto.secmod.rfc3414.service import SnmpUSMSecurityModel, UsmSecurityParameters

from monitord.model.snmp import SnmpLogin
from probes.snmp.traps.frames import Kind
from probes.snmp.traps.window import Clocks

Protocol: TypeAlias = tuple[int, ...]
AUTH: Mapping[str, Protocol] = {
    "md5": config.USM_AUTH_HMAC96_MD5,
    "sha1": config.USM_AUTH_HMAC96_SHA,
    "sha224": config.USM_AUTH_HMAC128_SHA224,
    "sha256": config.USM_AUTH_HMAC192_SHA256,
    "sha384": config.USM_AUTH_HMAC256_SHA384,
    "sha512": config.USM_AUTH_HMAC384_SHA512,
}
PRIV: Mapping[str, Protocol] = {
    "des": config.USM_PRIV_CBC56_DES,
    "aes128": config.USM_PRIV_CFB128_AES,
    "aes192": config.USM_PRIV_CFB192_AES_BLUMENTHAL,
    "aes256": config.USM_PRIV_CFB256_AES_BLUMENTHAL,
}

DOMAIN = (1, 3, 6, 1, 6, 1, 1)
"""snmpUDPDomain: a name only, no socket hangs on it."""
EPOCH = 1_735_689_600
"""2025-01-01. Seconds since then are snmpEngineBoots: they grow with each start, unwritten."""
ENGINE = bytes.fromhex("80004fb805")
"""How pysnmp's engines begin; 5: octets of the administrator's choice (RFC 3411, 5)."""
HOSTILE = (
    PySnmpError,
    PyAsn1Error,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pysnmp lets through when bytes are made to break it."""
TICK = 10.0
"""Seconds between pysnmp's rounds of forgetting; it has none while nothing comes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one datagram."""

    kind: Kind
    content: bytes = b""
    replies: tuple[bytes, ...] = ()


SILENT = Verdict(Kind.SILENT)
MALFORMED = Verdict(Kind.FAILED, b"malformed")
WRONG = Verdict(Kind.FAILED, b"wrong-credential")
REPLAYED = Verdict(Kind.FAILED, b"replayed")


class Dispatcher(AbstractTransportDispatcher):  # type: ignore[misc]
    """Collects what pysnmp would send."""

    def __init__(self) -> None:
        super().__init__()
        self.set_timer_resolution(TICK)
        self.replies: list[bytes] = []

    def send_message(self, message: bytes, domain: Protocol, address: object) -> None:
        """Keep a reply."""
        self.replies.append(bytes(message))


class NotificationEngine:
    """Hears the notifications of one credential.

    One each, so that two credentials may use one user name with different keys, and no sender can
    pass for another credential's.
    """

    def __init__(self, login: SnmpLogin, unix: float) -> None:
        self._login = login
        self._level = 1 + (login.auth is not None) + (login.priv is not None)
        self._clocks = Clocks()
        self._now = 0.0
        self._verdict = MALFORMED
        self._unknown: bytes | None = None
        self._security: Mapping[str, Any] = {}
        self._dispatcher = Dispatcher()
        self._engine = _engine(login.credential, max(int(unix) - EPOCH, 1))
        self._engine.register_transport_dispatcher(self._dispatcher)
        self._engine.observer.register_observer(self._user_found, "rfc3414.processIncomingMsg")
        self._engine.observer.register_observer(
            self._refused, "rfc3412.prepareDataElements:sm-failure"
        )
        NotificationReceiver(self._engine, self._heard)
        self._keys = _keys(login)
        self._add_user(None)
        if login.auth is None:
            self._add_user(bytes(SnmpUSMSecurityModel.wildcard_security_engine_id))

    def receive(self, data: bytes, now: float) -> Verdict:
        """Judge one datagram; `now` in monotonic seconds. Never raises for what it holds."""
        self._now = now
        self._dispatcher.handle_timer_tick(now)
        self._dispatcher.replies.clear()
        self._feed(data)
        unknown, self._unknown = self._unknown, None
        if unknown is not None and not self._dispatcher.replies:
            self._add_user(unknown)
            self._feed(data)
            self._unknown = None
            if self._verdict in {WRONG, MALFORMED}:
                config.delete_v3_user(self._engine, self._login.user, _octets(unknown))
        verdict = self._verdict
        return Verdict(verdict.kind, verdict.content, tuple(self._dispatcher.replies))

    def _feed(self, data: bytes) -> None:
        self._verdict = MALFORMED
        try:
            self._engine.message_dispatcher.receive_message(self._engine, DOMAIN, "", data)
        except HOSTILE:
            self._verdict = MALFORMED

    def _add_user(self, engine: bytes | None) -> None:
        """Let the user speak for an engine; None: for ours, as senders of informs do."""
        config.add_v3_user(
            self._engine,
            self._login.user,
            securityEngineId=None if engine is None else _octets(engine),
            authKeyType=config.USM_KEY_TYPE_MASTER,
            privKeyType=config.USM_KEY_TYPE_MASTER,
            **self._keys,
        )

    def _user_found(self, _: object, __: object, variables: Mapping[str, Any], ___: object) -> None:
        self._security = variables

    def _refused(self, _: object, __: object, variables: Mapping[str, Any], ___: object) -> None:
        """Turn the security model's refusal into a verdict."""
        error = variables["statusInformation"].get("errorIndication")
        if isinstance(error, errind.UnknownEngineID):
            self._verdict = SILENT
        elif isinstance(error, errind.UnknownSecurityName):
            self._verdict = WRONG
            self._unknown = self._engine_of(variables["securityParameters"])
        elif isinstance(error, errind.NotInTimeWindow):
            fresh = not int(self._security["snmpEngineBoots"])
            self._verdict = SILENT if fresh else REPLAYED
        elif not isinstance(error, errind.ParseError | errind.InvalidMsg):
            self._verdict = WRONG

    def _engine_of(self, parameters: bytes) -> bytes | None:
        """The engine for which our user's name was used; None for another user's."""
        found, _ = decoder.decode(parameters, asn1Spec=UsmSecurityParameters())
        engine, user = bytes(found[0]), bytes(found[3])
        return engine if user == self._login.user.encode() else None

    def _heard(self, engine: SnmpEngine, *_: object) -> None:
        """Take a notification that pysnmp accepts."""
        context = engine.observer.get_execution_context("rfc3412.receiveMessage:request")
        security = self._security
        if int(context["securityLevel"]) < self._level:
            self._verdict = WRONG
            return
        sender = bytes(security["securityEngineId"])
        boots, time = int(security["snmpEngineBoots"]), int(security["snmpEngineTime"])
        trap = context["pdu"].tagSet == v2c.SNMPv2TrapPDU.tagSet
        if trap and self._level > 1 and not self._clocks.accept(sender, boots, time, self._now):
            self._verdict = REPLAYED
            return
        self._verdict = Verdict(Kind.TOLD, _plain(context["pdu"]))


def _engine(credential: str, boots: int) -> SnmpEngine:
    """An engine of pysnmp with an id that stays the same from start to start.

    Senders of informs remember it. Set here and not through its constructor, which would keep the
    number of its starts in a file under a name in /tmp that anybody can guess.
    """
    engine = SnmpEngine()
    names = ("snmpEngineID", "snmpEngineBoots", "snmpEngineMaxMessageSize")
    builder = engine.get_mib_builder()
    identity, starts, largest = builder.import_symbols("__SNMP-FRAMEWORK-MIB", *names)
    seed = hashlib.sha256(f"monitord {platform.node()} {credential}".encode()).digest()
    identity.syntax = identity.syntax.clone(ENGINE + seed[:16])
    starts.syntax = starts.syntax.clone(boots)
    largest.syntax = largest.syntax.clone(65_507)
    engine.snmpEngineID = identity.syntax
    return engine


def _keys(login: SnmpLogin) -> dict[str, object]:
    """Protocols and master keys, as `add_v3_user` names them."""
    if login.auth is None:
        return {}
    auth = AUTH[login.auth[0]]
    authentication = SnmpUSMSecurityModel.AUTH_SERVICES[auth]
    keys = {"authProtocol": auth, "authKey": authentication.hash_passphrase(login.auth[1])}
    if login.priv is not None:
        priv = PRIV[login.priv[0]]
        privacy = SnmpUSMSecurityModel.PRIV_SERVICES[priv]
        keys |= {"privProtocol": priv, "privKey": privacy.hash_passphrase(auth, login.priv[1])}
    return keys


def _octets(engine: bytes) -> object:
    return v2c.OctetString(engine)


def _plain(pdu: object) -> bytes:
    """The notification as version 2c would have sent it, with an empty community."""
    message = v2c.Message()
    v2c.apiMessage.set_defaults(message)
    v2c.apiMessage.set_community(message, b"")
    v2c.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))
