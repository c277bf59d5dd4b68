"""One SNMPv3 engine of pysnmp: datagrams in, datagrams out, no socket, no clock of its own."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from pyasn1.error import PyAsn1Error  # type: ignore[import-untyped]
from pysnmp.carrier.base import AbstractTransportDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413.cmdrsp import CommandResponderBase
from pysnmp.entity.rfc3413.context import SnmpContext
from pysnmp.error import PySnmpError
from pysnmp.proto import rfc1902, rfc1905
from pysnmp.smi.error import AuthorizationError, NotWritableError, TooBigError

from monitord.model.snmp import Value
from monitord.simulator.snmp.answer import MOST_BYTES, REQUESTS
from monitord.simulator.snmp.mib import Mib, Played
from monitord.simulator.snmp.notes import Introduction
from probes.snmp.ber import SEQUENCE, tlv
from probes.snmp.packet import V2C, Binding, Pdu, PduType, Tag, read_bindings

AUTH = MappingProxyType(
    {
        "md5": config.USM_AUTH_HMAC96_MD5,
        "sha1": config.USM_AUTH_HMAC96_SHA,
        "sha224": config.USM_AUTH_HMAC128_SHA224,
        "sha256": config.USM_AUTH_HMAC192_SHA256,
        "sha384": config.USM_AUTH_HMAC256_SHA384,
        "sha512": config.USM_AUTH_HMAC384_SHA512,
    }
)
PRIV = MappingProxyType(
    {
        "des": config.USM_PRIV_CBC56_DES,
        "aes128": config.USM_PRIV_CFB128_AES,
        "aes192": config.USM_PRIV_CFB192_AES_BLUMENTHAL,
        "aes256": config.USM_PRIV_CFB256_AES_BLUMENTHAL,
    }
)
"""AES with longer keys as net-snmp and Cisco's later releases have it (draft-blumenthal)."""
TYPES = MappingProxyType(
    {
        Tag.INTEGER: rfc1902.Integer32,
        Tag.OCTETS: rfc1902.OctetString,
        Tag.OID: rfc1902.ObjectName,
        Tag.IP_ADDRESS: rfc1902.IpAddress,
        Tag.COUNTER32: rfc1902.Counter32,
        Tag.GAUGE32: rfc1902.Gauge32,
        Tag.TIME_TICKS: rfc1902.TimeTicks,
        Tag.OPAQUE: rfc1902.Opaque,
        Tag.COUNTER64: rfc1902.Counter64,
    }
)
NOTHING = MappingProxyType(
    {
        Tag.NULL: rfc1905.unSpecified,
        Tag.NO_SUCH_OBJECT: rfc1905.noSuchObject,
        Tag.NO_SUCH_INSTANCE: rfc1905.noSuchInstance,
        Tag.END_OF_MIB_VIEW: rfc1905.endOfMibView,
    }
)
KINDS = MappingProxyType(
    {
        rfc1905.GetRequestPDU.tagSet: PduType.GET,
        rfc1905.GetNextRequestPDU.tagSet: PduType.GET_NEXT,
        rfc1905.GetBulkRequestPDU.tagSet: PduType.GET_BULK,
        rfc1905.SetRequestPDU.tagSet: PduType.SET,
    }
)
ENTERPRISE = bytes.fromhex("80000000")
"""An engine id by RFC 3411 (SnmpEngineID) of nobody's enterprise; octets follow."""
UNREADABLE = (PyAsn1Error, PySnmpError, TypeError, LookupError, ValueError)
"""What pysnmp raises for datagrams that are no messages; a real agent says nothing."""
SOMEBODY = ("192.0.2.1", 161)
"""pysnmp wants to know where to answer; it is the caller who knows."""


