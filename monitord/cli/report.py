"""What `check` prints: rows in, table, traces or JSON out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.cli.echoes import EchoTally
from monitord.cli.look import named_table, stated
from monitord.cli.measure import Measured
from monitord.texts import Texts
from probes.icmp import Hop, Trace

ASKED = ("icmp", "snmp", "rtp", "sip", "h323")
"""Probes that this version has; `monitord snmp` runs that one."""


def device_table(out: Console, texts: Texts, rows: Sequence[Measured]) -> Table:
    """One row per device."""
    columns = ("device", "role", "address", "state", "answers", "rtts", "remarks")
    made = named_table(out, texts, *columns)
    for row in rows:
        made.add_row(
            own_id(row),
            texts.say(f"cli.role.{row.device.role}"),
            row.device.address,
            stated(texts, row.state),
            answers(texts, row.tally),
            round_trips(texts, row.tally),
            "\n".join(remarks(texts, row)) if out.is_terminal else "; ".join(remarks(texts, row)),
        )
    return made


def own_id(row: Measured) -> str:
    """The device's id without its site's."""
    return row.device.id.rpartition("/")[2]


def answers(texts: Texts, tally: EchoTally | None) -> str:
    """How many of how many were answered: "4/5, mất 20 %"."""
    if tally is None or tally.loss is None:
        return "–"
    loss = texts.quantity("loss_ratio", tally.loss)
    return texts.say("cli.check.answers", received=tally.received, sent=tally.awaited, loss=loss)


def round_trips(texts: Texts, tally: EchoTally | None) -> str:
    """Least, mean and greatest RTT: "0,1 / 0,2 / 0,4 ms"."""
    if tally is None or tally.rtt is None:
        return "–"
    shown = (texts.number(seconds * 1000, 2) for seconds in tally.rtt)
    return texts.say("unit.milliseconds", n=" / ".join(shown))


def remarks(texts: Texts, row: Measured) -> Iterator[str]:
    """Whatever else there is to know: errors in words, late replies, what was not run."""
    say = texts.say
    if row.problem:
        yield say("cli.check.unresolved", name=row.device.address, why=row.problem)
    if not row.device.checks:
        yield say("cli.check.no-checks")
    for probe in row.device.checks:
        if probe not in ASKED:
            yield say("cli.check.not-run", probe=probe)
    tally = row.tally
    if tally is None:
        return
    for (kind, origin), n in tally.refused.most_common():
        words = texts.quantity("kind", kind)
        yield say("cli.check.refused", origin=origin, kind=words, n=n)
    for why, n in tally.unmeasured.most_common():
        yield say("cli.check.unmeasured", n=n, why=say(f"reason.{why}"))
    if tally.late:
        yield say("cli.check.late", n=tally.late)
    if tally.duplicates:
        yield say("cli.check.duplicates", n=tally.duplicates)


def advice(texts: Texts, rows: Sequence[Measured]) -> Iterator[str]:
    """How to ask what was not asked here."""
    agents = [row.device.id for row in rows if "snmp" in row.device.checks]
    if agents:
        yield texts.say("cli.check.ask", device=agents[0])


def traces(
    out: Console, texts: Texts, rows: Sequence[Measured], names: Mapping[str, str]
) -> Iterator[RenderableType]:
    """The path to each silent device; `names` are the inventory's devices by address."""
    for row in rows:
        if row.trace is not None:
            yield ""
            title = texts.say("cli.check.trace", device=row.device.id, address=row.address)
            yield Text(title, "bold")
            yield hop_table(out, texts, row.trace, names)
            yield ending(texts, row.trace)


def hop_table(out: Console, texts: Texts, trace: Trace, names: Mapping[str, str]) -> Table:
    """One row per hop."""
    columns = ("hop", "address", "device", "rtt", "remarks")
    made = named_table(out, texts, *columns)
    for hop in trace.hops:
        rtt = "–" if hop.rtt is None else f"{texts.number(hop.rtt * 1000, 2)} ms"
        passed = hop.error in (None, "time-exceeded")
        remark = "" if passed else texts.quantity("kind", str(hop.error))
        made.add_row(str(hop.ttl), hop.address or "*", names.get(hop.address or ""), rtt, remark)
    return made


def ending(texts: Texts, trace: Trace) -> str:
    """Whether the path leads there, and who was the last to answer."""
    heard = [hop for hop in trace.hops if hop.address is not None]
    if trace.reached:
        return texts.say("cli.check.reached", n=len(trace.hops))
    if not heard:
        return texts.say("cli.check.no-hop")
    return texts.say("cli.check.not-reached", n=heard[-1].ttl, address=heard[-1].address)


def as_json(row: Measured) -> dict[str, Any]:
    """A device for machines: seconds, ratios and codes."""
    tally = row.tally or EchoTally(0)
    low, mean, high = tally.rtt or (None, None, None)
    return {
        "id": row.device.id,
        "role": row.device.role,
        "address": row.device.address,
        "probed": row.address,
        "state": row.state,
        "problem": row.problem or None,
        "sent": tally.awaited,
        "received": tally.received,
        "lost": tally.lost,
        "unmeasured": dict(tally.unmeasured),
        "refused": [
            {"kind": kind, "origin": origin, "count": n}
            for (kind, origin), n in tally.refused.items()
        ],
        "late": tally.late,
        "duplicates": tally.duplicates,
        "loss": tally.loss,
        "rtt_min": low,
        "rtt_mean": mean,
        "rtt_max": high,
        "trace": trace_json(row.trace) if row.trace else None,
    }


def trace_json(trace: Trace) -> dict[str, Any]:
    """A path for machines."""
    return {"reached": trace.reached, "hops": [hop_json(hop) for hop in trace.hops]}


def hop_json(hop: Hop) -> dict[str, Any]:
    """A hop for machines."""
    return {"ttl": hop.ttl, "address": hop.address, "rtt": hop.rtt, "error": hop.error}
