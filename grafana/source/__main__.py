"""Writes `grafana/dashboards`, or with `--check` says which files differ from what is made."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from grafana.source.dashboards import area, circuits, mcu, overview, own, site
from grafana.source.words import Words
from monitord.texts import texts
from monitord.texts.catalogue import LANGUAGES

FOLDER = Path(__file__).parent.parent / "dashboards"
MAKERS: Mapping[str, Callable[[Words], Dashboard]] = {
    "overview": overview.make,
    "area": area.make,
    "site": site.make,
    "mcu": mcu.make,
    "circuits": circuits.make,
    "self": own.make,
}


def made() -> Iterator[tuple[Path, str]]:
    """Each file and what belongs in it."""
    encoder = JSONEncoder(ensure_ascii=False, indent=1, sort_keys=True)
    for language in LANGUAGES:
        for name, make in MAKERS.items():
            dashboard = make(Words(texts(language), name)).build()
            yield FOLDER / language / f"{name}.json", encoder.encode(dashboard) + "\n"


def write() -> None:
    """Writes all files."""
    for path, text in made():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def differing() -> list[Path]:
    """The files that are not as they are made."""
    return [path for path, text in made() if not path.exists() or path.read_text() != text]


def main() -> int:
    """0: written, or none differs; 1: some differ, which are named."""
    if "--check" not in sys.argv[1:]:
        write()
        return 0
    wrong = differing()
    for path in wrong:
        sys.stdout.write(f"{path.relative_to(FOLDER.parent)} is not as made: make dashboards\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
