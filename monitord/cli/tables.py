"""The tables of `status`: what is not up, and one site in detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.cli.device_tables import facts_table, quality_table, says_table
from monitord.cli.look import mark, named_table, since, stated
from monitord.cli.picture import Check, Device, Picture, Site
from monitord.model.states import WORST_FIRST, Reason, State
from monitord.texts import MissingTextError, Texts

NARROW = 120
"""A terminal with fewer columns gets the narrow table."""


def worst_first(sites: tuple[Site, ...]) -> list[Site]:
    """Worst state first; within a state those that cut off most others, then the newest."""
    cut_off = Counter(s.reason.params.get("uplink") for s in sites if s.state is State.UNREACHABLE)

    def rank(site: Site) -> tuple[int, int, float]:
        return WORST_FIRST.index(site.state), -cut_off[site.id], -site.since.timestamp()

    return sorted(sites, key=rank)


def site_table(out: Console, texts: Texts, sites: Sequence[Site], seen: Picture) -> Table:
    """One row for each of `sites`."""
    if out.is_terminal and out.width < NARROW:
        return narrow_table(out, texts, sites, seen)
    made = named_table(out, texts, "state", "id", "site", "since", "reason", "devices")
    for site in sites:
        made.add_row(
            stated(texts, site.state),
            site.id,
            site.name,
            since(texts, site.since, seen.taken_at),
            explained(texts, site, seen.names),
            device_marks(site),
        )
    return made


def narrow_table(out: Console, texts: Texts, sites: Sequence[Site], seen: Picture) -> Table:
    """The same in fewer columns: the id under the name, the devices under the time."""
    made = named_table(out, texts, "state", "site", "since", "reason")
    made.columns[1].no_wrap = True
    for site in sites:
        when = since(texts, site.since, seen.taken_at)
        made.add_row(
            stated(texts, site.state),
            Text.assemble(site.name, "\n", (site.id, "dim")),
            Text.assemble(when, "\n", device_marks(site)),
            explained(texts, site, seen.names),
        )
    return made


def device_marks(site: Site) -> Text:
    """Every device with its state's symbol: "rt ✖  vc ✖"."""
    marks = [Text(f"{device.id} ").append_text(mark(device.state)) for device in site.devices]
    return Text("  ").join(marks)


def reason_of(texts: Texts, site: Site, names: Mapping[str, str]) -> str:
    """Why a site is as it is: when it is for a device, what that device's worst check says."""
    ident = site.reason.params.get("device")
    device = next((device for device in site.devices if device.id == ident), None)
    if site.reason.code != "devices" or device is None or not device.checks:
        return because(texts, site.reason, names)
    check = min(device.checks, key=lambda check: WORST_FIRST.index(check.state))
    said = because(texts, check.reason, names)
    return texts.say("cli.status.device-because", device=device.id, why=said)


def explained(texts: Texts, site: Site, names: Mapping[str, str]) -> str:
    """Its reason, and the incident or the maintenance that there is because of it."""
    why = [reason_of(texts, site, names), incident_of(texts, site)]
    return "; ".join(words for words in why if words)


def incident_of(texts: Texts, site: Site) -> str | None:
    """The open incident and its cause: "sự cố 261122-K7QF (mất điện)"; None: there is none."""
    if site.incident is None:
        return None
    return texts.say("cli.status.incident", id=site.incident, cause=cause_of(texts, site))


def cause_of(texts: Texts, site: Site) -> str:
    """In words; the bare code when a newer daemon has one of its own."""
    return texts.entries.get(f"cause.{site.cause}", site.cause or "–")


def because(texts: Texts, reason: Reason, names: Mapping[str, str]) -> str:
    """A reason in words; the bare code when a newer daemon, or a module, has one of its own.

    `names` are those of the sites (id → name); other ids in the reason stay as they are.
    """
    uplink = reason.params.get("uplink")
    named = {"uplink": names[uplink]} if isinstance(uplink, str) and uplink in names else {}
    try:
        return texts.reason(Reason(reason.code, {**reason.params, **named}))
    except MissingTextError:
        return reason.code


