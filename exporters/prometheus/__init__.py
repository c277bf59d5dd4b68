"""The Prometheus exposition.

`metrics` is the table (its chapters in `…_metrics`; `reference` writes it for people), `series` and
its neighbours say what each metric reads, `lines`, `render` and `negotiation` make the text, `own`
has the daemon's own metrics, `exposition` answers one scrape.
"""
