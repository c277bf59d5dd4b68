"""The list of incidents: a headline, and a table that fits the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.cli.incidents.picture import Incident, Incidents
from monitord.cli.look import STYLES, clock, named_table, since
from monitord.model.states import State
from monitord.texts import MissingTextError, Texts
from monitord.texts.marks import SYMBOLS

WIDE = 160
"""A terminal with fewer columns gets the narrow table."""
LOOKS = {"critical": State.DOWN, "warning": State.DEGRADED}
"""Severities look like the states that they stand for."""
DASH = "–"


def overview(out: Console, texts: Texts, seen: Incidents) -> Iterator[RenderableType]:
    """How many, and the table of them."""
    yield headline(texts, seen)
    if seen.incidents:
        yield ""
        yield incident_table(out, texts, seen)


def headline(texts: Texts, seen: Incidents) -> Text:
    """How many are open, how many of those nobody takes care of."""
    still = [each for each in seen.incidents if each.closed_at is None]
    if not still:
        return Text(f"{SYMBOLS[State.UP]} {texts.say('cli.incidents.none')}", STYLES[State.UP])
    critical = [each for each in still if each.severity == "critical"]
    waiting = sum(each.care is None for each in critical)
    words = texts.say("cli.incidents.open", n=len(still), critical=len(critical))
    if waiting:
        words += texts.say("cli.incidents.waiting", n=waiting)
    look = State.DOWN if critical else State.DEGRADED
    return Text(f"{SYMBOLS[look]} {words}", STYLES[look])


def incident_table(out: Console, texts: Texts, seen: Incidents) -> Table:
    """One row for each."""
    if out.is_terminal and out.width < WIDE:
        return narrow_table(out, texts, seen)
    made = named_table(
        out, texts, "id", "severity", "wrong", "where", "sites", "cause", "owner", "since", "care",
        "ticket",
    )  # fmt: skip
    made.columns[4].justify = "right"
    for each in seen.incidents:
        made.add_row(
            each.id,
            graded(texts, each),
            wrong(texts, each),
            where(texts, each, seen),
            str(len(each.sites)),
            cause(texts, each),
            worded(texts, "owner", each.owner),
            lasted(texts, each, seen.taken_at),
            care(texts, each, seen),
            each.ticket or DASH,
        )
    return made


def narrow_table(out: Console, texts: Texts, seen: Incidents) -> Table:
    """The same in fewer columns, two things in each."""
    made = named_table(out, texts, "severity", "where", "cause", "since")
    for each in seen.incidents:
        about = texts.say("cli.incidents.about", what=wrong(texts, each), n=len(each.sites))
        held = care(texts, each, seen)
        ticket = f"  {each.ticket}" if each.ticket else ""
        made.add_row(
            Text.assemble(graded(texts, each), "\n", (each.id, "dim")),
            Text.assemble((where(texts, each, seen), "bold"), "\n", about),
            Text.assemble(cause(texts, each), "\n", (worded(texts, "owner", each.owner), "dim")),
            Text.assemble(lasted(texts, each, seen.taken_at), "\n", held, (ticket, "dim")),
        )
    made.columns[0].no_wrap = True
    return made


def graded(texts: Texts, each: Incident) -> Text:
    """Symbol and severity; of one that is over that it is."""
    if each.closed_at is not None:
        state = "merged" if each.merged_into else "closed"
        words = texts.say(f"cli.incidents.{state}", incident=each.merged_into)
        return Text(f"{SYMBOLS[State.UP]} {words}", STYLES[State.UP])
    look = LOOKS.get(each.severity, State.UNKNOWN)
    mark = Text(SYMBOLS[look], STYLES[look])
    return Text.assemble(mark, f" {worded(texts, 'severity', each.severity)}")


def wrong(texts: Texts, each: Incident) -> str:
    """What is wrong with it."""
    return worded(texts, "aspect", each.aspect)


def where(texts: Texts, each: Incident, seen: Incidents) -> str:
    """What people call it; a line with the site that it is for."""
    if each.scope == "monitor":  # what of it is said by the aspect
        return worded(texts, "scope", each.scope)
    site = seen.names.get(each.sites[0]) if each.scope == "circuit" and each.sites else None
    return f"{each.name} ({site})" if site else each.name


def cause(texts: Texts, each: Incident) -> str:
    """The cause, with a question mark in words while it is only suspected."""
    words = worded(texts, "cause", each.cause)
    if each.certainty == "confirmed" or each.cause == "undetermined":
        return words
    return texts.say("cli.incidents.suspected", cause=words)


def lasted(texts: Texts, each: Incident, now: datetime) -> str:
    """Since when and for how long; of one that is over from when to when."""
    if each.closed_at is None:
        return since(texts, each.since, now)
    end = each.restored_at or each.closed_at
    lasting = texts.duration((end - each.since).total_seconds())
    return f"{clock(texts, each.since, now)} ({lasting})"


def care(texts: Texts, each: Incident, seen: Incidents) -> str:
    """Who takes care and until when, else whom it went on to."""
    if each.care is not None:
        if each.care.until is None:
            return each.care.by
        until = clock(texts, each.care.until, seen.taken_at)
        return texts.say("cli.incidents.until", by=each.care.by, until=until)
    if each.escalated and each.closed_at is None:
        told = each.escalated[-1]
        return texts.say("cli.incidents.escalated", team=seen.teams.get(told, told))
    return DASH


def worded(texts: Texts, subject: str, code: str) -> str:
    """The words of a code, or itself when a newer daemon has one that we do not know."""
    try:
        return texts.say(f"{subject}.{code}")
    except MissingTextError:
        return code
