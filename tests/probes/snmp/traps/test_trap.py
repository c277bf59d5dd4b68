"""What a notification says, and what is kept of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.snmp import Oid, SnmpVersion, Value
from probes.snmp.packet import AnyPdu, Binding, PacketError, Pdu, PduType, Tag, TrapV1Pdu
from probes.snmp.traps.trap import SYS_UPTIME, TRAP_OID, Trap, read_trap, trap_params

UPS = "1.3.6.1.2.1.33.2.1"
OID = "1.3.6.1.4.1.2684.1.1.10"


def trap(*bindings: tuple[str, Value], oid: str = UPS, version: SnmpVersion = "2c") -> Trap:
    return Trap("xa-1/ups", "192.0.2.1", version, oid, bindings, 12.5, inform=False, received=1)


def read(pdu: AnyPdu) -> Trap:
    return read_trap(pdu, device="d", source="192.0.2.1", version="2c", received=1)


@pytest.mark.parametrize(
    ("generic", "specific", "oid"),
    [
        (0, 0, "1.3.6.1.6.3.1.1.5.1"),
        (1, 0, "1.3.6.1.6.3.1.1.5.2"),
        (2, 0, "1.3.6.1.6.3.1.1.5.3"),
        (3, 0, "1.3.6.1.6.3.1.1.5.4"),
        (4, 9, "1.3.6.1.6.3.1.1.5.5"),
        (5, 0, "1.3.6.1.6.3.1.1.5.6"),
        (6, 0, "1.3.6.1.4.1.2684.1.1.0.0"),
        (6, 20, "1.3.6.1.4.1.2684.1.1.0.20"),
    ],
)
def test_a_v1_trap_gets_the_name_that_rfc_3584_gives_it(
    generic: int, specific: int, oid: str
) -> None:
    pdu = TrapV1Pdu("1.3.6.1.4.1.2684.1.1", bytes(4), generic, specific, 250)
    found = read(pdu)
    assert (found.oid, found.uptime) == (oid, 2.5)


@pytest.mark.parametrize(
    "pdu",
    [
        TrapV1Pdu("1.3.6.1.4.1.9", bytes(4), 7, 0, 0),
        TrapV1Pdu("1.3.6.1.4.1.9", bytes(4), -1, 0, 0),
        TrapV1Pdu("1.3.6.1.4.1.9", bytes(4), 6, -1, 0),
        Pdu(PduType.TRAP, 1),
        Pdu(PduType.TRAP, 1, bindings=(Binding(TRAP_OID, Tag.INTEGER, 5),)),
        Pdu(PduType.RESPONSE, 1, bindings=(Binding(TRAP_OID, Tag.OID, Oid(UPS)),)),
    ],
)
def test_what_names_no_notification_is_none(pdu: AnyPdu) -> None:
    with pytest.raises(PacketError):
        read(pdu)


def test_an_uptime_that_is_not_said_is_unknown() -> None:
    name = Binding(TRAP_OID, Tag.OID, Oid(UPS))
    nonsense = Binding(SYS_UPTIME, Tag.OCTETS, b"long")
    assert read(Pdu(PduType.TRAP, 1, bindings=(name,))).uptime is None
    assert read(Pdu(PduType.TRAP, 1, bindings=(nonsense, name))).uptime is None


def test_bindings_without_a_value_are_left_out() -> None:
    bindings = (
        Binding(TRAP_OID, Tag.OID, Oid(UPS)),
        Binding(OID, Tag.NO_SUCH_INSTANCE),
        Binding(OID, Tag.NULL),
        Binding(OID, Tag.INTEGER, 0),
    )
    assert read(Pdu(PduType.INFORM, 1, bindings=bindings)).bindings == ((OID, 0),)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (5, 5),
        ("Phòng họp".encode(), "Phòng họp"),
        (b"\xff\xfeok", "\ufffd\ufffdok"),
        (b"a\x00b\x1b[31m\n", "a\ufffdb\ufffd[31m\ufffd"),
        (b"x" * 500, "x" * 100),
        ("ọ".encode() * 500, "ọ" * 100),
        (Oid(UPS), UPS),
        (b"", ""),
    ],
)
def test_a_value_is_kept_readable(value: Value, kept: object) -> None:
    params = trap_params(trap((OID, value)), {})
    assert params == {"oid": UPS, "uptime_seconds": 12.5, OID: kept}


def test_only_the_first_bindings_are_kept() -> None:
    params = trap_params(trap(*((f"{OID}.{n}", n) for n in range(50))), {})
    assert [key for key in params if key.startswith(OID)] == [f"{OID}.{n}" for n in range(8)]


@pytest.mark.parametrize(
    ("oid", "version", "name"),
    [
        (UPS, "2c", "upsTrapOnBattery"),
        ("1.3.6.1.2.1.33.2.0.1", "1", "upsTrapOnBattery"),
        ("1.3.6.1.2.1.33.2.0.1", "2c", None),
        ("1.3.6.1.4.1.2684.1.1.0.20", "1", "gkDown"),
        ("1.3.6.1.2.1.33.2.2", "2c", None),
    ],
)
def test_a_trap_has_the_name_that_a_module_gives_it(
    oid: str, version: SnmpVersion, name: str | None
) -> None:
    names = {UPS: "upsTrapOnBattery", "1.3.6.1.4.1.2684.1.1.0.20": "gkDown"}
    assert trap_params(trap(oid=oid, version=version), names).get("name") == name


@given(st.lists(st.tuples(st.just(OID), st.binary() | st.integers(0, 2**64 - 1))))
def test_what_is_kept_is_bounded_whatever_was_sent(bindings: list[tuple[str, Value]]) -> None:
    params = trap_params(trap(*bindings), {})
    assert len(params) <= 11
    for value in params.values():
        if isinstance(value, str):
            assert len(value) <= 100
            assert value.isprintable() or not value
