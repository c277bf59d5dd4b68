"""Tests of the ICMP engine: the kernel answers, refuses, drops and stamps.

`namespace.py` makes networks of one test each, `responder.py` plays devices and routers there.
"""
