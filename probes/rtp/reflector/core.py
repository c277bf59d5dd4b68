"""The reflector without a socket and without a clock: a datagram in, a datagram or silence out.

Never more bytes go out than came in; never is anything answered that a reflector may have sent
(`REFLECTED` in our report; in STAMP, T2 where a request has zeros or padding), so that two
reflectors cannot be set against each other; whatever is not understood is met with silence, which
is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from probes.rtp.packets.times import ErrorEstimate
from probes.rtp.reflector.limiter import Limiter
from probes.rtp.reflector.policy import Policy, plausible_port
from probes.rtp.reflector.request import Answer, Moment, Request
from probes.rtp.reflector.rtp import RtpProbe
from probes.rtp.reflector.sessions import Session, Sessions
from probes.rtp.reflector.silence import Silence
from probes.rtp.reflector.stamp import SignedStampProbe, StampProbe
from probes.rtp.reflector.window import Window

ADDRESSES = 1_024
"""Addresses for which it is remembered what the policy makes of them."""


class ReflectorCore:
    """One reflector: its policy, its sessions, its counts."""

    def __init__(self, policy: Policy | None = None, key: bytes | None = None) -> None:
        self.policy = policy or Policy()
        self.estimate = ErrorEstimate()
        """Of the clock that is given to `answer`; whoever knows that clock sets it."""
        self.answered: Counter[str] = Counter()
        """Replies by kind of probe, those that could then not be sent (`UNSENT`) among them."""
        self.silences: Counter[Silence] = Counter()
        self._key = key
        self._account = lru_cache(ADDRESSES)(self.policy.account)
        self._limiter = Limiter(self.policy.rate, self.policy.total, self.policy.burst)
        self._sessions = Sessions(self.policy.sessions, self.policy.idle)

    @property
    def sessions(self) -> int:
        """Sessions remembered."""
        return len(self._sessions)

    def answer(
        self,
        data: bytes,
        source: tuple[str, int],
        *,
        t2: int,
        now: int,
        clock: Callable[[], int],
        ttl: int = 255,
        tos: int = 0,
    ) -> Answer | None:
        """What to send back to `source`, address and port; None: nothing.

        `t2`: when the datagram arrived, Unix ns; `clock` gives the same clock's time for T3. `now`:
        monotonic ns, for rates and sessions. `ttl` and `tos`: of its IP header.
        """
        found = self._accepted(data, source, t2, now)
        if isinstance(found, Silence):
            self.silent(found)
            return None
        request, session = found
        moment = Moment(session.number, t2, ttl, tos, clock, self.estimate, self._key)
        session.number += 1
        self.answered[request.kind] += 1
        return request.answer(moment)

    def silent(self, reason: Silence) -> None:
        """Count a datagram that is not answered."""
        self.silences[reason] += 1

    def _accepted(
        self, data: bytes, source: tuple[str, int], t2: int, now: int
    ) -> tuple[Request, Session] | Silence:
        """The probe of somebody who may ask, and now, with its session."""
        if not plausible_port(source[1]):
            return Silence.SOURCE
        account = self._account(source[0])
        if account is None:
            return Silence.FORBIDDEN
        request = self._understood(data, t2)
        if isinstance(request, Silence):
            return request
        session = self._session(request, source, account, now)
        return session if isinstance(session, Silence) else (request, session)

    def _understood(self, data: bytes, t2: int) -> Request | Silence:
        """The probe in a datagram."""
        key = self._key
        request: Request | Silence | None = RtpProbe.understand(data, locked=key is not None)
        if request is None and key is None:
            request = StampProbe.understand(data, t2)
        elif request is None:
            request = SignedStampProbe.understand(data)
        if isinstance(request, Silence) or key is None or request.genuine(key):
            return request
        return Silence.FORGED

    def _session(
        self, request: Request, source: tuple[str, int], account: str, now: int
    ) -> Session | Silence:
        """The session of a probe, if it may be answered now."""
        key = (*source, request.kind, request.session)
        session = self._sessions.get(key, now)
        if (
            session is not None
            and session.window is not None
            and not session.window.take(request.sequence, request.stamp)
        ):
            return Silence.REPLAYED
        refused = self._limiter.refuses(account, now)
        if refused is not None:
            return refused
        if session is not None:
            return self._sessions.follow(key, session, request.sequence, request.bits, now)
        window = None
        if self._key is not None:
            window = Window(request.bits, request.sequence, request.stamp)
        return self._sessions.begin(key, request.sequence, window, now) or Silence.FULL
