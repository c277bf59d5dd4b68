"""Which modules suit an agent, best first."""

from __future__ import annotations

import pytest

from monitord.model.modules import Module, Suits
from monitord.modules import load, suiting

MODULES = {
    module.id: module
    for module in (
        Module("always", "", suits=(Suits(),)),
        Module("never", ""),
        Module("vendor", "", suits=(Suits("1.3.6.1.4.1.99"),)),
        Module("model", "", suits=(Suits("1.3.6.1.4.1.99.1"), Suits("1.3.6.1.4.1.77"))),
        Module("words", "", suits=(Suits(description="acme +tx"),)),
        Module("both", "", suits=(Suits("1.3.6.1.4.1.99", "acme tx"),)),
    )
}


@pytest.mark.parametrize(
    ("object_id", "description", "found"),
    [
        ("1.3.6.1.4.1.99.1.5", "ACME TX 9", ["model", "both", "vendor", "words", "always"]),
        ("1.3.6.1.4.1.99", "", ["vendor", "always"]),
        ("1.3.6.1.4.1.999", "", ["always"]),
        ("1.3.6.1.4.1.77.1", "", ["model", "always"]),
        ("", "an acme tx", ["words", "always"]),
        ("", "\n" * 300 + "acme tx", ["always"]),
    ],
)
def test_the_longest_oid_goes_first(object_id: str, description: str, found: list[str]) -> None:
    assert [module.id for module in suiting(MODULES, object_id, description)] == found


def test_shipped_ones_that_suit_everything() -> None:
    found = [module.id for module in suiting(load(), "1.3.6.1.4.1.8072.3.2.10", "Linux")]
    assert {"system", "interfaces"} <= set(found)
