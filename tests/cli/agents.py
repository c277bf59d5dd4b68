"""The document of a site whose devices say much of themselves."""

from __future__ import annotations

from typing import Any

from tests.cli import province

LINKS = (("GigabitEthernet0/0", 1, 0.41, 0.08), ("GigabitEthernet0/1", 1, 0.05, 0.4))


def talkative() -> dict[str, Any]:
    """A district with a router, a codec in a call, an MCU and a UPS on its battery."""
    site = next(one for one in province.all_sites() if one["id"] == "h-nhu-thanh")
    more = [("mcu-1", "mcu", "127.2.0.3"), ("ups", "ups", "127.2.0.4")]
    site["devices"] += [province.device(*each) for each in more]
    whole = province.detail(site)
    router, codec, mcu, ups = whole["devices"]
    speak(
        router,
        {"vendor": "Cisco", "model": "C1111-4P", "software": "17.6.1", "serial": "FGL2433L0AB"},
        router_says(),
        {"GigabitEthernet0/0": "WAN TSL-TH-0123", "Cellular0/1/0": "4G-TH-0123"},
    )
    speak(codec, {"vendor": "Polycom", "model": "RealPresence Group 500"}, codec_says())
    speak(mcu, {"vendor": "Polycom", "model": "RMX 2000", "software": "8.9.0"}, mcu_says())
    speak(ups, {"vendor": "APC", "model": "Smart-UPS 1500"}, ups_says())
    battery = {"code": "snmp.on-battery", "params": {"value": 1, "limit": 0, "more": 1}}
    ups["checks"][1].update(state="degraded", reason=battery, since=province.MINUTES_AGO)
    ups["state"] = "degraded"
    whole["facts"] = [
        fact("ups", "on-battery", "2026-11-22T04:41:00.000000Z", active=1),
        fact("vc", "registration-lost", "2026-11-22T04:02:30.000000Z", active=1, protocol="sip"),
        fact("rt", "reboot", "2026-11-21T22:00:00.000000Z", uptime_seconds=12.5),
    ]
    return whole


def speak(
    device: dict[str, Any],
    identity: dict[str, str],
    readings: list[dict[str, Any]],
    aliases: dict[str, str] | None = None,
) -> None:
    """Add a check of SNMP to a device of a site's own document."""
    device["identity"] = identity
    device["checks"] += [
        {
            "probe": "snmp",
            "state": "up",
            "reason": {"code": "none", "params": {}},
            "flapping": False,
            "since": province.HOURS_AGO,
            "last_measured": province.TAKEN_AT,
            "loss": None,
            "rtt": None,
            "interval": 60.0,
            "outcome": "ok",
            "duration": 0.05,
            "readings": readings,
            "aliases": aliases or {},
            "failures": {},
            "wrong": 0,
            "totals": {"polls": 60, "failed": 0, "unmeasured": 0, "reboots": 0},
        }
    ]


def reading(quantity: str, value: float | str, **labels: str) -> dict[str, Any]:
    """One reading as the API tells it."""
    return {"quantity": quantity, "labels": labels, "value": value, "unit": None}


def fact(device: str, kind: str, at: str, **params: object) -> dict[str, Any]:
    """One observation as the API tells it."""
    return {"check": f"h-nhu-thanh/{device}/snmp", "kind": kind, "params": params, "at": at}


def router_says() -> list[dict[str, Any]]:
    """Two interfaces up, a spare line down, a port without a name down, two paths measured."""
    found = [
        reading("device_uptime_seconds", 1_050_000.0),
        reading("device_cpu_ratio", 0.12, cpu="1"),
        reading("device_temperature_celsius", 41.5, sensor="CPU"),
        reading("device_temperature_celsius", 38.0, sensor="Inlet"),
        reading("device_part_ok", 1, part="fan"),
        reading("device_part_ok", 0, part="power"),
        reading("interface_up", 0, interface="Cellular0/1/0"),
        reading("interface_up", 0, interface="GigabitEthernet0/2"),
    ]
    for name, up, receives, sends in LINKS:
        found += [
            reading("interface_up", up, interface=name),
            reading("interface_capacity_bytes_per_second", 2_500_000.0, interface=name),
            reading("interface_receive_bytes_total", 98_765_432_109.0, interface=name),
            reading("interface_receive_utilization_ratio", receives, interface=name),
            reading("interface_transmit_utilization_ratio", sends, interface=name),
        ]
    return [
        *found,
        reading("path_rtt_seconds", 0.0124, path="10"),
        reading("path_loss_ratio", 0.002, path="10", direction="to_site"),
        reading("path_mos", 4.31, path="10"),
        reading("path_packets_answered", 100, path="10"),
    ]


def codec_says() -> list[dict[str, Any]]:
    """In a call, registered with a gatekeeper only."""
    return [
        reading("device_uptime_seconds", 7500.0),
        reading("endpoint_registered", 1, protocol="h323"),
        reading("endpoint_registered", 0, protocol="sip"),
        reading("endpoint_in_call", 1),
        reading("endpoint_call_loss_ratio", 0.031, medium="video", direction="to_site"),
        reading("endpoint_call_loss_ratio", 0.001, medium="video", direction="from_site"),
        reading("endpoint_call_jitter_seconds", 0.011, medium="audio", direction="to_site"),
    ]


def mcu_says() -> list[dict[str, Any]]:
    """Three conferences, 38 of 40 video ports used."""
    return [
        reading("mcu_status", "minor"),
        reading("mcu_conferences", 3),
        reading("mcu_participants", 41),
        reading("mcu_ports", 40, medium="video"),
        reading("mcu_ports_used", 38, medium="video"),
        reading("mcu_ports_used_ratio", 0.95, medium="video"),
        reading("mcu_ports", 80, medium="audio"),
        reading("mcu_ports_used", 3, medium="audio"),
    ]


def ups_says() -> list[dict[str, Any]]:
    """On battery, 24 minutes left."""
    return [
        reading("ups_on_battery", 1),
        reading("ups_battery_remaining_seconds", 1440.0),
        reading("ups_battery_charge_ratio", 0.8),
        reading("ups_load_ratio", 0.35, line="1"),
        reading("ups_battery_status", "normal"),
    ]
