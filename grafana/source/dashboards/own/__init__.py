"""monitord itself: `board` puts together what the other files make."""

from grafana.source.dashboards.own.board import make

__all__ = ["make"]
