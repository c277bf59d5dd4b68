"""What the inventories have in common: the head of the file and the kinds of devices."""

from __future__ import annotations

from .text import Map, Node

TIERS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}

UTILITY = "dien-luc"

HOURS: Map = {"hanh-chinh": {"days": "mon-fri", "from": "07:00", "to": "17:30"}}

CREDENTIALS: Map = {
    "tslcd": {"snmp": {"version": "2c", "community": {"env": "MONITORD_COMMUNITY"}}},
    "mcu": {
        "snmp": {
            "version": 3,
            "user": "monitor",
            "auth": {"sha256": {"env": "MONITORD_MCU_AUTH"}},
            "priv": {"aes256": {"env": "MONITORD_MCU_PRIV"}},
        }
    },
}


SIGNED_STREAMS: Map = {
    "tslcd-rtp": {
        "snmp": {"version": "2c", "community": {"env": "MONITORD_COMMUNITY"}},
        "rtp": {"key": {"env": "MONITORD_RTP_KEY"}},
    }
}
"""As `tslcd`, with a key for the test streams."""


def head(
    ident: str, name: str, tiers: tuple[str, ...], witness: str, outside: Map, **daemon: Node
) -> Map:
    """Version, organization, levels and the daemon's own settings; `outside`: whom to call."""
    return {
        "version": 1,
        "organization": {
            "id": ident,
            "name": name,
            "timezone": "Asia/Ho_Chi_Minh",
            "locale": "vi",
            **outside,
        },
        "levels": [{"id": tier, "name": TIERS[tier]} for tier in tiers],
        "daemon": {
            "listen": "127.0.0.1:9779",
            "database": "sqlite:///var/monitord.db",
            "witnesses": [witness],
            **daemon,
        },
    }


def outside(operator: str, upstream: str, phone_code: str) -> Map:
    """Who runs the system, who answers for the centre's own uplink, and a number to try."""
    return {
        "operator": party(operator, f"{phone_code}.000.0101"),
        "upstream": party(upstream, f"{phone_code}.000.0102"),
        "test_call": "8800",
        "signatory": {"name": "Đại diện trung tâm", "title": "Giám đốc"},
    }


def party(name: str, hotline: str) -> Map:
    """Somebody outside to call."""
    return {"name": name, "hotline": hotline}


def utilities(where: str, phone_code: str) -> Map:
    """The electricity company of a province."""
    return {UTILITY: party(f"Công ty Điện lực {where}", f"{phone_code}.000.0103")}


def company(name: str, hotline: str, availability: str = "99.9%", rtt: str = "150ms") -> Map:
    """A telecom company, who signs for it, what its contract promises, and how that counts."""
    sla = {
        "contract": "01/2026/HĐ-TSLCD",
        "availability": availability,
        "loss": "1%",
        "rtt": rtt,
        "jitter": "30ms",
        "notice": "5d",
        "repair_from": "report",
        "credits": [{"below": availability, "credit": "5%"}, {"below": "99%", "credit": "20%"}],
    }
    signatory = {"name": "Đại diện nhà mạng", "title": "Phó Giám đốc"}
    return {"name": name, "hotline": hotline, "signatory": signatory, "sla": sla}


def person(name: str, number: int, **more: str) -> Map:
    """Somebody of the staff, with a mobile number that nobody has."""
    return {"name": name, "phone": f"0900.000.{number:03}", **more}


def team(name: str, contacts: list[Node], escalate_to: str = "", group: str = "") -> Map:
    """Who is alerted, who after a quarter of an hour, and the chat group of both with the sites."""
    later: Map = {"escalate_to": escalate_to, "escalate_after": "15m"} if escalate_to else {}
    return {"name": name, "contacts": contacts, **later, **({"group": group} if group else {})}


def window(ident: str, on: Map, start: str, length: str, why: str, who: str, **more: str) -> Map:
    """A planned work on one thing; `more`: `repeat` and `announced`."""
    return {"id": ident, **on, "start": start, "for": length, **more, "why": why, "who": who}


def profiles(*wanted: str, unprivileged: bool = False) -> Map:
    """The kinds of devices named; `unprivileged` moves their ports above 1024."""
    agent: Map = {"port": 1161} if unprivileged else {}
    mirror: Map = {"port": 8862} if unprivileged else {}

    def checks(*modules: str) -> Map:
        return {"icmp": {}, "snmp": {"modules": ["system", *modules], **agent}}

    def stream(mode: str) -> Map:
        return {"rtp": {**({} if mode == "rtp" else {"mode": mode}), **mirror}}

    router: Map = {"role": "router", "credential": "tslcd"}
    cisco, huawei = (checks("interfaces", module) for module in ("cisco-router", "huawei-router"))
    codec: Map = {"credential": "tslcd", "checks": checks("poly-group")}
    kinds: dict[str, Map] = {
        "router": {**router, "checks": huawei},
        "hub-router": {**router, "checks": {**cisco, **stream("stamp")}},
        "lte-router": {**router, "checks": cisco},
        "rtp-router": {**router, "checks": {**huawei, **stream("rtp")}},
        "signed-router": {
            "role": "router",
            "credential": "tslcd-rtp",
            "checks": {**huawei, **stream("rtp")},
        },
        "stamp-router": {**router, "checks": {**huawei, **stream("stamp")}},
        "twamp-router": {**router, "checks": {**huawei, **stream("twamp-light")}},
        "echo-router": {**router, "checks": {**huawei, **stream("echo")}},
        "hall": {
            "role": "endpoint",
            "presence": "always",
            "credential": "tslcd",
            "checks": {**checks("poly-group"), "sip": {}},
        },
        "room": {"role": "endpoint", "presence": "hanh-chinh", **codec},
        "old-room": {
            "role": "endpoint",
            "presence": "hanh-chinh",
            "credential": "tslcd",
            "checks": checks("poly-hdx"),
        },
        "laptop": {"role": "pc", "presence": "conference", "checks": {"icmp": {}}},
        "mcu": {
            "role": "mcu",
            "credential": "mcu",
            "checks": {**checks("poly-rmx"), "sip": {}, "h323": {}},
        },
        "ups": {"role": "ups", "credential": "tslcd", "checks": checks("ups")},
        "interconnect": {"role": "external", "checks": {"icmp": {}}},
    }
    return {kind: kinds[kind] for kind in wanted}
