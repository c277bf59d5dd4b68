"""Modules from files: what becomes of the good one, shipped ones, and a folder of one's own."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest

from monitord.model.modules import Condition, Count, Entry, Rule, Suits, Text, TrapName
from monitord.modules import InvalidModulesError, load
from tests.modules.good import GOOD, parsed

ACME = "1.3.6.1.4.1.99999.1"


def refusals(own: Path) -> list[str]:
    with pytest.raises(InvalidModulesError) as caught:
        load(own)
    return [problem.text("en") for problem in caught.value.problems]


def test_oids_are_whole_and_identity_is_constant_or_read() -> None:
    module = parsed()
    assert module.title == {"vi": "Máy thử", "en": "Tester"}
    assert module.suits == (
        Suits(object_id="1.3.6.1.4.1.99999"),
        Suits(description=r"acme (\S+)"),
    )
    assert module.identity == {
        "vendor": Text(constant="ACME"),
        "model": Text(oid=f"{ACME}.1.1.0"),
        "software": Text(oid="1.3.6.1.2.1.1.1.0", pattern=r"SoftW: (\S+)"),
    }
    assert module.traps == (TrapName(f"{ACME}.0.1", "acmeFailed"),)


def test_an_entry_has_what_its_keys_say() -> None:
    uptime, status, loss = parsed().scalars
    assert uptime == Entry("acmeUptime", f"{ACME}.1.2.0", "device_uptime_seconds", scale=0.01)
    assert status.values == {1: "normal", 2: "minor", 3: None}
    assert status.rules == (Rule("snmp.mcu-status", is_=("minor", "major"), observe="mcu-failed"),)
    assert loss == Entry(
        "acmeLoss",
        f"{ACME}.1.4.0",
        "endpoint_call_loss_ratio",
        {"medium": "all", "direction": "from_site"},
        pattern="([0-9.]+) *%",
        scale=0.01,
        unknown=("N/A",),
        when=(Condition(f"{ACME}.1.5.0", (1, 2)),),
        rules=(Rule("snmp.call-loss", above=0.05, clear=0.03, polls=2),),
    )


def test_a_table_has_what_its_keys_say() -> None:
    cpus, _, calls = parsed().tables
    assert (cpus.label, cpus.name) == ("cpu", f"{ACME}.2.1.2")
    assert cpus.keep == (Condition(f"{ACME}.2.1.3", filled=True),)
    assert cpus.columns[0].over == f"{ACME}.2.1.5"
    assert (calls.label, calls.merge, calls.also) == (None, "sum", (f"{ACME}.4.1.2",))
    when = (Condition(f"{ACME}.4.1.2", ("connected",)),)
    assert calls.counts == (Count("endpoint_in_call", at_most=1, when=when),)


def test_further_keys_of_tables_and_entries() -> None:
    table = parsed(
        ("label: cpu", "label: cpu\n    drop: {oid: .2.1.6, is: 0}".replace("{", "[{") + "]"),
        ("name: .2.1.2", "newest: true\n    index: texts\n    most_rows: 7"),
        (
            "over: .2.1.5",
            "scale_by: {oid: .2.1.5, factors: {1: 0.001, -2: 1}},"
            " sensor: {scale: .2.1.7, precision: .2.1.8}",
        ),
    ).tables[0]
    assert table.drop == (Condition(f"{ACME}.2.1.6", (0,)),)
    assert (table.newest, table.index, table.most_rows) == (True, "texts", 7)
    assert table.columns[0].scale_by == (f"{ACME}.2.1.5", {1: 0.001, -2: 1.0})
    assert table.columns[0].sensor == (f"{ACME}.2.1.7", f"{ACME}.2.1.8")


def test_modules_of_the_same_bytes_are_equal_and_survive_another_process() -> None:
    assert parsed() == parsed() != parsed(("source: ACME", "source: Other"))
    assert pickle.loads(pickle.dumps(parsed())).scalars == parsed().scalars


def test_shipped_modules_load_in_less_than_a_third_of_a_second() -> None:
    load()  # the schema of module files is prepared once
    start = process_time()
    modules = load()
    assert process_time() - start < 0.3
    assert {"system", "interfaces", "ups"} <= modules.keys()


def test_loading_imports_no_probe() -> None:
    code = (
        "import sys, monitord.modules as m; m.load();"
        "print([name for name in sys.modules if name.startswith('probes.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_module_of_ones_own_joins_the_shipped_ones_or_replaces_one(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "ups.yaml").write_text(GOOD.replace("id: good", "id: ups"), "utf-8")
    (tmp_path / "notes.txt").write_text("no module", "utf-8")
    shipped, both = load(), load(tmp_path)
    assert both.keys() - shipped.keys() == {"good"}
    assert both["ups"].source == "ACME-VIDEO-MIB" != shipped["ups"].source
    assert both["system"] == shipped["system"]


def test_every_problem_of_every_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "b.yaml").write_text("id: b\n", "utf-8")
    (tmp_path / "c.yaml").mkdir()
    (tmp_path / "d.yml").write_text(GOOD, "utf-8")
    assert [line.removeprefix(f"{tmp_path}/") for line in refusals(tmp_path)] == [
        "d.yml:1:1: a module file ends in .yaml: rename it",
        "a.yaml:1:5: id: the id is 'good', the file a.yaml: they must be the same",
        "b.yaml:1:1: 'source' is missing",
        "b.yaml:1:1: 'title' is missing",
        "c.yaml:1:1: cannot be read: Is a directory",
    ]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert refusals(tmp_path / "no") == [
        f"{tmp_path}/no:1:1: cannot be read: No such file or directory"
    ]


def test_a_folder_with_a_thousand_files_too_many_is_a_problem(tmp_path: Path) -> None:
    for number in range(1001):
        (tmp_path / f"m{number}.yaml").touch()
    assert refusals(tmp_path) == [f"{tmp_path}:1:1: more than 1000 module files are in this folder"]
