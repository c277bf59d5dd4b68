"""The whole document laid out, ready for typst."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from exporters.reports.pdf.blocks import LANDSCAPE, PORTRAIT, Document, Part
from exporters.reports.pdf.letters import letters
from exporters.reports.pdf.placing import placed
from exporters.reports.pdf.setting import laid
from exporters.reports.pdf.shades import SHADES

Json = dict[str, Any]


def laid_out(document: Document) -> Json:
    """The document as JSON values, for `templates/report.typ`."""
    plain = letters()
    return {
        "language": document.language,
        "title": plain.clean(document.title),
        "author": plain.clean(document.author),
        "footer": plain.clean(document.footer),
        "page": document.page,
        "shades": [asdict(shade) for shade in SHADES],
        "parts": [_part(part) for part in document.parts],
    }


def _part(part: Part) -> Json:
    if part.landscape:
        return {"landscape": True, "blocks": placed(part.blocks, LANDSCAPE)}
    return {"landscape": False, "blocks": [laid(each, PORTRAIT, None) for each in part.blocks]}
