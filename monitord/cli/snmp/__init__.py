"""`monitord snmp`: what an agent says, asked directly, without the daemon.

`identify`, `get` and `walk` are the commands; `agent` is whom they ask, `mib` how objects are
called.
"""
