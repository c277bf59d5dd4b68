"""SIP over UDP in one address family: questions outstanding, repeated, answered.

No timer or task per question: `turn` reads what has arrived and then looks at whose time has come.
It is called when there is something to read and when the first question is due.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from monitord.model.signalling import SignalAnswer, SignalOutcome
from probes.kernel.address import Source
from probes.kernel.asking import AskingSocket, Refusal
from probes.signalling.message import MessageError, Response, read_datagram
from probes.signalling.options import Options
from probes.signalling.question import Question, SipTarget, answered, unmeasured
from probes.signalling.transaction import Transaction
from probes.signalling.transport import address_towards

READ_MOST = 64
"""Datagrams a turn; then the event loop breathes."""
SEND_TRIES = 4
"""Where many refuse, their errors come between one attempt and the next."""
REMEMBER_MOST = 8192
"""Questions whose end is remembered, to tell late answers and duplicates from strangers'."""
FLOODED = 1_000_000_000
"""Nanoseconds of grace for time-outs while there is always more to read."""
NEVER = 1 << 63
KEEP_ALIVE = b"\r\n\0 "
"""What some devices send now and then so that a firewall keeps the way open."""


class Channel:
    """The socket of one family and the questions that travel through it."""

    def __init__(
        self, sock: AskingSocket, strays: dict[str, int], wake: Callable[[int], None]
    ) -> None:
        """`wake`: have `turn` called soon after this time, CLOCK_MONOTONIC nanoseconds."""
        self.socket = sock
        self.strays = strays
        self.outstanding: dict[str, Question] = {}
        """By branch, in lower case."""
        self._wake = wake
        self._ended: OrderedDict[str, tuple[str, bool]] = OrderedDict()
        """By branch: the address asked, and whether a final response came."""

    async def ask(self, target: SipTarget) -> SignalAnswer:
        """Ask a device, again and again until it answers or its time is over."""
        started = time.monotonic_ns()
        try:
            local = address_towards(target.address), self.socket.port
        except OSError as error:  # there is no way there
            return unmeasured(started, error)
        options = Options(target.host, target.address.port, "udp", local)
        question = Question(
            target,
            options,
            bytes(options),
            Transaction.begin(started, target.timeout),
            started,
            asyncio.get_running_loop().create_future(),
        )
        self.outstanding[options.branch.lower()] = question
        self._send(question)
        self._wake(question.transaction.due)
        try:
            return await question.future
        finally:
            self._forget(question)

    def turn(self) -> None:
        """Read what has arrived, then repeat and give up.

        Nothing is given up before everything that is in the socket was read, however late the
        event loop got here.
        """
        now = time.monotonic_ns()
        caught_up = self._read()
        self._pass_to(now if caught_up else now - FLOODED)

    def close(self) -> None:
        """Give the socket back; whoever waits learns that nothing was measured."""
        self.socket.close()
        for question in tuple(self.outstanding.values()):
            self._end(question, unmeasured(question.started))

    def _send(self, question: Question) -> None:
        """Send a question; each datagram's pending error prevents that once."""
        for _ in range(SEND_TRIES):
            try:
                self.socket.send(question.data, question.target.address.sockaddr)
            except OSError as error:
                refused = error
                self._read_errors()
            else:
                return
        self._end(question, unmeasured(question.started, refused))

    def _read(self) -> bool:
        """Read some READ_MOST datagrams; whether the socket is empty."""
        for done in range(READ_MOST):
            try:
                arrival = self.socket.receive()
            except OSError:
                self._read_errors()
                continue
            if arrival is None:
                if not done:  # an error left in the queue would wake the loop again and again
                    self._read_errors()
                return True
            data, source = arrival
            if data is not None:  # as every datagram is that UDP can carry
                self._arrived(data, source)
        return False

    def _read_errors(self) -> None:
        """Tell what the error queue says about outstanding questions."""
        for refusal in self.socket.refusals():
            question = self._quoted(refusal)
            if question is not None:
                ended = time.monotonic_ns()
                self._end(
                    question,
                    SignalAnswer(
                        SignalOutcome.REFUSED, question.started, ended, error=refusal.kind
                    ),
                )

    def _arrived(self, data: bytes, source: Source) -> None:
        """End the question that a datagram answers, or count it."""
        try:
            if not data.strip(KEEP_ALIVE):
                self.strays["keep-alive"] += 1
                return
            head = read_datagram(data)
            if not head.is_response:  # some devices ask us as well
                self.strays["request"] += 1
                return
            response = Response.of(head)
        except MessageError:
            self._stray("malformed", source)
            return
        question = self.outstanding.get(response.branch)
        if question is None or question.future.done():
            self._straggler(response, source)
        elif source[0] != question.target.address.text:  # some devices answer from another port
            self.strays["wrong-source"] += 1
        elif not question.options.is_answered_by(response):
            self._stray("wrong-dialogue", source)
        elif response.final:
            self._end(question, answered(response, question.started, time.monotonic_ns()))
        else:
            question.transaction.proceeding = True

    def _straggler(self, response: Response, source: Source) -> None:
        """A response to a question that has ended, or that nobody asked."""
        asked, heard = self._ended.get(response.branch, (None, False))
        if asked is None:
            self._stray("unknown-request", source)
        elif asked != source[0]:
            self.strays["wrong-source"] += 1
        elif heard:
            self.strays["duplicate"] += 1
        else:
            self.strays["late"] += 1
            self._ended[response.branch] = asked, response.final

    def _stray(self, kind: str, source: Source) -> None:
        """Count what answers nothing. It ends nothing, for anybody may have sent it.

        Only where no answer comes at all it is taken for one.
        """
        self.strays[kind] += 1
        for question in self.outstanding.values():
            if question.target.address.text == source[0]:
                question.garbage = True

    def _quoted(self, refusal: Refusal) -> Question | None:
        """The outstanding question that an ICMP error quotes."""
        for question in self.outstanding.values():
            if question.target.address.source == refusal.source and question.data.startswith(
                refusal.quote
            ):
                return question
        return None

    def _pass_to(self, now: int) -> None:
        """Repeat, or end, what was to be answered by then."""
        for question in tuple(self.outstanding.values()):
            if question.future.done():
                continue
            if question.transaction.over(now):
                garbage = question.garbage
                outcome = SignalOutcome.MALFORMED if garbage else SignalOutcome.TIMEOUT
                self._end(question, SignalAnswer(outcome, question.started, time.monotonic_ns()))
            elif question.transaction.resend(now):
                self._send(question)
        pending = (q.transaction.due for q in self.outstanding.values() if not q.future.done())
        if (soonest := min(pending, default=NEVER)) < NEVER:
            self._wake(soonest)

    def _end(self, question: Question, answer: SignalAnswer) -> None:
        self._remember(question, heard=answer.status is not None)
        if not question.future.done():
            question.future.set_result(answer)

    def _forget(self, question: Question) -> None:
        """Nobody waits for it any more."""
        if question.options.branch.lower() in self.outstanding:
            self._remember(question, heard=False)

    def _remember(self, question: Question, *, heard: bool) -> None:
        """Take a question out of those that are outstanding."""
        branch = question.options.branch.lower()
        if self.outstanding.pop(branch, None) is not None:
            self._ended[branch] = question.target.address.text, heard
        if len(self._ended) > REMEMBER_MOST:
            self._ended.popitem(last=False)
