"""An inventory names SNMP modules that there are, shipped or of one's own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from monitord.inventory import InvalidInventoryError, parse
from tests.inventory.good import edited, parsed

ALL = ("system", "interfaces", "poly-group", "poly-rmx")


def refusals(there: Collection[str], *edits: tuple[str, str], language: str = "en") -> list[str]:
    """What is said about the edited good file when only these modules are there."""
    with pytest.raises(InvalidInventoryError) as caught:
        parse(edited(*edits).encode(), "f.yaml", Path("/nowhere"), lambda _: there)
    return [problem.text(language) for problem in caught.value.problems]


def test_a_module_that_is_not_there_is_a_problem_of_the_profile_with_its_place() -> None:
    misspelt = ("[system, poly-group]", "[system, poly-grup]")
    assert refusals(ALL, misspelt) == [
        "f.yaml:17:135: profiles.poly-group.checks.snmp.modules[1]: there is no SNMP module"
        " 'poly-grup' (did you mean 'poly-group'?)"
    ]
    assert refusals(ALL, misspelt, language="vi") == [
        "f.yaml:17:135: profiles.poly-group.checks.snmp.modules[1]: không có mô-đun SNMP"
        " 'poly-grup' (có phải là 'poly-group'?)"
    ]


def test_so_is_one_that_a_device_names() -> None:
    own = ("checks: {icmp: {interval: 2s", "checks: {snmp: {modules: [zzz]}, icmp: {interval: 2s")
    assert refusals(ALL, own) == [
        "f.yaml:42:89: sites.h-nhu-thanh.devices.vc.checks.snmp.modules[0]:"
        " there is no SNMP module 'zzz'"
    ]


def test_it_is_found_beside_whatever_else_is_wrong() -> None:
    said = refusals(ALL[:3], ("timezone: Asia/Ho_Chi_Minh", "timezone: Hanoi"))
    assert [line.split(": ")[1] for line in said] == [
        "organization.timezone",
        "profiles.poly-rmx.checks.snmp.modules[1]",
    ]


def test_the_folder_of_ones_own_is_relative_to_the_file() -> None:
    asked: list[Path | None] = []

    def names(own: Path | None) -> Collection[str]:
        asked.append(own)
        return ALL

    parse(edited(("daemon: {", "daemon: {snmp_modules: mib, ")).encode(), "f", Path("/x"), names)
    parse(edited().encode(), "f", Path("/x"), names)
    assert asked == [Path("/x/mib"), None]


def test_settings_of_snmp_reach_the_model() -> None:
    inventory = parsed(
        ("daemon: {", "daemon: {snmp_modules: mib, snmp_traps: '[::]:1162', "),
        ("modules: [system, interfaces]", "modules: [system, interfaces], failures: 4"),
    )
    assert inventory.daemon.snmp_modules == "mib"
    assert inventory.daemon.snmp_traps == "[::]:1162"
    assert inventory.devices["h-nhu-thanh/rt"].checks["snmp"].failures == 4  # type: ignore[union-attr]
    assert parsed(("daemon: {", "daemon: {snmp_traps: off, ")).daemon.snmp_traps is None