class Engine:
    """An agent since its last boot."""

    def __init__(self, agent: Introduction, boots: int) -> None:
        self.boots = boots
        self.pysnmp = SnmpEngine()
        self.post = Post()
        self.pysnmp.register_transport_dispatcher(self.post)
        self._name(ENTERPRISE + b"\x05" + sha256(agent.device.encode()).digest()[:8])
        auth, priv = agent.auth, agent.priv
        config.add_v3_user(
            self.pysnmp,
            agent.user,
            AUTH[auth[0]] if auth else config.USM_AUTH_NONE,
            bytes.fromhex(auth[1]) if auth else None,
            PRIV[priv[0]] if priv else config.USM_PRIV_NONE,
            bytes.fromhex(priv[1]) if priv else None,
        )
        level = 1 + (auth is not None) + (priv is not None)
        self.responder = Responder(self.pysnmp, level)

    def answer(self, request: bytes, mib: Mib, played: Played) -> list[bytes]:
        """The datagrams that the agent sends about a request."""
        self.responder.mib, self.responder.played = mib, played
        self.post.sent.clear()
        with suppress(*UNREADABLE):
            self.pysnmp.message_dispatcher.receive_message(
                self.pysnmp, config.SNMP_UDP_DOMAIN, SOMEBODY, request
            )
        return self.post.sent.copy()

    def _name(self, ident: bytes) -> None:
        """Give the engine id and boots; pysnmp itself would keep them in files."""
        builder = self.pysnmp.get_mib_builder()
        own, boots = builder.import_symbols(
            "__SNMP-FRAMEWORK-MIB", "snmpEngineID", "snmpEngineBoots"
        )
        own.syntax = own.syntax.clone(ident)
        boots.syntax = boots.syntax.clone(self.boots)
        self.pysnmp.snmpEngineID = own.syntax


class Post(AbstractTransportDispatcher):  # type: ignore[misc]
    """Where pysnmp leaves what it sends."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def send_message(self, outgoingMessage: Any, *_where: Any) -> None:  # noqa: N803 (pysnmp's)
        """Keep a datagram for the caller."""
        self.sent.append(bytes(outgoingMessage))


class Responder(CommandResponderBase):  # type: ignore[misc]
    """Answers what pysnmp has let in, from a Mib that the caller sets beforehand."""

    SUPPORTED_PDU_TYPES = tuple(KINDS)

    def __init__(self, engine: SnmpEngine, level: int) -> None:
        """`level` is 1 for noAuthNoPriv, 2 for authNoPriv, 3 for authPriv (RFC 3411)."""
        super().__init__(engine, SnmpContext(engine))
        self.level = level
        self.mib = Mib(())
        self.played = Played({}, {})

    def handle_management_operation(
        self,
        snmpEngine: SnmpEngine,  # noqa: N803 (pysnmp's)
        stateReference: Any,  # noqa: N803
        contextName: Any,  # noqa: N803
        PDU: Any,  # noqa: N803
    ) -> None:
        """Answer one request."""
        known = snmpEngine.observer.get_execution_context("rfc3412.receiveMessage:request")
        if known["securityLevel"] < self.level:
            raise AuthorizationError(idx=0)
        request = _request(KINDS[PDU.tagSet], PDU)
        if request.type is PduType.SET:
            raise NotWritableError(idx=0)
        written = REQUESTS[request.type](V2C, request, self.mib, self.played, MOST_BYTES)
        if sum(map(len, written)) > MOST_BYTES:
            raise TooBigError(idx=0)
        data = tlv(SEQUENCE, b"".join(written))
        bindings = [_spoken(binding) for binding in read_bindings(data, 0, len(data))]
        self.send_varbinds(snmpEngine, stateReference, 0, 0, bindings)


def _request(kind: PduType, pdu: Any) -> Pdu:
    """The request in our words; fields as RFC 3416, 3 has them in order."""
    number, first, second = (int(pdu.getComponentByPosition(place)) for place in range(3))
    asked = pdu.getComponentByPosition(3)
    bindings = tuple(Binding(".".join(map(str, each[0]))) for each in asked)
    return Pdu(kind, number, first, second, bindings)


def _spoken(binding: Binding) -> tuple[Any, Any]:
    """A binding in pysnmp's words."""
    name = rfc1902.ObjectName(binding.oid)
    if binding.tag in NOTHING:
        return name, NOTHING[binding.tag]
    return name, TYPES[binding.tag](_plain(binding.value))


def _plain(value: Value | None) -> Any:
    return str(value) if isinstance(value, str) else value
