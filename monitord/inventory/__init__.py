"""From inventory.yaml to `monitord.model.inventory.Inventory`, every problem named at once."""

from monitord.inventory.editor import json_schema
from monitord.inventory.load import load, parse
from monitord.inventory.problems import InvalidInventoryError, Problem

__all__ = [
    "InvalidInventoryError",
    "Problem",
    "json_schema",
    "load",
    "parse",
]
