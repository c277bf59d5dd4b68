"""Tests of the receiver of traps and informs.

What is sent comes from net-snmp's own `snmptrap` and `snmpinform` wherever they can send it.
"""
