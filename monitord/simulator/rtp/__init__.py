"""Reflectors of simulated devices: RTP, STAMP, TWAMP-Light and plain echo.

`distortion` is what a scenario does to one (pure), `spoiling` how that shows in an answer (pure),
`reflector` one device's, `province` who listens where, `arrivals` asks them in the right order.
"""
