"""How a check is, judged from the fates of its probes. Pure: times and facts are arguments.

`echoes` is the state machine of an ICMP stream; `rounds` is what the others have in common: `polls`
of SNMP, `quality` of test streams against their `limits`, `signals` of SIP and H.323. `window`,
`flapping`, `presence` and `change` are their parts. `agents` reads the answers of an agent with
`rules`, `reboots`, `rates` and `lines`. `evidence` keeps the monitor's own isolation from becoming
anybody's loss.
"""
