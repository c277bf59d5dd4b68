"""Pictures of the dashboards, drawn with Grafana's own components where there is no Grafana."""
