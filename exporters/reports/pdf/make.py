"""Has typst make the PDF."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from exporters.reports.pdf.document import document
from exporters.reports.pdf.layout import laid_out
from exporters.reports.pdf.letters import folder
from exporters.reports.progress import Progress, silent
from monitord.model.figures import MonthReport
from monitord.texts import Texts

TEMPLATES = Path(__file__).parent / "templates"
WORDED, LAID_OUT = 0.1, 0.4
"""Parts of the work that are done when the words are chosen, and when they are broken into lines;
the rest is typst's."""


class TypesettingError(RuntimeError):
    """Typst found something wrong with the templates: a bug."""


def as_pdf(report: MonthReport, texts: Texts, progress: Progress = silent) -> bytes:
    """The report in the language of `texts`. The same report gives the same bytes.

    Raises TypesettingError.
    """
    worded = document(report, texts)
    progress(WORDED)
    data = json.dumps(laid_out(worded))
    progress(LAID_OUT)
    made = _typeset(
        data, int((report.closing.at if report.closing else report.month.end).timestamp())
    )
    progress(1.0)
    return made


def _typeset(data: str, timestamp: int) -> bytes:
    """`timestamp` (Unix seconds) is what the file says of when it was made."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder()]
    )
    made, warnings = typst.compile_with_warnings(
        TEMPLATES / "report.typ",
        root=TEMPLATES,
        font_paths=fonts,
        sys_inputs={"data": data},
        format="pdf",
        timestamp=timestamp,
        pdf_tags=False,
    )
    if warnings:
        raise TypesettingError("; ".join(str(each) for each in warnings))
    return made
