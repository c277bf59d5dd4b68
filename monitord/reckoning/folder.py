"""The folder of reports: whose each file is. A name that may be somebody else's is nobody's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

from exporters.reports.names import ENDINGS, STEMS
from monitord.model.reckoning import ReportFile

_MONTH = re.compile(r"2\d{3}-(?:0[1-9]|1[0-2])", re.ASCII)
_NAME = re.compile(
    rf"(?:{'|'.join(STEMS.values())})-(\d{{4}}-\d{{2}})(?:-([A-Za-z0-9._-]+))?", re.ASCII
)
_REVISION = re.compile(r"(?:(.+)-)?r([1-9]\d{0,5})", re.ASCII)
_ENDINGS = [(ending, kind) for kind, endings in ENDINGS.items() for ending in endings]


def months_in(folder: Path) -> list[str]:
    """Months of which there are files, oldest first. May block. Raises OSError."""
    if not folder.is_dir():
        return []
    found = (each for each in folder.iterdir() if _MONTH.fullmatch(each.name))
    return sorted(each.name for each in found if _is_ours(each))


def files_of(folder: Path, month: str, providers: Collection[str]) -> list[ReportFile]:
    """The reports of a month that are there, by name; empty for what is no month. May block.

    `providers`: whose they may be. What is being written is not among them: it has no name yet.
    Raises OSError.
    """
    place = folder / month
    if not _MONTH.fullmatch(month) or not _is_ours(place):
        return []
    found = (_file(path, month, providers) for path in sorted(place.iterdir()))
    return [each for each in found if each is not None]


def read_name(
    name: str, month: str, providers: Collection[str]
) -> tuple[str, str | None, int | None] | None:
    """Format, provider (None: all) and revision (None: the first, or not closed) of a file.

    None: it is no report of this month, or its name can be read in two ways.
    """
    readings = [
        (kind, provider, revision)
        for ending, kind in _ENDINGS
        if name.endswith(ending)
        for found in [_NAME.fullmatch(name.removesuffix(ending))]
        if found is not None and found[1] == month
        for provider, revision in _readings(found[2], providers)
    ]
    return readings[0] if len(readings) == 1 else None


def _readings(
    tail: str | None, providers: Collection[str]
) -> Iterator[tuple[str | None, int | None]]:
    """What may stand behind the month: a provider, a revision, both, or nothing."""
    if tail is None:
        yield None, None
        return
    if tail in providers:
        yield tail, None
    revised = _REVISION.fullmatch(tail)
    if revised is not None and (revised[1] is None or revised[1] in providers):
        yield revised[1], int(revised[2])


def _is_ours(place: Path) -> bool:
    """Whether it is a folder; a link leads elsewhere, though it is called as a month is."""
    return place.is_dir() and not place.is_symlink()


def _file(path: Path, month: str, providers: Collection[str]) -> ReportFile | None:
    read = read_name(path.name, month, providers)
    if read is None:
        return None
    kind, provider, revision = read
    try:
        about = path.lstat()
    except FileNotFoundError:  # somebody tidies up at this moment
        return None
    if not S_ISREG(about.st_mode):
        return None
    return ReportFile(
        name=path.name,
        path=path,
        provider=provider,
        revision=revision,
        format=kind,
        bytes=about.st_size,
        made_at=datetime.fromtimestamp(about.st_mtime, UTC),
    )
