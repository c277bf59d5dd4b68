"""What is said of a stream that brought nothing back."""

from __future__ import annotations

from collections import Counter

import pytest

from monitord.model.quality import Mode, StreamOutcome
from probes.kernel.address import Address
from probes.rtp.sender.result import SEND_FAILED, Facts, conclude
from probes.rtp.sender.target import StreamTarget
from probes.rtp.statistics.record import Record
from tests.probes.rtp.sender.codecs import G711

TARGET = StreamTarget(Address.parse("192.0.2.1", 862), Mode.RTP, G711, 1.0, 46, None)


@pytest.mark.parametrize(
    ("sent", "unsent", "refusal", "outcome", "error"),
    [
        (50, 0, "", StreamOutcome.SILENT, ""),
        (49, 1, "", StreamOutcome.SILENT, ""),
        (1, 49, "", StreamOutcome.UNMEASURED, SEND_FAILED),
        (0, 50, "", StreamOutcome.UNMEASURED, SEND_FAILED),
        (1, 49, "host-unreachable", StreamOutcome.REFUSED, "host-unreachable"),
    ],
)
def test_silence_is_said_only_where_packets_left(
    sent: int, unsent: int, refusal: str, outcome: StreamOutcome, error: str
) -> None:
    record = Record(Mode.RTP, G711, range(sent), range(sent), [])
    facts = Facts(TARGET, record, 0, 1, unsent, strays=Counter(), refusal=refusal)
    result = conclude(facts)
    assert (result.outcome, result.error, result.unsent) == (outcome, error, unsent)
