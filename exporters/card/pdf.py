"""Cards as PDF: one A4 page each, in letters as large as there is room for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from exporters.card.card import Card, Row, Section

SIZES = (13, 12.5, 12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7)
"""Points of the letters, the largest first; smaller ones are not read on a cabinet door."""
MARGIN = 14 * mm
WIDTH = A4[0] - 2 * MARGIN
HEIGHT = A4[1] - 2 * MARGIN
LABELS = 0.3
"""Of the width: the column of labels."""
INK, RULE, SHADE = HexColor("#10243e"), HexColor("#9aa7b8"), HexColor("#e8eef5")
PLAIN, BOLD = "Roboto-Regular", "Roboto-Bold"


def pdf(cards: Iterable[Card]) -> bytes:
    """A page for each card, in their order."""
    for name in (PLAIN, BOLD):
        path = files("font_roboto") / "files" / f"{name}.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    for card in cards:
        _page(canvas, card)
    canvas.save()
    return written.getvalue()


def _page(canvas: Any, card: Card) -> None:
    """One page; the title is also what a reader's list of pages says."""
    canvas.setTitle(card.title)
    canvas.bookmarkPage(card.head[0].text)
    canvas.addOutlineEntry(card.name, card.head[0].text)
    top = A4[1] - MARGIN
    for piece, height in _measured(*fitted(card)):
        piece.drawOn(canvas, MARGIN, top - height)
        top -= height
    canvas.showPage()


def fitted(card: Card) -> tuple[Card, float]:
    """What of a card there is room for on a page, and the largest letters with which there is.

    Where not even the smallest are small enough, the last rows of long sections give way.
    """
    first = bisect_left(SIZES, 1, key=lambda size: _fits(card, size))
    if first < len(SIZES):
        return card, SIZES[first]
    rows = max(len(section.rows) for section in card.sections)
    fewer = bisect_left(range(rows), 1, key=lambda n: _fits(shortened(card, rows - n), SIZES[-1]))
    return shortened(card, rows - fewer), SIZES[-1]


def _fits(card: Card, size: float) -> int:
    """1 when it does, 0 when it does not."""
    return int(sum(height for _, height in _measured(card, size)) <= HEIGHT)


def _measured(card: Card, size: float) -> list[tuple[Any, float]]:
    return [(piece, piece.wrap(WIDTH, HEIGHT)[1]) for piece in _pieces(card, size)]


def shortened(card: Card, most: int) -> Card:
    """The card with at most so many rows in each section, steps excepted; the rest is counted."""
    sections = tuple(
        each if each.numbered else _cut(each, most, card.more) for each in card.sections
    )
    return replace(card, sections=sections)


def _cut(section: Section, most: int, more: str) -> Section:
    left = len(section.rows) - most + 1
    if left < 2:
        return section
    return replace(section, rows=(*section.rows[: most - 1], Row("", more.format(n=left))))


def _pieces(card: Card, size: float) -> list[Any]:
    body = ParagraphStyle("body", fontName=PLAIN, fontSize=size, leading=size * 1.25, textColor=INK)
    bold = ParagraphStyle("bold", body, fontName=BOLD)
    title = ParagraphStyle(
        "title", bold, fontSize=size * 1.5, leading=size * 2, alignment=TA_CENTER
    )
    name = ParagraphStyle("name", title, fontSize=size * 1.9, leading=size * 2.3)
    code = ParagraphStyle("code", title, fontSize=size * 1.2, leading=size * 1.6)
    head = "   ·   ".join(f"{row.label}: {row.text}" for row in card.head)
    pieces = [_paragraph(card.title, title), _paragraph(card.name, name), _paragraph(head, code)]
    for section in card.sections:
        pieces += [Spacer(1, size * 0.6), _table(section, body, bold)]
    small = ParagraphStyle("small", body, fontSize=size * 0.8, leading=size * 1.8)
    return [*pieces, _paragraph(card.footer, small)]


def _table(section: Section, body: ParagraphStyle, bold: ParagraphStyle) -> Table:
    rows = [[_paragraph(section.heading, bold), ""]]
    for number, row in enumerate(section.rows, 1):
        label = f"{number}." if section.numbered else row.label
        rows.append([_paragraph(label, bold), _paragraph(row.text, body)])
    label_width = WIDTH * (0.05 if section.numbered else LABELS)
    table = Table(rows, colWidths=(label_width, WIDTH - label_width))
    table.setStyle(_style(body.fontSize))
    return table


def _style(size: float) -> TableStyle:
    return TableStyle(
        [
            ("SPAN", (0, 0), (-1, 0)),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
            ("BOX", (0, 0), (-1, -1), 0.8, RULE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), size * 0.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), size * 0.35),
        ]
    )


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Text as it is; ids without a blank are broken where they must be."""
    return Paragraph(escape(text), style)
