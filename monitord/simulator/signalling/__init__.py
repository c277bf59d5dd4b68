"""Endpoints and MCUs that answer calls: SIP, and the H.323 call-signalling port.

`tcp` and `sip` are pure, from segment to segment and from request to response; `province` says who
listens where.
"""
