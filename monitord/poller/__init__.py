"""The first half of the daemon: turns, probes, health per check. Says what it saw in events.

`rota` decides whose turn it is (pure), `sweep` takes the turns, `calendar` holds APScheduler,
`echo_check` and `poll_check` are one stream each, `poller` puts the checks together; `reporter`,
`echo_reports` and `poll_reports` say what they see.
"""
