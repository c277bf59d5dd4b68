"""An inventory and its modules are looked at together."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from monitord.cli.main import main
from monitord.inventory import InvalidInventoryError
from monitord.modules import load_together, parse_together
from tests.inventory.good import edited as inventory
from tests.modules.good import GOOD, edited

WITH_OWN = (("daemon: {", "daemon: {snmp_modules: own, "), ("poly-rmx]", "poly-rmx, good]"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "good.yaml").write_text(GOOD, "utf-8")
    return folder


def refusals(text: str, directory: Path, own: Path | None = None) -> list[str]:
    with pytest.raises(InvalidInventoryError) as caught:
        parse_together(text.encode(), "f.yaml", directory, own)
    return [
        problem.text("en").removeprefix(f"{directory}/").split(": ")[0]
        for problem in caught.value.problems
    ]


def test_the_inventory_may_name_modules_of_the_folder_that_it_names(own: Path) -> None:
    (own.parent / "f.yaml").write_text(inventory(*WITH_OWN), "utf-8")
    loaded = load_together(own.parent / "f.yaml")
    assert loaded.inventory.devices["ttdl/mcu-1"].checks["snmp"].modules[-1] == "good"  # type: ignore[union-attr]
    assert loaded.modules["good"].source == "ACME-VIDEO-MIB"


def test_a_folder_given_otherwise_stands_in_for_it(own: Path, tmp_path: Path) -> None:
    text = inventory(("poly-rmx]", "poly-rmx, good]"))
    assert refusals(text, tmp_path) == ["f.yaml:18:96"]
    assert "good" in parse_together(text.encode(), "f.yaml", tmp_path, own).modules


def test_problems_of_both_are_said_and_a_wrong_module_is_none_that_is_missing(own: Path) -> None:
    (own / "good.yaml").write_text(edited(("id: good", "id: bad")), "utf-8")
    assert refusals(inventory(*WITH_OWN), own.parent) == ["own/good.yaml:1:5"]
    both = inventory(*WITH_OWN, ("dial: 1001", "dail: 1001"))
    assert refusals(both, own.parent) == ["f.yaml:29:61", "own/good.yaml:1:5"]


def test_validate_names_the_problems_of_both(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own.parent)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    (own / "good.yaml").write_text(edited(("id: good", "id: bad")), "utf-8")
    Path("f.yaml").write_text(inventory(*WITH_OWN, ("poly-group]", "poly-grup]")), "utf-8")
    result = CliRunner().invoke(main, ["validate", "f.yaml", "--language", "en"])
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "f.yaml:17:135: profiles.poly-group.checks.snmp.modules[1]: there is no SNMP module"
        " 'poly-grup' (did you mean 'poly-group'?)",
        "own/good.yaml:1:5: id: the id is 'bad', the file good.yaml: they must be the same",
        "2 problems in f.yaml, own/good.yaml",
    ]
