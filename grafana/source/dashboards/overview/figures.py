"""The sentence and the numbers that the wall begins with."""

from __future__ import annotations

from grafana_foundation_sdk.builders import stat
from grafana_foundation_sdk.models.common import BigValueTextMode

from grafana.source.links import drill
from grafana.source.palette import BAD, NEUTRAL, NOTICE, WELL, steps, yes_or_no
from grafana.source.panels import figure, property_of
from grafana.source.queries import now
from grafana.source.walls import LARGE, written
from grafana.source.words import Words
from monitord.model.incidents import Severity
from monitord.model.states import CANNOT_MEET, WORST_FIRST

SILENT = "|".join(state for state in WORST_FIRST if state in CANNOT_MEET)
CANNOT = f'sum (monitord_sites{{state=~"{SILENT}"}})'
UNACKNOWLEDGED = "sum (monitord_incidents_unacknowledged)"
WATCHING = "min (monitord_ready * (1 - monitord_isolated)) or absent (monitord_ready) - 1"


def verdict(words: Words) -> stat.Panel:
    """One line: the numbers travel as labels, for only labels make a sentence.

    Its value, which colours it, is how many sites cannot meet. monitord gives every state a number,
    0 too, so the sentence is there whenever monitord is; when it is not, another one is.
    """
    numbers = {
        "cannot": CANNOT,
        "total": "sum (monitord_sites)",
        "down": 'sum (monitord_sites{state="down"})',
        "unreachable": 'sum (monitord_sites{state="unreachable"})',
    }
    counted = [f'count_values ("{name}", {expr})' for name, expr in numbers.items()]
    joined = counted[0]
    for name, each in zip(list(numbers)[1:], counted[1:], strict=True):
        joined = f"{joined} * on () group_left ({name}) {each}"
    sentence = now(f"{joined} * on () group_left () {CANNOT}", words.own("verdict.sentence"))
    silence = now("absent (monitord_sites)", words.own("verdict.absent"), "B")
    return (
        figure(words, "verdict", sentence, silence)
        .text_mode(BigValueTextMode.NAME)
        .thresholds(steps(WELL, (1, BAD)))
    )


def incidents(words: Words) -> stat.Panel:
    """Open incidents by severity, and those that nobody has taken on."""
    said = {words.texts.say(f"severity.{each}"): of_severity(each) for each in Severity}
    said[words.own("incidents.unacknowledged")] = UNACKNOWLEDGED
    queries = [now(expr, name, ref) for ref, (name, expr) in zip("ABC", said.items(), strict=True)]
    panel = figure(words, "incidents", *queries).thresholds(steps(NEUTRAL, (1, NOTICE)))
    panel.text(written(LARGE))
    critical = property_of("thresholds", steps(NEUTRAL, (1, BAD)).build())
    return panel.override_by_name(words.texts.say(f"severity.{Severity.CRITICAL}"), [critical])


def of_severity(severity: Severity) -> str:
    """Their number, 0 too, which `monitord_incidents` leaves out."""
    only = f'{{severity="{severity}"}}'
    return f"sum (monitord_incidents{only}) or 0 * sum (monitord_incidents_unacknowledged{only})"


def watch(words: Words) -> stat.Panel:
    """Whether all the other figures can be believed."""
    return (
        figure(words, "watch", now(WATCHING))
        .mappings(yes_or_no(words, "watching"))
        .text_mode(BigValueTextMode.VALUE)
        .data_links([drill("self", words)])
    )
