"""One site for the technician: `board` puts together what the other files make."""

from grafana.source.dashboards.site.board import make

__all__ = ["make"]
