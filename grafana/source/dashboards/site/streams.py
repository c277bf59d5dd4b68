"""What test streams, questions by SIP and H.323, and the routers' own measurements found."""

from __future__ import annotations

from collections.abc import Sequence

from grafana_foundation_sdk.builders import table, timeseries
from grafana_foundation_sdk.builders.prometheus import Dataquery

from grafana.source import codes
from grafana.source.dashboards.site.head import SITE
from grafana.source.legends import in_words
from grafana.source.limits import STREAMS, down_to, from_zero, up_to
from grafana.source.palette import states
from grafana.source.panels import trend
from grafana.source.quality import MOS
from grafana.source.queries import coded, over_time, rows
from grafana.source.tables import column, joined, when, worded
from grafana.source.words import Words
from monitord.model.states import CHECK_STATES

SIGNALS = f'{SITE}, check=~"sip|h323"'


def _ways(words: Words, metric: str, note: str = "", refs: str = "ABC") -> Sequence[Dataquery]:
    """One question for each direction, named in words."""
    return [
        over_time(
            f'{metric}{{{SITE}, direction="{way}"}}',
            f"{{{{device}}}} {codes.direction(words, way)}{note}",
            ref,
        )
        for ref, way in zip(refs, codes.DIRECTIONS, strict=True)
    ]


def loss(words: Words) -> timeseries.Panel:
    """Of the last stream, by direction."""
    queries = _ways(words, "monitord_rtp_loss_ratio")
    panel = trend(words, "stream-loss", *queries, unit="percentunit")
    return up_to(from_zero(panel, 0.05), STREAMS.loss)


def jitter(words: Words) -> timeseries.Panel:
    """RFC 3550's, the mean over the stream."""
    panel = trend(words, "stream-jitter", *_ways(words, "monitord_rtp_jitter_seconds"), unit="s")
    return up_to(panel.min(0), STREAMS.jitter)


def delay(words: Words) -> timeseries.Panel:
    """One way where both clocks are known to agree; the round trip always."""
    one_way = _ways(words, "monitord_rtp_delay_seconds")[:2]
    back = over_time(f"monitord_rtp_rtt_seconds{{{SITE}}}", words.own("stream-delay.rtt"), "C")
    panel = trend(words, "stream-delay", *one_way, back, unit="s").min(0)
    return up_to(panel, STREAMS.delay)


def mos(words: Words) -> timeseries.Panel:
    """Narrowband and wideband are two scales, never to be compared: each says which it is."""
    return down_to(_rated(words, "stream-mos", "mos").min(1).max(5), MOS)


def r_factor(words: Words) -> timeseries.Panel:
    """Of which the MOS is made."""
    return _rated(words, "stream-r", "r_factor").min(0)


def _rated(words: Words, key: str, what: str) -> timeseries.Panel:
    wide = f" ({words.common('wideband')})"
    queries = [
        *_ways(words, f"monitord_rtp_{what}"),
        *_ways(words, f"monitord_rtp_wideband_{what}", wide, "DEF"),
    ]
    return trend(words, key, *queries, unit="none").decimals(2)


def answers(words: Words) -> timeseries.Panel:
    """How long the devices took to answer."""
    query = over_time(f"monitord_signalling_answer_seconds{{{SITE}}}", "{{device}} {{check}}")
    return trend(words, "answers", query, unit="s").min(0)


def signalling(words: Words) -> table.Panel:
    """Each check of signalling: its state, the last status code, until when its certificate is."""
    expiry = "monitord_signalling_certificate_expiry_timestamp_seconds"
    queries = [
        rows(coded("monitord_check_state", SIGNALS, CHECK_STATES)),
        rows(f"monitord_signalling_sip_status{{{SITE}}}", "B"),
        rows(f"1000 * {expiry}{{{SITE}}}", "C"),
    ]
    return joined(
        words,
        "signalling",
        queries,
        [
            column(words, "device"),
            column(words, "check"),
            column(words, "state", "A", *worded(states(words, CHECK_STATES), coloured=True)),
            column(words, "sip-status", "B"),
            column(words, "certificate", "C", *when(words)),
        ],
    )


def path_rtt(words: Words) -> timeseries.Panel:
    """Of the paths that a router measures by itself."""
    panel = trend(
        words,
        "path-rtt",
        over_time(f"monitord_path_rtt_seconds{{{SITE}}}", words.own("path-rtt.rtt")),
        over_time(f"monitord_path_jitter_seconds{{{SITE}}}", words.own("path-rtt.jitter"), "B"),
        unit="s",
    )
    return in_words(words, panel.min(0))


def path_loss(words: Words) -> timeseries.Panel:
    """Likewise what is lost on them."""
    query = over_time(f"monitord_path_loss_ratio{{{SITE}}}", "{{device}} {{path}} {{direction}}")
    panel = in_words(words, trend(words, "path-loss", query, unit="percentunit"))
    return from_zero(panel, 0.05)
