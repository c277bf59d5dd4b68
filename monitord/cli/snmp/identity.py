"""What a device says that it is, and what that means for an inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitord.cli.snmp.agent import Agent
from monitord.model.inventory import Inventory, Role
from monitord.model.modules import IdentityField, Module
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome
from monitord.modules import suiting
from probes.snmp import SnmpEngine, SnmpTarget
from probes.snmp.mapping.module_map import ModuleMap
from probes.snmp.mapping.texts import text

DESCRIPTION, OBJECT_ID, NAME = (f"1.3.6.1.2.1.1.{n}.0" for n in (1, 2, 5))
ROLES: Mapping[str, Role] = {
    "mcu": "mcu",
    "gatekeeper": "mcu",
    "endpoint": "endpoint",
    "ups": "ups",
    "path": "router",
    "interface": "router",
}
"""What a device is likely for, by the first word of a quantity that it has, surest first."""
COMPUTER = "host"
"""The module that suits computers only."""

OTHER: Role = "external"


@dataclass(frozen=True, slots=True)
class Identified:
    """What a device says that it is."""

    outcome: Outcome
    error: str = ""
    description: str = ""
    object_id: str = ""
    name: str = ""
    identity: Mapping[IdentityField, str] = field(default_factory=dict)
    readings: Mapping[str, int] = field(default_factory=dict)
    """By module that suits it: how much it gives. General modules first."""
    modules: tuple[str, ...] = ()
    """Those of them that are worth having in its profile."""
    role: Role = OTHER


async def identified(
    engine: SnmpEngine, target: SnmpTarget, modules: Mapping[str, Module]
) -> Identified:
    """Ask what it is, then what each module that suits it would read."""
    got = await engine.get(target, (DESCRIPTION, OBJECT_ID, NAME))
    if got.outcome is not Outcome.OK:
        return Identified(got.outcome, got.error)
    said = {oid: text(one.value) for oid, one in got.bindings.items() if one.value is not None}
    description, object_id = said.get(DESCRIPTION, ""), said.get(OBJECT_ID, "")
    identity: dict[IdentityField, str] = {}
    readings: dict[str, int] = {}
    for module in reversed(suiting(modules, object_id, description)):
        mapped = ModuleMap([module])
        reported = mapped.report(await engine.poll(target, mapped.plan))
        identity |= reported.identity
        readings[module.id] = len(reported.readings)
    wanted = worth_having(modules, readings)
    name, role = said.get(NAME, ""), role_of([modules[ident] for ident in wanted])
    return Identified(
        Outcome.OK, "", description, object_id, name, identity, readings, tuple(wanted), role
    )


def worth_having(modules: Mapping[str, Module], readings: Mapping[str, int]) -> list[str]:
    """The modules that give anything, and one for just this kind of device even if it is idle."""
    special = [
        ident
        for ident in readings
        if any(suits.object_id or suits.description for suits in modules[ident].suits)
    ]
    idle = special[-1:] if not any(readings[ident] for ident in special) else []
    return [ident for ident, count in readings.items() if count or ident in idle]


def role_of(modules: Sequence[Module]) -> Role:
    """What a device with these modules is likely for, by the quantities that they can give."""
    words = {quantity.partition("_")[0] for module in modules for quantity in quantities(module)}
    roles = [role for word, role in ROLES.items() if word in words]
    if roles == ["router"] and any(module.id == COMPUTER for module in modules):
        return "pc"
    return (*roles, OTHER)[0]


def quantities(module: Module) -> Iterator[str]:
    """What a module can give."""
    yield from (entry.quantity for entry in module.scalars)
    for table in module.tables:
        yield from (entry.quantity for entry in table.columns)
        yield from (count.quantity for count in table.counts)


def profiles_of(inventory: Inventory, modules: Sequence[str]) -> list[str]:
    """The profiles whose devices are read with just these modules, else with most of them."""
    overlap: dict[str, int] = {}
    for device in inventory.devices.values():
        check = device.checks.get("snmp")
        if isinstance(check, SnmpCheck) and check.modules and set(check.modules) <= set(modules):
            overlap[device.profile] = len(set(check.modules))
    most = max(overlap.values(), default=0)
    return [profile for profile, count in overlap.items() if count == most]


def profile_line(agent: Agent, found: Identified) -> str:
    """A profile as it stands in an inventory."""
    kind = next((each for each in reversed(found.modules)), "device")
    port = f", port: {agent.port}" if agent.port != SnmpCheck(()).port else ""
    snmp = f"{{modules: [{', '.join(found.modules)}]{port}}}"
    checks = f"{{icmp: {{}}, snmp: {snmp}}}"
    return f"{kind}: {{role: {found.role}, credential: {agent.login.credential}, checks: {checks}}}"
