"""What stands in the way of closing a month. The month is the golden one with two suspicions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitord.model.figures import Outage
from monitord.model.incidents import Owner
from monitord.model.inventory import Provider, Sla
from monitord.model.ledger import LedgerError
from monitord.sla.closing import may_close, settled, suspected
from tests.sla import golden
from tests.sla.figures.made import CONFIRMED, END, PROVIDER, SUSPECTED, outage

FIVE_DAYS = timedelta(days=5)


def standing(now: datetime) -> list[str]:
    """Before the golden month was closed: who is in the way."""
    month = golden.load("closed-with-suspicion")
    evidence = replace(month.evidence, closings=())
    return [each.id for each in may_close(evidence, month.month, now)]


def test_suspicion_stands_in_the_way_until_the_contract_no_longer_waits() -> None:
    waiting = ["261007-AAAA/TSL-A", "261008-CCCC/TSL-C"]
    assert standing(END) == waiting
    assert standing(END + FIVE_DAYS - timedelta(microseconds=1)) == waiting
    assert standing(END + FIVE_DAYS) == []


def test_a_month_that_is_not_over_cannot_be_closed() -> None:
    month = golden.load("across-midnight")
    with pytest.raises(LedgerError) as caught:
        may_close(month.evidence, month.month, END - timedelta(seconds=1))
    assert caught.value.code == "sla.month-not-over"


def test_a_month_is_closed_once() -> None:
    month = golden.load("closed-with-suspicion")
    with pytest.raises(LedgerError) as caught:
        may_close(month.evidence, month.month, END + FIVE_DAYS)
    assert caught.value.code == "sla.month-closed"


def test_what_is_certain_does_not_stand_in_the_way() -> None:
    month = golden.load("across-midnight")
    assert may_close(month.evidence, month.month, END) == []


@pytest.mark.parametrize(
    ("each", "is_suspected"),
    [
        (outage(0, 60, PROVIDER, SUSPECTED), True),
        (outage(0, 60, PROVIDER, CONFIRMED), False),
        (outage(0, 60, Owner.UTILITY, SUSPECTED), False),
        (outage(0, 60, PROVIDER, SUSPECTED, agreed=True), False),
        (outage(0, 60, None, None), False),
        (replace(outage(0, 60, PROVIDER, SUSPECTED), provider=None), False),  # of a site
    ],
)
def test_only_a_suspicion_of_a_provider_counts(each: Outage, is_suspected: bool) -> None:
    assert suspected(each) is is_suspected


def test_suspicion_is_settled_by_the_default_of_each_contract() -> None:
    each = outage(0, 60, PROVIDER, SUSPECTED, down=50, excluded=10)
    blamed = {"vnpt": Provider("vnpt", "V", None, Sla(suspected="provider"))}
    left_out = {"vnpt": Provider("vnpt", "V", None, Sla(suspected="excluded"))}
    assert settled([each], blamed) == [replace(each, settled=True)]
    assert settled([each], left_out) == [replace(each, settled=True, down=0.0, excluded=60.0)]
