"""One node of the tree: what is below it, how it is and how it was."""

from grafana.source.dashboards.area.board import make

__all__ = ["make"]
