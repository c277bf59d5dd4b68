"""How a check is, judged from the fates of its probes. Pure: times and facts are arguments.

`echoes` is the state machine of an ICMP stream, `polls` that of an SNMP one; `window`, `flapping`,
`presence` and `change` are their parts. `agents` reads the answers of an agent with `rules`,
`reboots`, `rates` and `lines`. `evidence` keeps the monitor's own isolation from becoming anybody's
loss.
"""
