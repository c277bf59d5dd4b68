"""The first half of the daemon: turns, probes, health per check. Says what it saw in events.

`rota` decides whose turn it is (pure), `sweep` takes the turns, `calendar` holds APScheduler,
`echo_check` is one ICMP stream, `poller` puts the checks together.
"""
