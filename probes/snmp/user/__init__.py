"""Version 3: users, keys and engines (RFC 3414), with gufo_snmp for what is encrypted.

`codec` is gufo_snmp without its network, `session` judges every datagram before it, `talk` asks and
asks again, `poll` and `walk` say what, `engine` puts them together.
"""
