"""What the agents of a synthetic province say: 30 readings of a router, 12 of a codec."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from monitord.model.inventory import Device
from monitord.model.quantities import QUANTITIES
from monitord.model.readings import Reading
from monitord.model.snmp import Outcome
from monitord.model.states import NO_REASON, State
from monitord.model.views import PollRecent, PollTotals, PollView

NOW = 1_795_323_600.25
"""Unix seconds: 2026-11-22 05:00:00.25 UTC."""
INTERFACES = ("GigabitEthernet0/0", "GigabitEthernet0/1", "Cellular0/1/0")
ALIASES = {"GigabitEthernet0/0": "WAN TSL", "Cellular0/1/0": 'LTE "dự phòng"'}


def poll_view(device: Device, number: int, since: datetime) -> PollView:
    """A check of SNMP with figures of its own."""
    router = device.role == "router"
    model = "C1111-4P" if router else "RealPresence Group 500"
    return PollView(
        id=f"{device.id}/snmp",
        site=device.site,
        device=device.id.removeprefix(f"{device.site}/"),
        probe="snmp",
        interval=60.0,
        state=State.UP,
        reason=NO_REASON,
        flapping=False,
        since=since,
        decided_at=since,
        last_measured=NOW - 20,
        totals=PollTotals(polls=1440 + number, failed=number % 7, unmeasured=2, reboots=1),
        outcome=Outcome.OK,
        recent=PollRecent(
            measured_at=NOW - 20,
            good_until=NOW + 100,
            duration=0.05 + number / 1e4,
            readings=tuple(router_readings(number) if router else codec_readings(number)),
            failures={"1.3.6.1.2.1.99.1.1.1": Outcome.NO_OBJECT} if number % 3 == 0 else {},
            wrong=number % 2,
        ),
        identity={
            "vendor": "Cisco" if router else "Polycom",
            "model": model,
            "software": f"17.{number % 9}.1",
            "serial": f"SN{number:06}",
            "name": device.id.replace("/", "-"),
        },
        aliases=ALIASES if router else {},
    )


def router_readings(number: int) -> Iterable[Reading]:
    """30 readings."""
    yield Reading("device_uptime_seconds", (), 86_400.0 + number)
    yield Reading("device_cpu_ratio", ("1",), 0.12)
    yield Reading("device_memory_used_ratio", ("Processor",), 0.41)
    yield Reading("device_temperature_celsius", ("chassis",), 41.5)
    for index, interface in enumerate(INTERFACES):
        for name, value in (
            ("up", 1.0),
            ("capacity_bytes_per_second", 2_500_000.0),
            ("receive_bytes_total", 98_765_432_109.0 + number),
            ("transmit_bytes_total", 12_345_678_901.0 + number),
            ("receive_errors_total", 0.0),
            ("transmit_errors_total", float(index)),
            ("receive_utilization_ratio", 0.123 + index / 10),
            ("transmit_utilization_ratio", 0.031),
        ):
            yield Reading(f"interface_{name}", (interface,), value)
    yield Reading("interface_receive_discards_total", (INTERFACES[0],), 3.0)
    yield Reading("interface_transmit_discards_total", (INTERFACES[0],), 0.0)


def codec_readings(number: int) -> Iterable[Reading]:
    """12 readings: registered, and in a call."""
    yield Reading("device_uptime_seconds", (), 7200.0 + number)
    yield Reading("endpoint_registered", ("h323",), 1.0)
    yield Reading("endpoint_registered", ("sip",), 0.0)
    yield Reading("endpoint_in_call", (), 1.0)
    yield Reading("endpoint_calls", (), 1.0)
    yield Reading("device_part_ok", ("camera",), 1.0)
    yield Reading("device_part_ok", ("microphone",), 1.0)
    for direction in ("to_site", "from_site"):
        yield Reading("endpoint_call_loss_ratio", ("video", direction), 0.004)
        yield Reading("endpoint_call_jitter_seconds", ("video", direction), 0.011)
    yield Reading("endpoint_call_rate_bytes_per_second", ("video", "to_site"), 240_000.0)


def everything() -> tuple[Reading, ...]:
    """A reading of each quantity there is; of a state its last word."""
    return tuple(
        Reading(
            quantity.name,
            tuple(f"{label} 1" for label in quantity.labels),
            quantity.states[-1] if quantity.states else float(number),
        )
        for number, quantity in enumerate(QUANTITIES)
    )


def saying(view: PollView, *readings: Reading) -> PollView:
    """The same agent, which says this instead."""
    assert view.recent is not None
    return replace(view, recent=replace(view.recent, readings=readings))


def silent(view: PollView) -> PollView:
    """The same agent, which has not answered for a while."""
    assert view.recent is not None
    return replace(view, recent=replace(view.recent, good_until=NOW - 1))
