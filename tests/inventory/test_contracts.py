"""What a provider's contract says, who signs, and when a site is to serve."""

from __future__ import annotations

import pytest

from monitord.model.inventory import Credit, Signatory, Sla
from tests.inventory.good import complaints, edited, parsed


def test_a_contract_says_how_it_counts_and_who_signs() -> None:
    inventory = parsed(
        ("locale: vi}", "locale: vi, signatory: {name: Bà B, title: Giám đốc}}"),
        ("hotline: 18001166,", "hotline: 18001166, signatory: {name: Ông C, address: Hạc Thành},"),
        (
            "jitter: 30ms",
            "mos: 3.6, unknown: up, degraded: down, repair_from: report, contract: 12/HĐ, "
            "suspected: {counts: excluded, after: 3d}, "
            "credits: [{below: 99.9%, credit: 5%}, {below: 99%, credit: 20%}]",
        ),
    )
    vnpt = inventory.providers["vnpt"]
    assert vnpt.sla == Sla(
        availability=0.999, loss=0.01, rtt=0.15, mos=3.6, unknown="up", degraded="down",
        repair_from="report", suspected="excluded", suspected_after=3 * 86400.0,
        credits=(Credit(0.999, 0.05), Credit(0.99, 0.2)), contract="12/HĐ",
    )  # fmt: skip
    assert vnpt.signatory == Signatory(name="Ông C", address="Hạc Thành")
    assert inventory.organization.signatory == Signatory(name="Bà B", title="Giám đốc")


def test_what_a_contract_does_not_say_counts_in_the_cautious_way() -> None:
    sla = parsed().providers["vnpt"].sla
    assert (sla.unknown, sla.degraded, sla.repair_from) == ("excluded", "up", "detection")
    assert (sla.suspected, sla.suspected_after, sla.credits) == ("provider", 5 * 86400.0, ())


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        ("unknown: maybe", "is none of: excluded, up"),
        ("credits: [{below: 99%}]", "credit"),
        ("credits: [{below: 99%, credit: 5}]", "credit"),
        ("suspected: {count: provider}", "did you mean 'counts'"),
        ("mos: 9", "mos"),
    ],
)
def test_a_contract_that_says_nonsense_is_refused(edit: str, complaint: str) -> None:
    found = complaints(edited(("jitter: 30ms", edit)))
    assert len(found) == 1
    assert complaint in found[0]


def test_reports_go_into_a_folder_or_nowhere() -> None:
    assert parsed().daemon.reports == "var/reports"
    assert parsed(("daemon: {", "daemon: {reports: off, ")).daemon.reports is None


def test_hours_of_service_are_inherited_by_the_subtree_and_must_exist() -> None:
    there = ("level: district", "level: district\n        hours: hanh-chinh")
    sites = parsed(there).sites
    inside = [site for site in sites.values() if "/h-nhu-thanh" in site.path]
    assert inside
    assert {site.hours.id for site in inside if site.hours} == {"hanh-chinh"}
    assert all(site.hours is None for site in sites.values() if site not in inside)
    missing = complaints(edited((there[0], there[1].replace("hanh-chinh", "hanh-chin"))))
    assert len(missing) == 1
    assert "there are no hours 'hanh-chin'" in missing[0]
