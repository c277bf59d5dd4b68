"""Agents of simulated devices, played from recordings.

`mib` is what an agent has at a moment, `answer` how it replies to a request (both pure), `province`
who plays what; `engines` and `handover` are for SNMPv3, which a process of its own speaks.
"""
