"""One incident in full: what is known, what to do, what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.alerts.evidence import fact_words
from monitord.alerts.words import Words
from monitord.cli.incidents.picture import Incident, Incidents
from monitord.cli.incidents.tables import care, cause, graded, lasted, where, worded, wrong
from monitord.cli.look import clock, named_table
from monitord.cli.tables import because
from monitord.model.states import Param
from monitord.texts import Texts

MOST_NAMED = 12
"""Sites that are named; of the rest, how many."""
CODED = frozenset({"cause", "owner", "certainty", "severity", "urgency"})
"""What in the history is a code of these subjects."""
UNLABELLED = frozenset({"why", "team"})
"""What in the history needs no name."""
ADVICE = ("what_to_do", "clerk", "circuit", "hotline", "contact", "runbook_url", "dashboard_url")
"""Of the annotations, what is not shown already."""


def incident_detail(out: Console, texts: Texts, seen: Incidents) -> Iterator[RenderableType]:
    """All of it, part by part."""
    [each] = seen.incidents
    place = (where(texts, each, seen), "bold")
    yield Text.assemble(graded(texts, each), "  ", place, f"  {wrong(texts, each)}  {each.id}")
    yield facts_grid(texts, each, seen)
    if evidence := evidence_table(out, texts, each, seen):
        yield from (Text(), evidence)
    for title, text in advice(texts, each):
        yield from (Text(), Text(title, "bold"), Text(text))
    if each.history:
        yield from (Text(), history_table(out, texts, each, seen))


def facts_grid(texts: Texts, each: Incident, seen: Incidents) -> Table:
    """What is known of it, a line each."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, value in facts(texts, each, seen):
        if value:
            grid.add_row(Text(texts.say(f"cli.column.{name}"), "dim"), value)
    return grid


def facts(texts: Texts, each: Incident, seen: Incidents) -> Iterator[tuple[str, str | None]]:
    """Name and words of each; None where there is nothing to say."""
    now = seen.taken_at
    yield "since", lasted(texts, each, now)
    yield "cause", cause(texts, each)
    yield "owner", worded(texts, "owner", each.owner)
    why = "judged" if each.corrected else "reason"
    yield why, None if each.reason.code == "none" else because(texts, each.reason, seen.names)
    yield "sites", sites(texts, each, seen.names)
    yield "team", seen.teams.get(each.team, each.team) if each.team else None
    yield "care", care(texts, each, seen) if each.care or each.escalated else None
    yield "ticket", each.ticket
    yield "reported_at", _clock(texts, each.reported_at, now)
    yield "accepted_at", _clock(texts, each.accepted_at, now)
    yield "conference_id", each.conference
    yield "window", each.overrun
    yield "restored_at", _clock(texts, each.restored_at, now)
    yield "closed_at", _clock(texts, each.closed_at, now)
    yield "into", each.merged_into
    yield "flapping", texts.say("cli.incidents.times", n=each.reopened) if each.reopened else None


def sites(texts: Texts, each: Incident, names: Mapping[str, str]) -> str:
    """How many, their names, and how many there were at most."""
    shown = ", ".join(names.get(site, site) for site in each.sites[:MOST_NAMED])
    more = len(each.sites) - MOST_NAMED
    if more > 0:
        shown = texts.say("cli.incidents.more-sites", names=shown, n=more)
    words = f"{len(each.sites)}: {shown}" if each.sites else "0"
    if each.most_sites <= len(each.sites):
        return words
    return texts.say("cli.incidents.most-sites", sites=words, n=each.most_sites)


def evidence_table(out: Console, texts: Texts, each: Incident, seen: Incidents) -> Table | None:
    """A row for each fact. None: there are none."""
    words = Words(texts, ZoneInfo(seen.timezone))
    made = named_table(out, texts, "at", "check", "fact")
    for fact in each.evidence:
        at = clock(texts, fact.observed_at, seen.taken_at)
        made.add_row(at, fact.check, fact_words(words, fact))
    return made if made.rows else None


def advice(texts: Texts, each: Incident) -> Iterator[tuple[str, str]]:
    """Title and text of each; the daemon words them in the organization's language."""
    for name in ADVICE:
        if text := each.advice.get(name):
            yield texts.say(f"cli.incidents.advice.{name}"), text


def history_table(out: Console, texts: Texts, each: Incident, seen: Incidents) -> Table:
    """A row for each event, oldest first."""
    made = named_table(out, texts, "at", "happening", "by", "details")
    for event in each.history:
        at = clock(texts, event.at, seen.taken_at)
        said = "; ".join(details(texts, event.data, seen))
        made.add_row(at, worded(texts, "happening", event.what), event.by, said)
    return made


def details(texts: Texts, data: Mapping[str, Param], seen: Incidents) -> Iterator[str]:
    """What an event says: new values with the old ones, and what somebody wrote."""
    for name, value in data.items():
        if name == "note" or name.endswith("_before"):
            continue
        words = value_words(texts, name, value, seen)
        label = texts.entries.get(f"cli.column.{name}") if name not in UNLABELLED else None
        said = f"{label[:1].lower()}{label[1:]} {words}" if label else words
        before = data.get(f"{name}_before")
        if before is not None:
            old = value_words(texts, name, before, seen)
            said = texts.say("cli.incidents.before", said=said, old=old)
        yield said
    if note := data.get("note"):
        yield f"“{note}”"


def value_words(texts: Texts, name: str, value: Param, seen: Incidents) -> str:
    """One value of an event."""
    if name == "team":
        return texts.say("cli.incidents.to-team", team=seen.teams.get(str(value), str(value)))
    if name in CODED:
        return worded(texts, name, str(value))
    if name == "kind":
        own = texts.entries.get(f"cli.incidents.kind.{value}")
        return own or texts.observation(str(value), {})
    if name == "why":
        return worded(texts, "closed", str(value))
    if name == "seconds" and not isinstance(value, str):
        return texts.duration(value)
    if name.endswith("_at"):
        return _clock(texts, _instant(str(value)), seen.taken_at) or str(value)
    return str(value)


def _clock(texts: Texts, when: datetime | None, now: datetime) -> str | None:
    return None if when is None else clock(texts, when, now)


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
