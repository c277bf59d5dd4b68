"""The composition root: the only place, with the CLI, that knows probes and exporters.

`main` is what `monitord run` calls; `daemon` puts poller, centre, store and web together; the
others are small helpers at the edge of the process.
"""
