"""`make pictures`: watches the simulated province for a while, then draws every dashboard."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping

from grafana.preview.draw import HERE, Setting, draw
from grafana.preview.province import ROOT, watched

PICTURES = ROOT / "docs" / "pictures"
SECONDS = 780.0
"""How long the province is watched; the broken district of the scenario is then broken."""
DISTRICT, SITE = "/ttdl/h-nga-son", "h-nga-son"
CHOSEN: Mapping[str, Mapping[str, str]] = {
    "overview": {},
    "area": {"path": DISTRICT},
    "site": {"site": SITE},
    "mcu": {"site": ".*"},
    "circuits": {"provider": ".*", "circuit": "TSL-TH-2200"},
    "self": {},
}
"""Variables of each dashboard."""


def main() -> None:
    """Writes all pictures, and says what each panel became."""
    subprocess.run(["npm", "install", "--silent", "--ignore-scripts"], cwd=HERE, check=True)
    subprocess.run(["node", "node_modules/esbuild/install.js"], cwd=HERE, check=True)
    subprocess.run(["npm", "run", "--silent", "bundle"], cwd=HERE, check=True)
    PICTURES.mkdir(exist_ok=True)
    scenario = ROOT / "examples/scenarios/demo.yaml"
    with watched(ROOT / "inventory.yaml", scenario, SECONDS) as prometheus:
        now = time.time()
        for path in sorted((ROOT / "grafana/dashboards").glob("*/*.json")):
            setting = Setting(prometheus, now - SECONDS, now, CHOSEN[path.stem])
            picture = PICTURES / f"{path.stem}.{path.parent.name}.png"
            for panel in draw(path, picture, setting):
                sys.stdout.write(f"{picture.name}: {panel}\n")


if __name__ == "__main__":
    main()
