"""What the pages about alerting show is right."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporters.alertmanager.config import KINDS, alertmanager_config
from exporters.notify.sender import Sender
from monitord.inventory.schema.daemon import DaemonEntry
from monitord.modules import load_together
from monitord.texts import texts

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "docs" / name for name in ("alerting.md", "alerting.vi.md")]
AMTOOL = shutil.which("amtool") or ""

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def blocks(page: Path) -> list[dict[str, Any]]:
    """The examples; every value is text, as the inventory reads it."""
    found = re.findall(r"^```yaml\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [yaml.load(text, yaml.BaseLoader) for text in found]


@every_page
def test_settings_are_as_the_inventory_takes_them(page: Path) -> None:
    daemons = [each["daemon"] for each in blocks(page) if "daemon" in each]
    assert len(daemons) == 2
    for daemon in daemons:
        DaemonEntry.model_validate(daemon)


@every_page
@pytest.mark.skipif(not AMTOOL, reason="amtool is not installed (prometheus-alertmanager)")
@pytest.mark.system
def test_receivers_fit_into_the_configuration(page: Path, tmp_path: Path) -> None:
    inventory = load_together(ROOT / "inventory.yaml").inventory
    document = yaml.safe_load(alertmanager_config(inventory, texts("vi")))
    (example,) = [each["receivers"] for each in blocks(page) if "receivers" in each]
    replaced = {each["name"] for each in example}
    before = document["receivers"]
    assert replaced <= {each["name"] for each in before}
    document["receivers"] = [each for each in before if each["name"] not in replaced] + example
    file = tmp_path / "alertmanager.yml"
    file.write_text(yaml.safe_dump(document).replace("'true'", "true"))
    subprocess.run([AMTOOL, "check-config", file], check=True, capture_output=True)


@every_page
def test_repeat_intervals_are_those_of_the_configuration(page: Path) -> None:
    rows = re.findall(
        r"^\| `\S+/(\w+)` \|.*\| (\d+) \w+ \|$", page.read_text("utf-8"), re.MULTILINE
    )
    assert dict(rows) == {kind.id: kind.repeat.removesuffix("h") for kind in KINDS}


@every_page
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
def test_addresses_are_known_to_apprise(page: Path) -> None:
    urls = re.findall(r"`((?:mailtos|jsons|forms)://[^`]+)`", page.read_text("utf-8"))
    assert len(urls) == 3
    for url in urls:
        Sender(url)
