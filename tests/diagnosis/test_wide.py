"""Many silences at once have one cause, and only where they are many and at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from monitord.diagnosis import next_due
from monitord.model.incidents import Aspect, FaultKey, Owner, Scope
from monitord.model.inventory import Service
from tests.diagnosis.province import NOON, PROVINCE, Moment, inventory, line, site, spread

VIETTEL = [f"other-{n}" for n in range(1, 13)]
VNPT = ["district", *(f"quiet-{n}" for n in range(1, 17))]
COMMUNES = [f"commune-{n}" for n in (1, 2, 3)]
OUTAGE, UPSTREAM = "provider:viettel:silence", "centre:hub:silence"


def one_by_one(names: Iterable[str], apart: float, moment: Moment | None = None) -> Moment:
    moment = moment or Moment()
    for n, name in enumerate(names):
        moment.dark(name, since=n * apart)
    return moment


class TestProvider:
    """At least three circuits, a fifth of its own, within a minute."""

    @pytest.mark.parametrize(
        ("circuits", "apart", "outage"),
        [(2, 0, False), (3, 0, True), (3, 30, True), (3, 31, False), (12, 20, True)],
    )
    def test_within_a_minute(self, circuits: int, apart: float, outage: bool) -> None:
        assert (OUTAGE in one_by_one(VIETTEL[:circuits], apart).told(now=900)) is outage

    def test_it_explains_all_of_them_and_nothing_else(self) -> None:
        moment = one_by_one(VIETTEL[:4], 1).dark("quiet-1")
        assert moment.told() == {OUTAGE: "provider", "site:quiet-1:silence": "circuit"}
        fault = moment.fault(Scope.PROVIDER, "viettel")
        assert fault.covers == set(fault.sites) == set(VIETTEL[:4])
        assert (fault.owner, fault.since) == (Owner.PROVIDER, NOON)
        assert fault.race, "the centre's own line may be the cause, which shows a second later"
        assert fault.reason.params == {"provider": "viettel", "circuits": 4, "total": 12}

    def test_it_is_decided_with_the_third(self) -> None:
        fault = one_by_one(VIETTEL[:5], 10).fault(Scope.PROVIDER, "viettel", now=60)
        assert (fault.decided_at - NOON).total_seconds() == 25

    def test_three_of_many_circuits_are_three_faults(self) -> None:
        many = (site(f"more-{n}", "hub") for n in range(40))
        assert len(one_by_one(VNPT[:3], 0, Moment(spread(*many))).told()) == 3

    def test_those_behind_count_for_the_share(self) -> None:
        """Of 20 of VNPT's a fifth is 4: with the communes of the district they are 6."""
        moment = one_by_one(VNPT[:3], 0)
        assert "provider:vnpt:silence" not in moment.told()
        moment.dark("commune-1", "commune-2", "commune-3")
        assert list(moment.told()) == ["provider:vnpt:silence"]
        assert "commune-3" in moment.fault(Scope.PROVIDER, "vnpt").covers

    def test_one_silent_long_before_is_dead_by_itself(self) -> None:
        moment = one_by_one(VIETTEL[1:4], 1).dark("other-1", since=-600)
        assert set(moment.told()) == {OUTAGE, "site:other-1:silence"}

    def test_one_that_falls_silent_later_is_dead_by_it(self) -> None:
        moment = one_by_one(VIETTEL[:3], 1).dark("other-9", since=600)
        assert list(moment.told(now=700)) == [OUTAGE]

    def test_sites_without_power_witness_nothing(self) -> None:
        moment = one_by_one(VIETTEL[:3], 0).fact("other-2/rt/snmp", "on-battery", active=1)
        assert "site:other-2:silence" in moment.told()
        assert OUTAGE not in moment.told()

    def test_nor_do_sites_in_maintenance(self) -> None:
        moment = one_by_one(VIETTEL[:3], 0).window("site", "other-2")
        assert OUTAGE not in moment.told()

    def test_nor_sites_not_in_service(self) -> None:
        sites = dict(PROVINCE.sites)
        planned: Service = "planned"
        sites["other-2"] = replace(sites["other-2"], service=planned)
        moment = one_by_one(VIETTEL[:3], 0, Moment(replace(PROVINCE, sites=sites)))
        assert set(moment.told()) == {"site:other-1:silence", "site:other-3:silence"}

    def test_nor_a_site_with_lines_of_two(self) -> None:
        two = site("two", "hub", lines=(line("two"), line("two2", "viettel")))
        moment = one_by_one([*VIETTEL[:2], "two"], 0, Moment(spread(two)))
        assert OUTAGE not in moment.told()

    def test_it_ends_as_one_though_its_circuits_come_back_one_by_one(self) -> None:
        moment = one_by_one(VIETTEL[:4], 0)
        for n, name in enumerate(VIETTEL[:3]):
            moment.bright(name, at=100 + 10 * n)
            assert list(moment.told(now=101 + 10 * n)) == [OUTAGE]
        assert moment.fault(Scope.PROVIDER, "viettel", now=121).sites == ("other-4",)
        assert list(moment.told(now=155)) == ["site:other-4:silence"]

    def test_communes_that_answer_before_their_district_does_are_not_circuits_back(self) -> None:
        moment = Moment().dark("district", *COMMUNES, since=0)
        moment.bright(*COMMUNES, at=100)
        assert not any(key.startswith("provider") for key in moment.told(now=100))

    def test_nor_are_those_that_come_back_with_it_while_one_stays_silent(self) -> None:
        small = inventory(
            site("hub", None),
            site("district", "hub"),
            *(site(name, "district") for name in COMMUNES),
            *(site(name, "hub", lines=(line(name, "viettel"),)) for name in VIETTEL),
        )
        moment = Moment(small).dark("district", *COMMUNES, since=0)
        moment.bright("district", at=100).bright(*COMMUNES[:2], at=101)
        assert list(moment.told(now=110)) == [f"site:{COMMUNES[2]}:silence"]

    def test_time_alone_ends_it(self) -> None:
        moment = one_by_one(VIETTEL[:4], 0).bright(*VIETTEL[:3], at=100)
        world = moment.world(107)
        due = next_due(world, moment.troubled)
        assert due is not None
        assert (due - NOON).total_seconds() == 100 + moment.rules.settle

    def test_what_came_back_before_the_others_died_has_no_part_in_it(self) -> None:
        moment = Moment().bright(*VIETTEL[:3], at=90).dark("other-4", since=100)
        assert list(moment.told(now=110)) == ["site:other-4:silence"]

    def test_it_is_unmeasured_while_most_of_its_sites_are(self) -> None:
        key = FaultKey(Scope.PROVIDER, "viettel", Aspect.SILENCE)
        assert Moment(heard=False).unclear(key) == {key}
        assert Moment().unclear(key) == set()


