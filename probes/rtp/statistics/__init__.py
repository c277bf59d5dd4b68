"""The arithmetic of test streams, pure: loss, order, jitter, delay, bursts, E-model.

`assess` is all that others need: from a `Record` to the legs of a stream.
"""

from probes.rtp.statistics.assess import Assessment, assess
from probes.rtp.statistics.record import Record, Reply

__all__ = ["Assessment", "Record", "Reply", "assess"]
