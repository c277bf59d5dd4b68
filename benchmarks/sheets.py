"""Workbooks worked out anew by LibreOffice, cell by cell beside what monitord had written."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
WRITTEN = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?)(?: t="\w+")?>(<f>[^<]*</f>)<v>[^<]*</v>')
"""A formula with the value beside it, as XlsxWriter writes them."""
PATIENCE = 1800.0
"""Seconds for all workbooks."""
CLOSE = 1e-9
"""How far numbers may lie apart: of spans, which are days, a ten-thousandth of a second."""


class Cell(NamedTuple):
    """What stands in one cell: a formula if there is one, and a value as the file has it."""

    formula: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A formula that comes to something else than what was written beside it."""

    sheet: str
    cell: str
    formula: str
    written: str
    worked_out: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of a workbook's formulas."""

    formulas: int
    differing: Sequence[Differing]


def installed() -> bool:
    """Whether there is a LibreOffice."""
    return which("soffice") is not None


def compared(books: Sequence[Path]) -> list[Compared]:
    """Every formula's value, worked out by LibreOffice from nothing but the formulas.

    All in one run of it; the books have different names. Raises as `_recalculate` does.
    """
    with TemporaryDirectory(prefix="sheets-") as name:
        bare, made = Path(name, "bare"), Path(name, "made")
        bare.mkdir()
        for book in books:
            strip(book, bare / book.name)
        _recalculate(sorted(bare.iterdir()), made, Path(name, "profile"))
        return [_compared(book, made / book.name) for book in books]


def _compared(book: Path, made: Path) -> Compared:
    worked_out = dict(cells_of(made))
    formulas, differing = 0, []
    for sheet, cells in cells_of(book):
        for at, cell in cells.items():
            if cell.formula is None:
                continue
            formulas += 1
            found = worked_out[sheet].get(at, Cell(None, "")).value
            if not same(cell.value, found):
                differing.append(Differing(sheet, at, cell.formula, cell.value, found))
    return Compared(formulas, differing)


def strip(book: Path, bare: Path) -> None:
    """The same workbook without any value beside a formula: nothing can be copied from it."""
    with ZipFile(book) as source, ZipFile(bare, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if SHEET.fullmatch(name):
                content = WRITTEN.sub(rb"\1>\2", content)
                assert re.search(rb"</f><v>", content) is None, name
            target.writestr(name, content)


def _recalculate(books: Sequence[Path], made: Path, profile: Path) -> None:
    """Let LibreOffice save them into `made`.

    Raises subprocess.CalledProcessError, subprocess.TimeoutExpired.
    """
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(made), *map(str, books),
        ],
        check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip


def cells_of(book: Path) -> Iterator[tuple[str, Mapping[str, Cell]]]:
    """The cells of each sheet, by where they stand."""
    with ZipFile(book) as archive:
        texts = _texts(archive)
        for name, path in _sheets(archive):
            with archive.open(path) as file:
                found = {}
                for _, element in ElementTree.iterparse(file):
                    if element.tag == f"{MAIN}c":
                        found[element.attrib["r"]] = _cell(element, texts)
                    elif element.tag == f"{MAIN}row":
                        element.clear()
            yield name, found


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet, and its file."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.attrib["Id"]: each.attrib["Target"] for each in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    for sheet in workbook.iter(f"{MAIN}sheet"):
        yield sheet.attrib["name"], f"xl/{targets[sheet.attrib[RELATION]].removeprefix('/xl/')}"


def _texts(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(each.itertext()) for each in root.iter(f"{MAIN}si")]


def _cell(element: ElementTree.Element, texts: Sequence[str]) -> Cell:
    value = element.findtext(f"{MAIN}v") or ""
    if element.get("t") == "s":
        value = texts[int(value)]
    elif element.get("t") == "inlineStr":
        value = "".join(element.itertext())
    return Cell(element.findtext(f"{MAIN}f"), value)


def same(written: str, found: str) -> bool:
    """Equal texts, or numbers as near as floating point leaves them."""
    if written == found:
        return True
    try:
        one, other = float(written), float(found)
    except ValueError:
        return False
    return abs(one - other) <= CLOSE * max(1.0, abs(one))
