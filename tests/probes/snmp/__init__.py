"""Tests of SNMP: net-snmp's own programs ask and answer, hostile agents misbehave.

`snmpd.py` runs a real agent, `agent.py` plays those that no real one would be.
"""
