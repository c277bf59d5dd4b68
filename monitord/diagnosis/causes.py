"""Why something is silent: the ordered table of rules. The first that holds decides. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitord.diagnosis.facts import dying_gasp, holding, link_down
from monitord.diagnosis.places import Place
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.silences import Quiet
from monitord.model.facts import Fact
from monitord.model.incidents import Cause, Certainty
from monitord.model.states import Reason, State


class Ruling(NamedTuple):
    """What broke, how sure that is, and the words for it."""

    cause: Cause
    certainty: Certainty
    reason: Reason


class Case(NamedTuple):
    """A site that is silent by itself, and what was observed there."""

    at: Place
    quiet: Quiet
    facts: Sequence[Fact]
    sight: Sight

    @property
    def device(self) -> str:
        """What is silent, without its site: the first of its gates."""
        dead = next(gate for gate in self.at.gates if self.sight.reach(gate) is State.DOWN)
        return dead.id.split("/")[1]

    @property
    def circuit(self) -> str:
        """The first of its primary circuits."""
        return self.at.primaries[0].id if self.at.primaries else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """When `holds`, this is the cause. `certainty`: what the rule rests on."""

    cause: Cause
    certainty: Certainty
    code: str
    holds: Callable[[Case], bool]


def _on_battery(case: Case) -> bool:
    """A UPS said that it runs on its battery, and did not say that this is over."""
    return bool(case.facts) and any(holding(case.facts, "on-battery"))


def _gasped(case: Case) -> bool:
    return bool(case.facts) and dying_gasp(case.facts, case.quiet.since) is not None


def _is_centre(case: Case) -> bool:
    """Its line is how the monitor itself reaches the world."""
    ties = case.sight.world.ties
    return case.at.ident == ties.root and bool(ties.below(case.at.ident))


def _line_said_so(case: Case) -> bool:
    """The interface at one end is down, or a device said so just before."""
    if not case.at.primaries:
        return False
    if case.facts and link_down(case.facts, case.quiet.since) is not None:
        return True
    return any(case.sight.interface_down(line.id) for line in case.at.primaries)


def _router_on_a_line(case: Case) -> bool:
    """The router is silent, and everything above it answers."""
    return bool(case.at.primaries) and case.at.has_router


def _device_alone(case: Case) -> bool:
    """There is nothing of its own between the site above and the device."""
    return not case.at.has_router and not case.at.primaries and case.at.above is not None


def _always(_case: Case) -> bool:
    return True


_CONFIRMED, _SUSPECTED = Certainty.CONFIRMED, Certainty.SUSPECTED
RULES: tuple[Rule, ...] = (
    Rule(Cause.POWER, _CONFIRMED, "power.on-battery", _on_battery),
    Rule(Cause.POWER, _CONFIRMED, "power.dying-gasp", _gasped),
    Rule(Cause.UPSTREAM, _SUSPECTED, "upstream.silent", _is_centre),
    Rule(Cause.CIRCUIT, _CONFIRMED, "circuit.interface-down", _line_said_so),
    Rule(Cause.CIRCUIT, _SUSPECTED, "circuit.silent", _router_on_a_line),
    Rule(Cause.EQUIPMENT, _SUSPECTED, "equipment.silent", _device_alone),
    Rule(Cause.UNDETERMINED, _SUSPECTED, "site.silent", _always),
)
"""Why a site is silent whose uplink is fine."""


def rule_on(quiet: Quiet, sight: Sight) -> Ruling:
    """The cause of a silence that goes back to one site or one shared circuit."""
    if quiet.root.kind == "circuit":
        return _shared_line(quiet, sight)
    at = sight.places[quiet.root.id]
    case = Case(at, quiet, sight.world.facts.get(at.ident, ()), sight)
    rule = next(rule for rule in RULES if rule.holds(case))
    params = {"device": case.device, "circuit": case.circuit}
    return Ruling(rule.cause, rule.certainty, Reason(rule.code, params))


def _shared_line(quiet: Quiet, sight: Sight) -> Ruling:
    """What others hang on: its interface is down, or the device behind which it ends is silent."""
    line = sight.world.inventory.circuits[quiet.root.id]
    params = {"circuit": line.id, "device": (line.device or "").rsplit("/", 1)[-1]}
    if sight.interface_down(line.id):
        return Ruling(Cause.CIRCUIT, _CONFIRMED, Reason("circuit.interface-down", params))
    return Ruling(Cause.CIRCUIT, _SUSPECTED, Reason("circuit.silent", params))
