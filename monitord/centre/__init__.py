"""The second half of the daemon: what the checks' transitions mean for sites and circuits.

`inbox` takes events once and in order, `judgement` says how a site is (pure), `books` keeps the
time each circuit spends in each state, `centre` puts them together.
"""
