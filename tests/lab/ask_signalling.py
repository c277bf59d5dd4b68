"""Runs inside a province: asks devices once each, and prints what became of it as JSON."""

from __future__ import annotations

import asyncio
import json
import sys

from monitord.model.settings import H323Check, SipCheck
from probes.signalling import SignalEngine

WANTED: dict[str, SipCheck | H323Check] = {
    "udp": SipCheck(timeout=40),
    "tcp": SipCheck("tcp", timeout=40),
    "tls": SipCheck("tls", timeout=40),
    "h323": H323Check(timeout=40),
}


async def main(questions: list[str]) -> None:
    """`questions`: `<kind>@<address>`; all are asked at once."""
    engine = SignalEngine.open(asyncio.get_running_loop())
    targets = [
        engine.target(address, WANTED[kind])
        for kind, _, address in (question.partition("@") for question in questions)
    ]
    answers = await asyncio.gather(*map(engine.ask, targets))
    found = [[a.outcome, a.status, a.error, a.server, a.duration] for a in answers]
    print(json.dumps(found))
    engine.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
