"""The figures of a provider against its contract, and what its contract says of counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import Block, Facts, Heading, Pairs, Paragraph
from exporters.reports.pdf.scribe import NONE, Scribe
from monitord.model.figures import Available, MonthReport, ProviderFigures, Repairs, Served
from monitord.model.inventory import Sla
from monitord.model.ledger import LEFT_OUT

Rows = list[tuple[str, str]]


def results(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """Availability (provider) of each, then site service: two figures that are never mixed."""
    several = len(report.providers)
    yield Heading(scribe.say("sla-pdf.results"))
    for each in report.providers:
        heading = scribe.say("sla-pdf.results.available")
        yield Heading(scribe.headed(heading, each.provider, several), 2)
        yield Pairs(_availability(each, scribe), strong=1)
        heading = scribe.say("sla-pdf.results.repairs")
        yield Heading(scribe.headed(heading, each.provider, several), 2)
        yield Pairs([*_answered(each, scribe), *_repairs(each.repairs, "all-causes", scribe)])
    if report.sites:
        yield Heading(scribe.say("sla-pdf.results.served"), 2)
        yield Pairs(_served(report.served, len(report.sites), scribe), strong=1)
        yield Paragraph(scribe.say("sla-pdf.results.served.note"), small=True)


def _availability(figures: ProviderFigures, scribe: Scribe) -> Rows:
    say, available = scribe.say, figures.available
    budgets = [each.budget for each in figures.circuits if each.budget is not None]
    used = [each.available.provider_down for each in figures.circuits if each.budget is not None]
    left = [each.budget_left for each in figures.circuits if each.budget_left is not None]
    return [
        (say("sla-pdf.available"), scribe.share(available.ratio)),
        (say("sla-pdf.target"), scribe.promised(figures.provider.sla.availability)),
        (say("sla-pdf.circuits"), scribe.count(len(figures.circuits))),
        (say("sla-pdf.below-target"), scribe.count(figures.below_target)),
        (say("sla-pdf.credits"), _credits(figures, scribe)),
        (say("sla-pdf.budget"), scribe.span(sum(budgets)) if budgets else NONE),
        (say("sla-pdf.budget-used"), scribe.span(sum(used)) if budgets else NONE),
        (say("sla-pdf.budget-left"), scribe.span(sum(left)) if left else NONE),
        (say("sla-pdf.present"), scribe.span(available.present)),
        (say("sla-pdf.counted"), scribe.span(available.counted)),
        (say("sla-pdf.coverage"), scribe.share(available.coverage)),
        (say("sla-pdf.counts-against"), ""),
        (say("sla-pdf.provider-down"), scribe.span(available.provider_down)),
        (say("sla-pdf.apart"), ""),
        (say("sla-pdf.suspected-down"), scribe.span(available.suspected_down)),
        (say("sla-pdf.with-suspected"), scribe.share(available.with_suspected)),
        (say("sla-pdf.others-down"), scribe.span(available.others_down)),
        *excluded(available, scribe),
    ]


def excluded(available: Available, scribe: Scribe) -> Rows:
    """What counts neither way, by class; a class of its own where it was left out."""
    found = [
        (scribe.say(f"sla-pdf.excluded.{each}"), scribe.span(available.excluded.get(each, 0.0)))
        for each in LEFT_OUT
    ]
    return [(scribe.say("sla-pdf.excluded"), ""), *found]


def _credits(figures: ProviderFigures, scribe: Scribe) -> str:
    """How many circuits have which credit: "5 %: 3 đường truyền"."""
    tiers = Counter(each.credit for each in figures.circuits if each.credit > 0)
    if not tiers:
        return scribe.say("sla-pdf.credits.none")
    return "; ".join(
        scribe.say(
            "sla-pdf.credits.tier", credit=scribe.promised(credit), n=scribe.count(tiers[credit])
        )
        for credit in sorted(tiers)
    )


def _answered(figures: ProviderFigures, scribe: Scribe) -> Rows:
    """Of what the provider answers for; one of the two clocks is the contract's."""
    by = figures.provider.sla.repair_from
    return _repairs(figures.answered, "answered", scribe, contractual=by)


