"""A page with one dashboard, and its picture by a headless browser."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

HERE = Path(__file__).parent
BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
PATIENCE = 20_000
"""Milliseconds of the page's own time until it is looked at."""
COLOURS = 160
ROW, TOP = 38, 60
"""Pixels: a unit of the grid, and what stands above it."""
TELL = "document.title = JSON.stringify(window.TOLD)"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the page is told; see `src/setting.ts`."""

    prometheus: str
    since: float
    until: float
    variables: Mapping[str, str] = field(default_factory=dict)
    width: int = 1920
    timezone: str = "Asia/Ho_Chi_Minh"
    opened: bool = False


def draw(dashboard: Path, picture: Path, setting: Setting) -> Sequence[Mapping[str, Any]]:
    """Draws `dashboard` into `picture` (PNG); what each panel became.

    Raises CalledProcessError when the browser does not do it.
    """
    content = json.loads(dashboard.read_text())
    height = TOP + ROW * _bottom(content["panels"], setting.opened)
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_page(content, setting))
        look = (
            *BROWSER,
            f"--window-size={setting.width},{height}",
            "--allow-file-access-from-files",
        )
        late = f"--virtual-time-budget={PATIENCE}"
        shot = f"--screenshot={picture.absolute()}"
        subprocess.run([*look, late, shot, page.as_uri()], check=True, capture_output=True)
        _lighten(picture)
        seen = subprocess.run(
            [*look, late, "--dump-dom", page.as_uri()], check=True, capture_output=True, text=True
        )
    title = seen.stdout.partition("<title>")[2].partition("</title>")[0]
    told: Sequence[Mapping[str, Any]] = json.loads(unescape(title))
    return told


def _lighten(picture: Path) -> None:
    """A third of the size, for it is kept in the repository: so many colours are enough."""
    with Image.open(picture) as drawn:
        drawn.convert("RGB").quantize(COLOURS).save(picture, optimize=True)


def _bottom(panels: Sequence[Mapping[str, Any]], opened: bool) -> int:
    """Units of the grid; without what is folded away, unless it is opened."""
    folded = [panel["panels"] for panel in panels if panel.get("panels")]
    every = [*panels, *(inner for row in folded for inner in row)]
    hidden = 0 if opened else sum(_end(row) - _start(row) for row in folded)
    return _end(every) - hidden


def _start(panels: Sequence[Mapping[str, Any]]) -> int:
    return min(int(panel["gridPos"]["y"]) for panel in panels)


def _end(panels: Sequence[Mapping[str, Any]]) -> int:
    return max(int(panel["gridPos"]["y"]) + int(panel["gridPos"]["h"]) for panel in panels)


def _page(dashboard: object, setting: Setting) -> str:
    told = {
        "prometheus": setting.prometheus,
        "from": setting.since,
        "to": setting.until,
        "timeZone": setting.timezone,
        "variables": dict(setting.variables),
        "opened": setting.opened,
        "width": setting.width,
    }
    bundle = (HERE / "bundle.js").as_uri()
    return (
        "<!doctype html><meta charset=utf-8><title>[]</title>"
        "<body style='margin: 0'><div id=root></div><script>"
        f"window.SETTING = {_script(told)}; window.DASHBOARD = {_script(dashboard)};"
        f"setTimeout(() => {{ {TELL} }}, {PATIENCE - 1000})"
        f"</script><script src='{bundle}'></script>"
    )


def _script(value: object) -> str:
    """JSON that no `</script>` in a text can end."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
