"""The wall: one sentence first, then what is broken, then every site as a tile."""

from grafana.source.dashboards.overview.board import make

__all__ = ["make"]
