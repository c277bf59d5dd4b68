"""The figures of a provider against its contract, and what its contract says of counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import Block, Facts, Heading, Pairs, Paragraph
from exporters.reports.pdf.scribe import NONE, Scribe, span
from monitord.model.figures import Available, MonthReport, ProviderFigures, Repairs, Served
from monitord.model.inventory import Sla
from monitord.model.ledger import Excluded

Rows = list[tuple[str, str]]


def results(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """Availability (provider) of each, then site service: two figures that are never mixed."""
    several = len(report.providers)
    yield Heading(scribe.say("results"))
    for each in report.providers:
        heading = scribe.say("results.available")
        yield Heading(scribe.headed(heading, each.provider, several), 2)
        yield Pairs(_availability(each, scribe), strong=1)
        heading = scribe.say("results.repairs")
        yield Heading(scribe.headed(heading, each.provider, several), 2)
        yield Pairs(_repairs(each.repairs, each.provider.sla, scribe))
    if report.sites:
        yield Heading(scribe.say("results.served"), 2)
        yield Pairs(_served(report.served, len(report.sites), scribe), strong=1)
        yield Paragraph(scribe.say("results.served.note"), small=True)


def _availability(figures: ProviderFigures, scribe: Scribe) -> Rows:
    say, available = scribe.say, figures.available
    budgets = [each.budget for each in figures.circuits if each.budget is not None]
    used = [each.available.provider_down for each in figures.circuits if each.budget is not None]
    left = [each.budget_left for each in figures.circuits if each.budget_left is not None]
    return [
        (say("available"), scribe.share(available.ratio)),
        (say("target"), scribe.promised(figures.provider.sla.availability)),
        (say("circuits"), scribe.count(len(figures.circuits))),
        (say("below-target"), scribe.count(figures.below_target)),
        (say("credits"), _credits(figures, scribe)),
        (say("budget"), span(sum(budgets)) if budgets else NONE),
        (say("budget-used"), span(sum(used)) if budgets else NONE),
        (say("budget-left"), span(sum(left)) if left else NONE),
        (say("present"), span(available.present)),
        (say("counted"), span(available.counted)),
        (say("coverage"), scribe.share(available.coverage)),
        (say("counts-against"), ""),
        (say("provider-down"), span(available.provider_down)),
        (say("apart"), ""),
        (say("suspected-down"), span(available.suspected_down)),
        (say("with-suspected"), scribe.share(available.with_suspected)),
        (say("others-down"), span(available.others_down)),
        *excluded(available, scribe),
    ]


def excluded(available: Available, scribe: Scribe) -> Rows:
    """What counts neither way, by class; a class of its own where it was left out."""
    classes = [each for each in Excluded if each is not Excluded.ABSENT]
    found = [
        (scribe.say(f"excluded.{each}"), span(available.excluded.get(each, 0.0)))
        for each in classes
    ]
    return [(scribe.say("excluded"), ""), *found]


def _credits(figures: ProviderFigures, scribe: Scribe) -> str:
    """How many circuits have which credit: "5 %: 3 đường truyền"."""
    tiers = Counter(each.credit for each in figures.circuits if each.credit > 0)
    if not tiers:
        return scribe.say("credits.none")
    return "; ".join(
        scribe.say("credits.tier", credit=scribe.promised(credit), n=scribe.count(tiers[credit]))
        for credit in sorted(tiers)
    )


def _repairs(repairs: Repairs, sla: Sla, scribe: Scribe) -> Rows:
    say = scribe.say
    marked = dict.fromkeys(("detection", "report"), "")
    marked[sla.repair_from] = " " + say("repair.contractual")
    return [
        (say("outages"), scribe.count(repairs.outages)),
        (say("repair.detection") + marked["detection"], span(repairs.detection.value)),
        (say("repair.report") + marked["report"], span(repairs.report.value)),
        (say("between"), span(repairs.between.value)),
        (say("longest"), span(repairs.longest)),
    ]


def _served(served: Served, sites: int, scribe: Scribe) -> Rows:
    say = scribe.say
    return [
        (say("served"), scribe.share(served.ratio)),
        (say("sites"), scribe.count(sites)),
        (say("served.hours"), span(served.hours)),
        (say("served.lost"), span(served.lost)),
        (say("served.unknown"), span(served.unknown)),
    ]


def contract(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """How the figures were counted, by each contract."""
    yield Heading(scribe.say("contract"))
    yield Paragraph(scribe.say("contract.formula"))
    for each in report.providers:
        if len(report.providers) > 1:
            yield Heading(each.provider.name, 2)
        yield Facts(choices(each.provider.sla, scribe))


def choices(sla: Sla, scribe: Scribe) -> Sequence[tuple[str, str]]:
    """The contract's choices in words."""
    say, days = scribe.say, scribe.words.duration
    after = days(sla.suspected_after)
    notice = say("notice.none") if sla.notice is None else say("notice", span=days(sla.notice))
    return [
        (say("choice.unknown"), say(f"unknown.{sla.unknown}")),
        (say("choice.degraded"), say(f"degraded.{sla.degraded}")),
        (say("choice.notice"), notice),
        (say("choice.repair"), say(f"repair-from.{sla.repair_from}")),
        (say("choice.suspected"), say(f"suspected.{sla.suspected}", span=after)),
        (say("choice.limits"), _limits(sla, scribe)),
        (say("choice.credits"), _tiers(sla, scribe)),
    ]  # fmt: skip


def _limits(sla: Sla, scribe: Scribe) -> str:
    words = scribe.words
    found = [
        scribe.say(f"limit.{name}", n=words.quantity(kind, value))
        for name, kind, value in (
            ("loss", "loss_ratio", sla.loss),
            ("rtt", "rtt_seconds", sla.rtt),
            ("jitter", "jitter_seconds", sla.jitter),
            ("mos", "mos", sla.mos),
        )
        if value is not None
    ]
    return "; ".join(found) or scribe.say("limit.none")


def _tiers(sla: Sla, scribe: Scribe) -> str:
    tiers = sorted(sla.credits, key=lambda tier: -tier.below)
    found = [
        scribe.say("tier", below=scribe.promised(tier.below), credit=scribe.promised(tier.credit))
        for tier in tiers
    ]
    return "; ".join(found) or scribe.say("tier.none")
