"""What the dashboards in `grafana/dashboards` are made from, in both languages.

`make dashboards` (`python -m grafana.source`) writes them; what a person reads stands in the
catalogue `monitord/texts/locale/*/grafana.po`, what is asked of Prometheus in the code.
"""
