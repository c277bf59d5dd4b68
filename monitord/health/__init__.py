"""How a check is, judged from the fates of its probes. Pure: times and facts are arguments.

`echoes` is the state machine of an ICMP stream; `window`, `flapping` and `presence` are its parts;
`evidence` keeps the monitor's own isolation from becoming anybody's loss.
"""
