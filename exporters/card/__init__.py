"""The site card (phiếu điểm cầu) for the cabinet door.

`card_of` makes it, `as_text` and `pdf.pdf` (one A4 page each) write it.
"""

from exporters.card.card import Card, Row, Section
from exporters.card.make import card_of
from exporters.card.text import as_text

__all__ = ["Card", "Row", "Section", "as_text", "card_of"]