class TestUpstream:
    """The centre's own routers, or four fifths of all there is."""

    def test_its_routers(self) -> None:
        moment = Moment().dark(*PROVINCE.sites)
        assert moment.told() == {UPSTREAM: "upstream"}
        fault = moment.fault(Scope.CENTRE, "hub")
        assert fault.sites[0] == "hub"
        assert set(fault.sites) == set(PROVINCE.sites) == fault.covers
        assert fault.owner is Owner.UPSTREAM

    def test_its_power(self) -> None:
        moment = Moment().fact("hub/ups/snmp", "on-battery", active=1).dark(*PROVINCE.sites)
        assert moment.told() == {UPSTREAM: "power"}

    def test_all_sites_of_all_providers_while_its_router_answers(self) -> None:
        away = [ident for ident in PROVINCE.sites if ident != "hub"]
        fault = one_by_one(away, 1).fault(Scope.CENTRE, "hub", now=60)
        assert (set(fault.covers), fault.reason.code) == (set(away), "upstream.wide")

    def test_it_ends_as_one_though_one_provider_is_back_first(self) -> None:
        moment = Moment()
        for name in PROVINCE.sites:
            if name != "hub":
                moment.dark(name, since=0)
        moment.bright(*(name for name in PROVINCE.sites if name not in {"hub", *VIETTEL}), at=100)
        assert list(moment.told(now=101)) == [UPSTREAM]

    def test_nor_while_communes_are_on_their_way_behind_a_district_that_is_back(self) -> None:
        sites = [site("hub", None)]
        for n, name in enumerate(("east", "west")):
            lines = (line(name, ("vnpt", "viettel")[n]),)
            sites.append(site(name, "hub", lines=lines))
            sites += [site(f"{name}-{c}", name, lines=()) for c in range(4)]
        moment = Moment(inventory(*sites)).dark(*(s.id for s in sites[1:]), since=0)
        moment.bright("east", at=100)
        assert list(moment.told(now=101)) == [UPSTREAM]

    def test_less_than_four_fifths_are_their_providers(self) -> None:
        assert set(one_by_one([*VNPT[:9], *VIETTEL], 0).told()) == {OUTAGE, "provider:vnpt:silence"}

    def test_one_district_with_almost_all_sites_is_a_district(self) -> None:
        known = inventory(
            site("hub", None),
            site("district", "hub"),
            *(site(f"c-{n}", "district") for n in range(30)),
            site("other", "hub"),
        )
        moment = Moment(known).dark("district", *(f"c-{n}" for n in range(30)))
        assert moment.told() == {"site:district:silence": "circuit"}

    def test_all_of_one_provider_is_the_provider_where_there_is_another(self) -> None:
        known = inventory(
            site("hub", None),
            *(site(f"a-{n}", "hub") for n in range(19)),
            site("b", "hub", lines=(line("b", "viettel"),)),
        )
        moment = Moment(known).dark(*(f"a-{n}" for n in range(19)))
        assert list(moment.told()) == ["provider:vnpt:silence"]

    def test_it_is_unmeasured_while_most_sites_are(self) -> None:
        key = FaultKey(Scope.CENTRE, "hub", Aspect.SILENCE)
        assert Moment(heard=False).unclear(key) == {key}
        assert Moment().unclear(key) == set()
