"""Which of several incidents explains how a site is."""

from __future__ import annotations

from dataclasses import replace

from monitord.model.incidents import Aspect, Scope, Severity
from tests.incidents.county import book, fault, look, mild, of


def test_a_dead_backup_of_everybody_does_not_hide_a_bad_line() -> None:
    ours = book()
    backup = replace(
        fault("p/mcu-2", scope=Scope.MCU, aspect=Aspect.BACKUP, below=("d1", "c1", "c2")),
        severity=Severity.WARNING,
    )
    look(ours, 5, backup, mild("c1"))
    spare, line = of(ours, "p/mcu-2", Aspect.BACKUP).id, of(ours, "c1", Aspect.QUALITY).id
    assert ours.by_site() == {"d1": spare, "c1": line, "c2": spare}


def test_what_stops_meetings_explains_a_site_before_what_spoils_them() -> None:
    ours = book()
    stops = replace(fault("TSL-d1", scope=Scope.CIRCUIT, below=("d1", "c1")), covers=frozenset())
    look(ours, 5, stops, mild("c1"))
    assert ours.by_site()["c1"] == of(ours, "TSL-d1").id
