"""How `monitord incidents` and `monitord maintenance` speak with the daemon.

`line` is the connection, `client` the questions, `options` what both commands have in common.
"""
