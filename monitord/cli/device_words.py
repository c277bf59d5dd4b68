"""What a device says of itself, in the words of the people who use it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitord.cli.picture import Device, Said
from monitord.texts import Texts

MOST_LINES = 12
"""Interfaces, and paths, shown of one device; the rest are in the JSON."""
WORST = (
    "endpoint_call_loss_ratio",
    "endpoint_call_jitter_seconds",
    "endpoint_call_latency_seconds",
    "device_cpu_ratio",
    "device_memory_used_ratio",
    "device_storage_used_ratio",
    "device_temperature_celsius",
)
"""Quantities of which the greatest one is told, and which that is."""
COUNTED = (
    "mcu_conferences",
    "mcu_participants",
    "gatekeeper_registered_endpoints",
)
"""Quantities that are told as they are."""
OF_A_PATH = ("rtt", "delay", "jitter", "loss", "mos")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one device says now."""

    texts: Texts
    said: Sequence[Said]
    aliases: Mapping[str, str]

    def values(self, quantity: str) -> list[Said]:
        """All readings of a quantity, in the device's order."""
        return [each for each in self.said if each.quantity == quantity]

    def number(self, quantity: str, **labels: str) -> float | None:
        """The reading of a quantity with exactly these labels, if it is there and a number."""
        for each in self.values(quantity):
            if each.labels == labels and not isinstance(each.value, str):
                return each.value
        return None

    def shown(self, quantity: str, value: float | str) -> str:
        """A value with the unit of its quantity."""
        return self.texts.quantity(quantity, value)


def identity(device: Device) -> str:
    """Who a device says that it is: "Polycom RealPresence Group 500 · 6.2.2 · S/N 8A12"."""
    known = device.identity
    name = " ".join(known[field] for field in ("vendor", "model") if known.get(field))
    serial = f"S/N {known['serial']}" if known.get("serial") else ""
    return " · ".join(part for part in (name, known.get("software", ""), serial) if part)


def lines(texts: Texts, device: Device) -> list[str]:
    """What matters of a device: who it is, what it does and how, its interfaces, its paths."""
    said = [each for check in device.checks for each in check.said]
    aliases = {name: alias for check in device.checks for name, alias in check.aliases.items()}
    report = Report(texts, said, aliases)
    doing = " · ".join([*_power(report), *_mcu(report), *_calls(report), *_condition(report)])
    heads = [line for line in (identity(device), doing) if line]
    return [*heads, *_cut(texts, _interfaces(report)), *_cut(texts, _paths(report))]


def _cut(texts: Texts, found: Iterator[str]) -> list[str]:
    told = list(found)
    if len(told) <= MOST_LINES:
        return told
    return [*told[:MOST_LINES], texts.say("device.more", n=len(told) - MOST_LINES)]


def _power(report: Report) -> Iterator[str]:
    """A UPS."""
    say = report.texts.say
    on_battery = report.number("ups_on_battery")
    if on_battery is not None:
        yield say("device.on-battery" if on_battery else "device.on-mains")
    left = report.number("ups_battery_remaining_seconds")
    if left is not None:
        yield say("device.battery-left", time=report.texts.duration(left))
    charge = report.number("ups_battery_charge_ratio")
    if charge is not None:
        yield say("device.battery-charge", share=report.shown("_ratio", charge))
    loads = [e.value for e in report.values("ups_load_ratio") if not isinstance(e.value, str)]
    if loads:
        yield say("device.ups-load", share=report.shown("_ratio", max(loads)))


def _mcu(report: Report) -> Iterator[str]:
    """An MCU or a gatekeeper."""
    texts = report.texts
    for each in report.values("mcu_status"):
        yield texts.say("device.mcu", status=texts.quantity("value", each.value))
    for each in report.values("mcu_ports"):
        used = report.number("mcu_ports_used", **each.labels)
        if used is not None and not isinstance(each.value, str):
            medium = texts.quantity("medium", each.labels["medium"])
            total, taken = texts.number(each.value, 0), texts.number(used, 0)
            yield texts.say("device.ports", used=taken, total=total, medium=medium)
    for quantity in COUNTED:
        for each in report.values(quantity):
            yield f"{texts.named(quantity, each.labels)} {report.shown(quantity, each.value)}"


def _calls(report: Report) -> Iterator[str]:
    """An endpoint: whether it is in a call and registered."""
    texts = report.texts
    in_call = report.number("endpoint_in_call")
    if in_call is not None:
        yield texts.say("device.in-call" if in_call else "device.no-call")
    for each in (*report.values("endpoint_registered"), *report.values("mcu_registered")):
        protocol = texts.quantity("protocol", each.labels["protocol"])
        key = "device.registered" if each.value else "device.not-registered"
        yield texts.say(key, protocol=protocol)


def _condition(report: Report) -> Iterator[str]:
    """What any device has: failed parts, alarms, the worst of its figures, how long it runs."""
    texts = report.texts
    for each in report.values("device_part_ok"):
        if not each.value:
            part = texts.quantity("part", each.labels["part"])
            yield texts.say("reason.snmp.part-failed", part=part)
    alarms = report.number("device_alarms")
    if alarms:
        yield f"{texts.named('device_alarms', {})} {report.shown('device_alarms', alarms)}"
    for quantity in WORST:
        numbers = [(e.value, e) for e in report.values(quantity) if not isinstance(e.value, str)]
        if numbers:
            value, worst = max(numbers, key=lambda pair: pair[0])
            labels = worst.labels if len(numbers) > 1 or "medium" in worst.labels else {}
            yield f"{texts.named(quantity, labels)} {report.shown(quantity, value)}"
    uptime = report.number("device_uptime_seconds")
    if uptime is not None:
        yield texts.say("device.uptime", time=texts.duration(uptime))


def _interfaces(report: Report) -> Iterator[str]:
    """A line for each interface that is up or has an alias."""
    say = report.texts.say
    for each in report.values("interface_up"):
        name = each.labels["interface"]
        alias = report.aliases.get(name)
        if not each.value and not alias:
            continue
        parts = [say("device.interface-up" if each.value else "device.interface-down")]
        for key, quantity in (
            ("device.receives", "interface_receive_utilization_ratio"),
            ("device.sends", "interface_transmit_utilization_ratio"),
        ):
            share = report.number(quantity, interface=name)
            if share is not None and each.value:
                parts.append(say(key, share=report.shown(quantity, share)))
        speed = report.number("interface_capacity_bytes_per_second", interface=name)
        if speed and each.value:
            parts.append(report.shown("interface_capacity_bytes_per_second", speed))
        yield f"{name}{f' ({alias})' if alias else ''}: {', '.join(parts)}"


def _paths(report: Report) -> Iterator[str]:
    """A line for each path that a router measures by itself."""
    texts = report.texts
    paths = dict.fromkeys(each.labels["path"] for each in report.said if "path" in each.labels)
    for path in paths:
        own = [each for each in report.said if each.labels.get("path") == path]
        parts = []
        for each in own:
            if each.quantity.split("_")[1] in OF_A_PATH:
                direction = each.labels.get("direction")
                which = f" ({texts.quantity('direction', direction)})" if direction else ""
                word = texts.say(f"device.path-{each.quantity.split('_')[1]}")
                parts.append(f"{word} {report.shown(each.quantity, each.value)}{which}")
        if parts:
            yield texts.say("device.path", path=path, figures=", ".join(parts))
