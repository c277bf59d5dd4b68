"""Holds rules against the quantities that they are about."""

from __future__ import annotations

from dataclasses import dataclass

from monitord.inventory.findings import Findings
from monitord.inventory.nodes import List, Map, Node
from monitord.model.modules import RULE_REASONS
from monitord.model.quantities import Quantity
from monitord.modules.fields import parse_number

_COMPARISONS = ("above", "below", "is")


def check_rules(node: Map, quantity: Quantity, findings: Findings) -> None:
    """Each rule of an entry compares once, with what the quantity can be, and says something."""
    check = _Check(quantity, findings)
    for rule in node.maps("rules"):
        check.comparison(rule)
        check.purpose(rule)


def check_state(node: Node, entry: str | int, quantity: Quantity, findings: Findings) -> None:
    """The word there is one of the quantity's states."""
    word = node.value(entry)
    if isinstance(word, str) and word not in quantity.states:
        hint = findings.hint(word, quantity.states)
        findings.value(
            node, entry, "module.unknown-state", name=word, quantity=quantity.name, **hint
        )


@dataclass(frozen=True, slots=True)
class _Check:
    quantity: Quantity
    findings: Findings

    def comparison(self, rule: Map) -> None:
        """Exactly one of above, below and is; `clear` on the good side of it."""
        given = [key for key in _COMPARISONS if key in rule]
        quantity = self.quantity
        if len(given) != 1:
            self.findings.at(rule.place, rule, None, "module.comparisons", count=len(given))
        elif quantity.type == "counter":
            self.findings.key(rule, given[0], "module.rule-of-counter", quantity=quantity.name)
        elif (given[0] == "is") != (quantity.type == "state"):
            key = f"module.compares-{quantity.type}"
            self.findings.key(rule, given[0], key, quantity=quantity.name)
        elif given[0] == "is":
            self.states(rule)
        else:
            self.clear(rule, given[0])

    def states(self, rule: Map) -> None:
        """The states of `is` exist; there is nothing to clear."""
        check_state(rule, "is", self.quantity, self.findings)
        several = rule.value("is")
        if isinstance(several, List):
            for at in range(len(several)):
                check_state(several, at, self.quantity, self.findings)
        if "clear" in rule:
            self.findings.key(rule, "clear", "module.clear-of-state")

    def clear(self, rule: Map, side: str) -> None:
        """`clear` is not beyond the limit itself."""
        try:
            limit, clear = (parse_number(rule.text(key) or "") for key in (side, "clear"))
        except ValueError:
            return  # absent, or said already
        if (clear > limit) if side == "above" else (clear < limit):
            self.findings.value(rule, "clear", f"module.clear-{side}")

    def purpose(self, rule: Map) -> None:
        """Why the rule is there: a reason that fits the quantity's labels, or a fact."""
        labels, name = self.quantity.labels, self.quantity.name
        reason = rule.text("reason")
        if "reason" not in rule and "observe" not in rule:
            self.findings.at(rule.place, rule, None, "module.rule-says-nothing")
        if reason is not None and reason not in RULE_REASONS:
            hint = self.findings.hint(reason, RULE_REASONS)
            self.findings.value(rule, "reason", "module.unknown-reason", name=reason, **hint)
        label = RULE_REASONS.get(reason or "", "")
        if label and label not in labels:
            self.findings.value(rule, "reason", "module.reason-label", label=label, quantity=name)
        if "circuits_only" in rule and "interface" not in labels:
            self.findings.key(rule, "circuits_only", "module.no-interface", quantity=name)
