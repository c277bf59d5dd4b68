"""What to answer to an id that there is not."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.model.ledger import LedgerError
from monitord.model.names import did_you_mean


def unknown(code: str, ident: str, known: Iterable[str]) -> LedgerError:
    """The error: `code`, or `code-near` with what may have been meant in `near`."""
    near = did_you_mean(ident, known, 3)
    if not near:
        return LedgerError(code, id=ident)
    return LedgerError(f"{code}-near", id=ident, near=", ".join(near))
