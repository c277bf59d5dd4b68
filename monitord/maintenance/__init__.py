"""Planned maintenance, pure: when windows are in force, and what they cover."""

from monitord.maintenance.covered import Covered
from monitord.maintenance.times import between, check_rule, in_force, next_edge

__all__ = ["Covered", "between", "check_rule", "in_force", "next_edge"]
