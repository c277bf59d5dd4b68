"""Which modules an agent wants, by what it says that it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitord.model.modules import Module, Suits

_MOST = 256
"""Characters of sysDescr that are looked at (RFC 3418: at most 255)."""


def suiting(modules: Mapping[str, Module], object_id: str, description: str) -> list[Module]:
    """The modules for an agent with this sysObjectID and sysDescr, the best match first.

    The longest OID goes first, then a matching description; those that suit always come last.
    """
    text = description[:_MOST]
    ranks = {
        ident: max(_rank(suits, object_id, text) for suits in module.suits)
        for ident, module in modules.items()
        if module.suits
    }
    found = [ident for ident, rank in ranks.items() if rank >= (0, 0)]
    return [modules[ident] for ident in sorted(found, key=lambda ident: ranks[ident], reverse=True)]


def _rank(suits: Suits, object_id: str, description: str) -> tuple[int, int]:
    """How well it suits: numbers of the OID, and whether the description says it; below 0: not."""
    if suits.object_id and not f"{object_id}.".startswith(f"{suits.object_id}."):
        return (-1, 0)
    if suits.description and re.search(suits.description, description, re.IGNORECASE) is None:
        return (-1, 0)
    numbers = suits.object_id.count(".") + 1 if suits.object_id else 0
    return numbers, 1 if suits.description else 0
