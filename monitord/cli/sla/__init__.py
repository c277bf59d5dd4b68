"""`monitord sla`: what a month came to, the reports of it, and what people agree on about it.

`report`, `outages`, `show` and `months` read the database themselves; `correct` and `close` go to
the daemon.
"""
