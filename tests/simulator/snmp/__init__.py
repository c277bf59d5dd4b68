"""Simulated agents: what they have, how they answer, and who they are.

Answers are compared with those of a real snmpd, and nothing here needs a network of its own.
"""
