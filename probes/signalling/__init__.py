"""Whether endpoints and MCUs answer calls: SIP OPTIONS, and the H.323 call-signalling port.

Messages and timers are pure (`message`, `reader`, `options`, `transaction`, `question`); `channel`
asks over UDP, `talk` over TCP and TLS, `engine` either, and tells what became of each question.
"""

from probes.signalling.engine import SignalEngine, SignalTarget

__all__ = ["SignalEngine", "SignalTarget"]
