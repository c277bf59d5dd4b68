"""Holds what a module says about its objects against the table of quantities."""

from __future__ import annotations

from dataclasses import dataclass

from monitord.inventory.findings import Findings
from monitord.inventory.nodes import Map
from monitord.model.quantities import QUANTITY, Quantity
from monitord.modules.fields import parse_number
from monitord.modules.rules import check_rules, check_state

NONE = "none"
"""In `values`: not known."""
_NUMERIC = ("scale", "scale_by", "sensor", "over")


def check_meaning(root: Map, findings: Findings) -> None:
    """Add a finding for whatever does not fit its quantity."""
    check = _Check(findings)
    for scalar in root.maps("scalars"):
        check.entry(scalar, None)
    for table in root.maps("tables"):
        merges = "merge" in table
        if merges and "label" in table:
            findings.key(table, "merge", "module.merge-with-label")
        for column in table.maps("columns"):
            quantity = check.entry(column, table.text("label"))
            if quantity and quantity.type == "state" and table.text("merge") == "sum":
                findings.value(table, "merge", "module.sum-of-states", quantity=quantity.name)
        for count in table.maps("counts"):
            check.count(count)


@dataclass(frozen=True, slots=True)
class _Check:
    findings: Findings

    def entry(self, entry: Map, row_label: str | None) -> Quantity | None:
        """An entry fits its quantity, which is given back when there is one of that name."""
        quantity = self.quantity(entry)
        if quantity is None:
            return None
        self.labels(entry, quantity, row_label)
        self.values(entry, quantity)
        check_rules(entry, quantity, self.findings)
        return quantity

    def count(self, count: Map) -> None:
        """A count fits its quantity."""
        quantity = self.quantity(count)
        if quantity is None:
            return
        if quantity.type != "gauge":
            self.findings.value(
                count, "quantity", "module.count-of", quantity=quantity.name, type=quantity.type
            )
            return
        self.labels(count, quantity, None)
        check_rules(count, quantity, self.findings)

    def quantity(self, node: Map) -> Quantity | None:
        """The quantity that the node names."""
        name = node.text("quantity")
        if name is None:
            return None
        if name not in QUANTITY:
            hint = self.findings.hint(name, QUANTITY)
            self.findings.value(node, "quantity", "module.unknown-quantity", name=name, **hint)
        return QUANTITY.get(name)

    def labels(self, node: Map, quantity: Quantity, row_label: str | None) -> None:
        """The constant labels and the table's are those of the quantity, each once."""
        constant = node.map("labels")
        meant: set[object] = set()
        for label in constant:
            if label == row_label:
                self.findings.key(constant, label, "module.label-twice", label=label)
            elif label not in quantity.labels:
                hint = self.findings.hint(label, quantity.labels)
                meant.update(hint.values())
                self.findings.key(
                    constant,
                    label,
                    "module.label-unknown",
                    label=label,
                    quantity=quantity.name,
                    **hint,
                )
        if row_label is not None and row_label not in quantity.labels:
            self.findings.value(
                node, "quantity", "module.row-label", label=row_label, quantity=quantity.name
            )
        for label in quantity.labels:
            if label not in constant and label != row_label and label not in meant:
                self.findings.value(
                    node, "quantity", "module.label-missing", label=label, quantity=quantity.name
                )

    def values(self, entry: Map, quantity: Quantity) -> None:
        """An enumeration gives what the quantity can be; a state is given by one alone."""
        if quantity.type == "state":
            if "values" not in entry:
                self.findings.value(
                    entry, "quantity", "module.state-without-values", quantity=quantity.name
                )
            for key in filter(entry.__contains__, _NUMERIC):
                self.findings.key(entry, key, "module.state-is-no-number", quantity=quantity.name)
        elif quantity.type == "counter" and "values" in entry:
            self.findings.key(entry, "values", "module.values-of-counter", quantity=quantity.name)
            return
        values = entry.map("values")
        for raw in values:
            self.value(values, raw, quantity)

    def value(self, values: Map, raw: str, quantity: Quantity) -> None:
        """What one raw value means: `none`, a state or a number."""
        word = values.text(raw)
        if word is None or word == NONE:
            return
        if quantity.type == "state":
            check_state(values, raw, quantity, self.findings)
            return
        try:
            parse_number(word)
        except ValueError:
            self.findings.value(values, raw, "module.number-or-none", value=word)
