"""The rented lines: `board` puts together what the other files make."""

from grafana.source.dashboards.circuits.board import make

__all__ = ["make"]
