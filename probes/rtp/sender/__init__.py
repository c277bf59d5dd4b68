"""Sends test streams and gathers what comes back.

`RtpEngine.open(loop)`, then `engine.target(…)` once per reflector and `await engine.run(target)`
per stream. What comes of it is a `monitord.model.quality.StreamResult`.
"""

from probes.rtp.sender.engine import RtpEngine
from probes.rtp.sender.target import StreamTarget

__all__ = ["RtpEngine", "StreamTarget"]
