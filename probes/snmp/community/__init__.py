"""Versions 1 and 2c: every agent through one shared socket per address family.

What one poll asks is a generator of questions that knows no socket (`conversation`, `scalars`,
`tables`, `together`, `poll`); `channel` sends them and matches replies, `engine` joins the two.
"""
