"""R and MOS against vectors computed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.statistics.emodel import burst_ratio, impairment, opinion, rating
from tests.probes.rtp.statistics.streams import G711, VIDEO

BARE = replace(G711, delay=0.0)


@pytest.mark.parametrize(
    ("ms", "percent", "r", "mos"),
    [
        (0, 0, 93.20, 4.41),
        (75, 1, 87.76, 4.28),
        (150, 1, 85.96, 4.23),
        (300, 1, 68.86, 3.54),
        (150, 5, 73.82, 3.77),
    ],
)
def test_g711_with_concealment_under_random_loss(
    ms: float, percent: float, r: float, mos: float
) -> None:
    rated = rating(BARE, loss=percent / 100, run=1.0, delay=ms / 1000)
    assert rated is not None
    assert (round(rated.r, 2), round(rated.mos, 2)) == (r, mos)
    assert (rated.scale, rated.provisional) == ("narrowband", False)


def test_codec_and_jitter_buffer_add_their_delay() -> None:
    assert rating(G711, loss=0.01, run=1, delay=0.015) == rating(
        BARE, loss=0.01, run=1, delay=0.075
    )


@pytest.mark.parametrize(
    ("percent", "run", "ie_eff"),
    [
        (0, 1, 0.0),
        (2, 1, 95 * 2 / 27.1),
        (2, 2, 95 * 2 / (2 / 1.96 + 25.1)),
        (100, 500, 95 * 100 / 125.1),
    ],
)
def test_loss_in_bursts_spoils_more(percent: float, run: float, ie_eff: float) -> None:
    ratio = burst_ratio(percent / 100, run)
    assert impairment(0, 25.1, percent, ratio) == pytest.approx(ie_eff)


def test_wideband_has_its_own_scale_and_says_what_is_provisional() -> None:
    opus = replace(BARE, id="opus", scale="wideband", ie=5.0, bpl=10.0, provisional=True)
    rated = rating(opus, loss=0.01, run=1.0, delay=0.1)
    assert rated is not None
    r = 129 - 0.024 * 100 - (5 + 90 * 1 / 11)
    assert rated.r == pytest.approx(r)
    assert rated.mos == pytest.approx(opinion(r / 1.29))
    assert (rated.scale, rated.provisional) == ("wideband", True)


def test_a_codec_without_a_scale_is_not_rated() -> None:
    assert rating(VIDEO, loss=0.0, run=1.0, delay=0.1) is None


@pytest.mark.parametrize(
    ("r", "mos"), [(-3, 1), (0, 1), (3, 1), (50, 2.575), (100, 4.5), (120, 4.5)]
)
def test_opinion_at_the_ends_of_its_scale(r: float, mos: float) -> None:
    assert opinion(r) == pytest.approx(mos)


@given(st.floats(0, 1), st.floats(1, 50), st.floats(0, 3))
def test_a_rating_stays_on_its_scale_and_more_loss_is_never_better(
    loss: float, run: float, delay: float
) -> None:
    better = rating(G711, loss=loss / 2, run=1.0, delay=delay)
    worse = rating(G711, loss=loss, run=run, delay=delay)
    assert better is not None
    assert worse is not None
    assert 0 <= worse.r <= better.r + 1e-9 <= 93.2 + 1e-9
    assert 1 <= worse.mos <= better.mos + 0.011  # the polynomial dips near R = 3
