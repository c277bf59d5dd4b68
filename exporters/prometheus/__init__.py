"""The Prometheus exposition.

`metrics` is the table, `series` what each metric reads, `lines`, `render` and `negotiation` make
the text, `own` has the daemon's own metrics, `exposition` answers one scrape.
"""