def site_detail(
    out: Console, texts: Texts, site: Site, now: datetime, names: Mapping[str, str]
) -> RenderableType:
    """One site: what it is, its devices, their checks, its circuits, what its devices say."""
    say = texts.say
    head = Text.assemble((site.name, "bold"), f"  {site.id}")
    facts = Table.grid(padding=(0, 2, 0, 0))
    rows: dict[str, str | Text | None] = {
        "state": stated(texts, site.state),
        "since": since(texts, site.since, now),
        "reason": reason_of(texts, site, names),
        "incident": site.incident and f"{site.incident} ({cause_of(texts, site)})",
        "window": site.window,
        "path": site.path,
        "uplink": site.uplink,
        "mcu": site.mcu,
        "team": site.team,
        "service": say(f"cli.service.{site.service}"),
    }
    for name, value in rows.items():
        if value:
            facts.add_row(Text(say(f"cli.column.{name}"), "dim"), value)
    parts: list[RenderableType] = [head, facts, Text()]
    parts.append(check_table(out, texts, site, now))
    if site.circuits:
        parts += [Text(), circuit_table(out, texts, site, now)]
    for told in (
        quality_table(out, texts, site),
        says_table(out, texts, site),
        facts_table(out, texts, site, now),
    ):
        if told is not None:
            parts += [Text(), told]
    return Group(*parts)


def check_table(out: Console, texts: Texts, site: Site, now: datetime) -> Table:
    """One row per check; a device without checks has a row of its own.

    On a terminal a device is named once, in a pipe in each row. A narrow one gets no RTT bounds.
    """
    columns = ("device", "role", "address", "check", "state", "since", "reason", "loss", "rtt")
    made = named_table(out, texts, *columns)
    bounds = not out.is_terminal or out.width >= NARROW
    for device in site.devices:
        if not device.checks:
            made.add_row(*device_cells(texts, device), "–", stated(texts, device.state))
        for number, check in enumerate(device.checks):
            again = number > 0 and out.is_terminal
            named = ["", "", ""] if again else device_cells(texts, device)
            made.add_row(*named, *check_cells(texts, check, now, bounds=bounds))
    return made


def device_cells(texts: Texts, device: Device) -> list[str]:
    """Id, role, address."""
    return [device.id, texts.say(f"cli.role.{device.role}"), device.address]


def check_cells(texts: Texts, check: Check, now: datetime, *, bounds: bool) -> list[Text | str]:
    """Probe, state, since, reason, loss and RTT of a check."""
    reason = because(texts, check.reason, {})
    if check.flapping:
        reason = f"{reason} ({texts.say('reason.flapping')})"
    loss = "–" if check.loss is None else texts.quantity("loss_ratio", check.loss)
    return [
        check.probe,
        stated(texts, check.state),
        since(texts, check.since, now),
        reason,
        loss,
        round_trip(texts, check, bounds=bounds),
    ]


def round_trip(texts: Texts, check: Check, *, bounds: bool) -> str:
    """The mean RTT and, when wanted and known, its bounds: "3,2 ms (2,9–4,1)"."""
    if check.rtt is None:
        return "–"
    mean = texts.say("unit.milliseconds", n=texts.number(check.rtt * 1000, 2))
    if not bounds or check.rtt_min is None or check.rtt_max is None:
        return mean
    low, high = (texts.number(bound * 1000, 2) for bound in (check.rtt_min, check.rtt_max))
    return f"{mean} ({low}–{high})"


def circuit_table(out: Console, texts: Texts, site: Site, now: datetime) -> Table:
    """One row per rented line."""
    columns = ("circuit", "provider", "line", "medium", "bandwidth", "state", "since")
    made = named_table(out, texts, *columns)
    for line in site.circuits:
        speed = "–"
        if line.bandwidth is not None:
            speed = texts.say("unit.megabits", n=texts.number(line.bandwidth / 1e6, 1))
        made.add_row(
            line.id,
            line.provider,
            texts.say(f"cli.line.{line.role}"),
            line.medium or "–",
            speed,
            stated(texts, line.state),
            since(texts, line.since, now),
        )
    return made
