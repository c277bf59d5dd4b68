"""The names of IF-MIB (RFC 2863), which pysnmp does not bring and every device has."""

from __future__ import annotations

from collections.abc import Mapping

INTERFACES: Mapping[str, tuple[str, ...]] = {
    "1.3.6.1.2.1.2.2": (
        "ifTable",
        "ifIndex",
        "ifDescr",
        "ifType",
        "ifMtu",
        "ifSpeed",
        "ifPhysAddress",
        "ifAdminStatus",
        "ifOperStatus",
        "ifLastChange",
        "ifInOctets",
        "ifInUcastPkts",
        "ifInNUcastPkts",
        "ifInDiscards",
        "ifInErrors",
        "ifInUnknownProtos",
        "ifOutOctets",
        "ifOutUcastPkts",
        "ifOutNUcastPkts",
        "ifOutDiscards",
        "ifOutErrors",
        "ifOutQLen",
        "ifSpecific",
    ),
    "1.3.6.1.2.1.31.1.1": (
        "ifXTable",
        "ifName",
        "ifInMulticastPkts",
        "ifInBroadcastPkts",
        "ifOutMulticastPkts",
        "ifOutBroadcastPkts",
        "ifHCInOctets",
        "ifHCInUcastPkts",
        "ifHCInMulticastPkts",
        "ifHCInBroadcastPkts",
        "ifHCOutOctets",
        "ifHCOutUcastPkts",
        "ifHCOutMulticastPkts",
        "ifHCOutBroadcastPkts",
        "ifLinkUpDownTrapEnable",
        "ifHighSpeed",
        "ifPromiscuousMode",
        "ifConnectorPresent",
        "ifAlias",
        "ifCounterDiscontinuityTime",
    ),
}
"""By OID: a table, and its columns in the order of their numbers."""
STATES: Mapping[str, Mapping[int, str]] = {
    "ifAdminStatus": {1: "up", 2: "down", 3: "testing"},
    "ifOperStatus": {
        1: "up",
        2: "down",
        3: "testing",
        4: "unknown",
        5: "dormant",
        6: "notPresent",
        7: "lowerLayerDown",
    },
}
TICKS = ("ifLastChange", "ifCounterDiscontinuityTime")
"""In hundredths of a second."""
ADDRESSES = ("ifPhysAddress",)
"""Bytes that are never a text."""
