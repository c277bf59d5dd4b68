"""The first half of the daemon: turns, probes, health per check. Says what it saw in events.

`rota` decides whose turn it is (pure), `sweep` takes the turns, `calendar` holds APScheduler.
`echo_check` is a stream of echoes; `round_check` is what the others have in common, `poll_check`,
`quality_check` and `signal_check` are one stream each. `budget` decides which test streams may run
together (pure), at the `gate` they wait. `streams` has the table of probes, `poller` puts the
checks together; `reporter` and the `…_reports` say what they see.
"""