def _repairs(repairs: Repairs, of: str, scribe: Scribe, *, contractual: str = "") -> Rows:
    say = scribe.say
    marked = dict.fromkeys(("detection", "report"), "")
    if contractual:
        marked[contractual] = " " + say("sla-pdf.repair.contractual")
    return [
        (say(f"sla-pdf.{of}"), ""),
        (say("sla-pdf.outages"), scribe.count(repairs.outages)),
        (
            say("sla-pdf.repair.detection") + marked["detection"],
            scribe.span(repairs.detection.value),
        ),
        (say("sla-pdf.repair.report") + marked["report"], scribe.span(repairs.report.value)),
        (say("sla-pdf.between"), scribe.span(repairs.between.value)),
        (say("sla-pdf.longest"), scribe.span(repairs.longest)),
    ]


def _served(served: Served, sites: int, scribe: Scribe) -> Rows:
    say = scribe.say
    return [
        (say("sla-pdf.served"), scribe.share(served.ratio)),
        (say("sla-pdf.sites"), scribe.count(sites)),
        (say("sla-pdf.served.hours"), scribe.span(served.hours)),
        (say("sla-pdf.served.lost"), scribe.span(served.lost)),
        (say("sla-pdf.served.unknown"), scribe.span(served.unknown)),
    ]


def contract(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """How the figures were counted, by each contract."""
    yield Heading(scribe.say("sla-pdf.contract"))
    yield Paragraph(scribe.say("sla-pdf.contract.formula"))
    for each in report.providers:
        if len(report.providers) > 1:
            yield Heading(each.provider.name, 2)
        yield Facts(choices(each.provider.sla, scribe))


def choices(sla: Sla, scribe: Scribe) -> Sequence[tuple[str, str]]:
    """The contract's choices in words."""
    say, days = scribe.say, scribe.words.duration
    after = days(sla.suspected_after)
    notice = (
        say("sla-pdf.notice.none")
        if sla.notice is None
        else say("sla-pdf.notice", span=days(sla.notice))
    )
    return [
        (say("sla-pdf.choice.unknown"), say(f"sla-pdf.unknown.{sla.unknown}")),
        (say("sla-pdf.choice.degraded"), say(f"sla-pdf.degraded.{sla.degraded}")),
        (say("sla-pdf.choice.notice"), notice),
        (say("sla-pdf.choice.repair"), say(f"sla-pdf.repair-from.{sla.repair_from}")),
        (say("sla-pdf.choice.suspected"), say(f"sla-pdf.suspected.{sla.suspected}", span=after)),
        (say("sla-pdf.choice.limits"), _limits(sla, scribe)),
        (say("sla-pdf.choice.credits"), _tiers(sla, scribe)),
    ]  # fmt: skip


def _limits(sla: Sla, scribe: Scribe) -> str:
    words = scribe.words
    found = [
        scribe.say(f"sla-pdf.limit.{name}", n=words.quantity(kind, value))
        for name, kind, value in (
            ("loss", "loss_ratio", sla.loss),
            ("rtt", "rtt_seconds", sla.rtt),
            ("jitter", "jitter_seconds", sla.jitter),
            ("mos", "mos", sla.mos),
        )
        if value is not None
    ]
    return "; ".join(found) or scribe.say("sla-pdf.limit.none")


def _tiers(sla: Sla, scribe: Scribe) -> str:
    tiers = sorted(sla.credits, key=lambda tier: -tier.below)
    found = [
        scribe.say(
            "sla-pdf.tier", below=scribe.promised(tier.below), credit=scribe.promised(tier.credit)
        )
        for tier in tiers
    ]
    return "; ".join(found) or scribe.say("sla-pdf.tier.none")
