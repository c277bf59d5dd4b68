"""Dashboards as Grafana reads them, how it is provisioned, and what they are made from."""
