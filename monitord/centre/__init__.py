"""The second half of the daemon: what the checks' transitions mean for sites and circuits.

`inbox` takes events once and in order, `judgement` says how a site is (pure), `ties` knows
what hangs on what, `lines` keeps the circuits and their time, `centre` puts them together.
"""
