"""The SNMP agents of a province: who listens on which port, and what each of them answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from monitord.model.inventory import Inventory
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import SnmpLogin
from monitord.simulator.agents import Instead, Visit
from monitord.simulator.packet import UDP, udp_payload, udp_reply
from monitord.simulator.snmp.answer import answer
from monitord.simulator.snmp.kinds import recordings_of
from monitord.simulator.snmp.library import Library
from monitord.simulator.snmp.subject import Subject, subject
from probes.snmp.packet import V1, V2C, Message, PacketError

VERSIONS = {"1": (V1,), "2c": (V1, V2C)}
"""The versions to which agents answer, by that of the credential."""

HandOver: TypeAlias = Callable[[Subject, Visit, bytes], bool]
"""Takes a request away to be answered later; False when it is too busy."""


@dataclass(frozen=True, slots=True)
class Station:
    """An agent's place: on which port it listens, and to whom."""

    port: int
    login: SnmpLogin | None
    """None: its secret could not be read, and it listens to nobody."""
    subject: Subject


class SnmpProvince:
    """An agent (`monitord.simulator.agents.Agent`) for all ports and devices."""

    def __init__(
        self, inventory: Inventory, logins: Mapping[str, SnmpLogin], start: int, seed: int
    ) -> None:
        """`start` is that of the simulation, CLOCK_MONOTONIC nanoseconds."""
        self.library = Library(start)
        self.stations = stations(inventory, logins, seed)
        self.hand_over: HandOver | None = None
        """What takes requests to agents of version 3; they are silent without."""

    @property
    def kinds(self) -> set[tuple[int, int]]:
        """The keys under which it is in the table of agents."""
        return {(UDP, station.port) for station in self.stations.values()}

    @property
    def users(self) -> dict[str, Station]:
        """The stations of version 3, by device."""
        return {
            device: station
            for device, station in self.stations.items()
            if station.login is not None and station.login.version == "3"
        }

    def __call__(self, visit: Visit) -> Sequence[bytes] | Instead:
        """The answer to a request that has reached a device."""
        station = self.stations.get(visit.device or "")
        if station is None or visit.packet.kind[1] != station.port:
            return Instead.CLOSED
        condition = visit.condition
        if station.login is None or condition.silent:
            return ()
        visit.thinks = condition.slow
        visit.aside |= bool(condition.slow)
        request = udp_payload(visit.packet)
        if station.login.version == "3":
            taken = self.hand_over is not None and self.hand_over(station.subject, visit, request)
            return Instead.LATER if taken else ()
        payload = self._answer(station.login, station.subject, visit, request)
        return (reply(visit, payload),) if payload else ()

    def _answer(
        self, login: SnmpLogin, subject: Subject, visit: Visit, request: bytes
    ) -> bytes | None:
        """The datagram that answers; None for a request that the agent does not understand."""
        try:
            message = Message.parse(request)
        except PacketError:
            return None
        known = message.version in VERSIONS[login.version]
        if not known or message.community != login.community:
            return None
        return answer(message, *self.library.look_up(subject, visit.condition, visit.at))


def reply(visit: Visit, payload: bytes) -> bytes:
    """The IP packet that brings an answer home, spoilt where the condition says so."""
    if visit.condition.garbage:
        payload = payload[::-1]
    if visit.condition.truncated:
        payload = payload[: len(payload) // 2]
    return udp_reply(visit.packet, payload, visit.ttl)


def stations(
    inventory: Inventory, logins: Mapping[str, SnmpLogin], seed: int
) -> dict[str, Station]:
    """Every device that is polled, by id."""
    return {
        device.id: Station(
            check.port,
            logins.get(device.credential or ""),
            subject(device.id, recordings_of(device, check), seed),
        )
        for device in inventory.devices.values()
        if isinstance(check := device.checks.get("snmp"), SnmpCheck)
    }
