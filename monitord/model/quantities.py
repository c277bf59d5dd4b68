"""The table of what devices say about themselves: vendor-neutral quantities, units and labels.

A module (`monitord.model.modules`) maps a vendor's objects to these; the exporters make a metric
`monitord_<name>` of each. Names are an API and never name a vendor. Base units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

QuantityType: TypeAlias = Literal["gauge", "counter", "state"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One row of the table."""

    name: str
    type: QuantityType
    help: str
    labels: tuple[str, ...] = ()
    """Beside `site` and `device`."""
    unit: str = ""
    """As OpenMetrics has it: the end of the name (before `_total`)."""
    states: tuple[str, ...] = ()
    """For the type `state`: the words that it can be."""


CALL = ("medium", "direction")
"""`audio`, `video`, `content` or `all`; `to_site`, `from_site`, or `both` where it is not told."""
PORT = ("interface",)
PATH = ("path",)
"""A measurement of a router's own, by its number or name there."""

QUANTITIES: tuple[Quantity, ...] = (
    # Any device.
    Quantity("device_uptime_seconds", "gauge", "Time since the agent started.", unit="seconds"),
    Quantity("device_cpu_ratio", "gauge", "Load of a processor.", ("cpu",), "ratio"),
    Quantity("device_memory_used_ratio", "gauge", "Memory in use.", ("memory",), "ratio"),
    Quantity("device_storage_used_ratio", "gauge", "Storage in use.", ("storage",), "ratio"),
    Quantity("device_temperature_celsius", "gauge", "Temperature.", ("sensor",), "celsius"),
    Quantity("device_fan_speed_rpm", "gauge", "Revolutions of a fan per minute.", ("sensor",)),
    Quantity("device_humidity_ratio", "gauge", "Relative humidity.", ("sensor",), "ratio"),
    Quantity("device_voltage_volts", "gauge", "Voltage.", ("sensor",), "volts"),
    Quantity("device_power_watts", "gauge", "Power.", ("sensor",)),
    Quantity("device_part_ok", "gauge", "Whether a part of the device works.", ("part",)),
    Quantity("device_alarms", "gauge", "Alarms that the device itself shows as active."),
    # Interfaces.
    Quantity("interface_up", "gauge", "Whether an interface is up (ifOperStatus).", PORT),
    Quantity(
        "interface_capacity_bytes_per_second", "gauge", "Nominal speed of an interface.", PORT
    ),
    Quantity("interface_receive_bytes_total", "counter", "Bytes received.", PORT, "bytes"),
    Quantity("interface_transmit_bytes_total", "counter", "Bytes sent.", PORT, "bytes"),
    Quantity("interface_receive_errors_total", "counter", "Packets received with errors.", PORT),
    Quantity("interface_transmit_errors_total", "counter", "Packets not sent for errors.", PORT),
    Quantity("interface_receive_discards_total", "counter", "Good packets thrown away.", PORT),
    Quantity("interface_transmit_discards_total", "counter", "Packets thrown away unsent.", PORT),
    Quantity(
        "interface_receive_utilization_ratio",
        "gauge",
        "Bytes received between the last two polls, of the interface's capacity.",
        PORT,
        "ratio",
    ),
    Quantity(
        "interface_transmit_utilization_ratio",
        "gauge",
        "Bytes sent between the last two polls, of the interface's capacity.",
        PORT,
        "ratio",
    ),
    # Endpoints.
    Quantity(
        "endpoint_registered",
        "gauge",
        "Whether an endpoint is registered with its gatekeeper (h323) or registrar (sip).",
        ("protocol",),
    ),
    Quantity("endpoint_in_call", "gauge", "Whether an endpoint is in a call."),
    Quantity("endpoint_calls", "gauge", "Calls (far sites) that an endpoint is in."),
    Quantity(
        "endpoint_call_rate_bytes_per_second", "gauge", "Bit rate of the calls, in bytes.", CALL
    ),
    Quantity("endpoint_call_loss_ratio", "gauge", "Packets lost in the call.", CALL, "ratio"),
    Quantity(
        "endpoint_call_jitter_seconds", "gauge", "Jitter that the endpoint shows.", CALL, "seconds"
    ),
    Quantity(
        "endpoint_call_latency_seconds",
        "gauge",
        "Latency that the endpoint shows.",
        CALL,
        "seconds",
    ),
    # MCUs and gatekeepers.
    Quantity(
        "mcu_status",
        "state",
        "How the MCU says that it is.",
        states=("normal", "starting", "minor", "major", "busy-out", "out-of-service", "unknown"),
    ),
    Quantity("mcu_conferences", "gauge", "Conferences under way."),
    Quantity("mcu_participants", "gauge", "Participants in conferences."),
    Quantity("mcu_calls", "gauge", "Calls under way.", ("medium",)),
    Quantity("mcu_ports", "gauge", "Ports that the MCU has.", ("medium",)),
    Quantity("mcu_ports_used", "gauge", "Ports in use.", ("medium",)),
    Quantity("mcu_ports_used_ratio", "gauge", "Ports in use, of all.", ("medium",), "ratio"),
    Quantity(
        "mcu_registered", "gauge", "Whether the MCU is registered as an endpoint is.", ("protocol",)
    ),
    Quantity("gatekeeper_registered_endpoints", "gauge", "Endpoints registered with it."),
    Quantity("area_calls", "gauge", "Calls in an area that the device manages.", ("area",)),
    Quantity(
        "area_bandwidth_used_ratio", "gauge", "Bandwidth of an area in use.", ("area",), "ratio"
    ),
    Quantity("area_loss_ratio", "gauge", "Packets lost in an area's calls.", ("area",), "ratio"),
    Quantity("area_jitter_seconds", "gauge", "Jitter of an area's calls.", ("area",), "seconds"),
    Quantity("area_delay_seconds", "gauge", "Delay of an area's calls.", ("area",), "seconds"),
    # UPS.
    Quantity("ups_on_battery", "gauge", "Whether the load is fed from the battery."),
    Quantity("ups_battery_charge_ratio", "gauge", "Charge of the battery.", (), "ratio"),
    Quantity(
        "ups_battery_remaining_seconds",
        "gauge",
        "Time for which the battery lasts at this load.",
        (),
        "seconds",
    ),
    Quantity(
        "ups_on_battery_seconds",
        "gauge",
        "Time since the mains failed; 0 with mains.",
        (),
        "seconds",
    ),
    Quantity(
        "ups_battery_status",
        "state",
        "How the battery is.",
        states=("normal", "low", "depleted", "unknown"),
    ),
    Quantity("ups_load_ratio", "gauge", "Load, of the UPS's capacity.", ("line",), "ratio"),
    Quantity("ups_input_volts", "gauge", "Voltage of the mains.", ("line",), "volts"),
    # Paths that a router measures by itself.
    Quantity("path_rtt_seconds", "gauge", "Round-trip time of a path.", PATH, "seconds"),
    Quantity(
        "path_delay_seconds", "gauge", "One-way delay of a path.", ("path", "direction"), "seconds"
    ),
    Quantity(
        "path_jitter_seconds",
        "gauge",
        "Jitter that the router shows.",
        ("path", "direction"),
        "seconds",
    ),
    Quantity(
        "path_packets_lost",
        "gauge",
        "Packets lost in the router's last run; `both` where it does not tell the direction.",
        ("path", "direction"),
    ),
    Quantity("path_packets_answered", "gauge", "Packets answered in the last run.", PATH),
    Quantity(
        "path_loss_ratio",
        "gauge",
        "Packets lost, of those sent in the last run.",
        ("path", "direction"),
        "ratio",
    ),
    Quantity("path_mos", "gauge", "Mean opinion score (1 to 5) as the router estimates it.", PATH),
    Quantity("path_icpif", "gauge", "Impairment (ITU-T G.113) as the router estimates it.", PATH),
)

QUANTITY: Mapping[str, Quantity] = MappingProxyType({each.name: each for each in QUANTITIES})
"""The rows by name."""
