"""`monitord sla report`: the files are there, say what they are, and wrong commands say why."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitord.reckoning import changes
from monitord.store.engine import prepare
from tests.cli.conftest import Invoke
from tests.reckoning.filled import MONTH
from tests.reckoning.test_changes import HUNG, LATE


def names(folder: Path) -> set[str]:
    """Of all files below."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_all_formats_are_written_and_named(sla: Invoke, tmp_path: Path) -> None:
    result = sla("report", "--month", MONTH)
    assert (result.exit_code, names(tmp_path / "reports")) == (
        0,
        {
            f"{MONTH}/bien-ban-{MONTH}{ending}"
            for ending in (".pdf", ".xlsx", ".csv", ".outages.csv", ".circuits.csv", ".json")
        },
    )
    assert result.stdout.count("Đã lập: ") == 6
    assert "Đang tính tháng 10/2025" in result.stderr


def test_one_format_of_one_provider_in_english(sla: Invoke, tmp_path: Path) -> None:
    asked = ("--month", "10/2025", "--provider", "VIETTEL tinh mau", "--format", "json")
    result = sla("report", *asked, "--language", "en", "--output", str(tmp_path / "x"))
    assert result.exit_code == 0
    assert names(tmp_path / "x") == {f"{MONTH}/sla-report-{MONTH}-viettel.json"}
    made = json.loads((tmp_path / "x" / MONTH / f"sla-report-{MONTH}-viettel.json").read_text())
    assert [each["provider"]["id"] for each in made["providers"]] == ["viettel"]
    assert made["sites"] == []


def test_each_provider_has_its_own_and_all_come_last(sla: Invoke) -> None:
    result = sla("report", "--month", MONTH, "--each-provider", "--format", "csv", "--json")
    reports = json.loads(result.stdout)["reports"]
    assert [each["provider"] for each in reports] == ["vnpt", "viettel", None]
    assert len({each["data_sha256"] for each in reports}) == 3


def test_json_tells_the_hash_of_each_file(sla: Invoke) -> None:
    result = sla("report", "--month", MONTH, "--format", "json", "--json")
    [report] = json.loads(result.stdout)["reports"]
    assert (report["month"], report["revision"], report["provisional"]) == (MONTH, None, False)
    for each in report["files"]:
        content = Path(each["path"]).read_bytes()
        assert each["sha256"] == sha256(content).hexdigest()
        assert each["bytes"] == len(content)


def test_an_earlier_revision_can_be_had_again(sla: Invoke, database: str, tmp_path: Path) -> None:
    changes.close(database, MONTH, "xong", HUNG, LATE)
    asked = ("report", "--month", MONTH, "--format", "json", "--json")
    [first] = json.loads(sla(*asked).stdout)["reports"]
    changes.revise_for(database, "261008-BBBB", "x", HUNG, LATE)
    assert first["revision"] == 1
    refused = sla(*asked, "--revision", "7")
    assert refused.exit_code == 2
    assert "không có bản số 7" in refused.stderr


def test_the_inventory_says_where_the_database_and_the_folder_are(
    monitord: Invoke, inventory: Path, tmp_path: Path
) -> None:
    asked = ("--month", MONTH, "--inventory", str(inventory), "--format", "csv")
    assert monitord("sla", "report", *asked).exit_code == 0
    assert f"{MONTH}/bien-ban-{MONTH}.csv" in names(tmp_path / "own")


def test_a_month_that_is_not_over_gets_a_provisional_report(sla: Invoke) -> None:
    now = datetime.now(UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    result = sla("report", "--month", f"{now:%m/%Y}", "--format", "json", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["reports"][0]["provisional"]
    plain = sla("report", "--month", f"{now:%Y-%m}", "--format", "json")
    assert "chưa kết thúc: đây là số liệu tạm tính" in plain.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--month", "2025-13"), "“2025-13” không phải là tháng"),
        (("--month", "thang muoi"), "“thang muoi” không phải là tháng"),
        (("--month", "2199-01"), "Tháng 01/2199 chưa bắt đầu."),
        (("--month", "2024-01"), "Không có số liệu của tháng 01/2024: monitord ghi nhận từ"),
        (("--month", MONTH, "--provider", "vntp"), "Có phải là vnpt?"),
        (("--month", MONTH, "--provider", "mobi"), "Không có nhà mạng nào là mobi"),
        (("--month", MONTH, "--format", "docx"), "Giá trị của --format không hợp lệ"),
        (("--month", MONTH, "--revision", "0"), "Giá trị của --revision không hợp lệ"),
        (("--month", MONTH, "--each-provider", "--provider", "vnpt"), "Chỉ ghi --each-provider"),
        (("--mont", MONTH), "--month"),
        (("--month", MONTH, "extra"), "extra"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    sla: Invoke, args: tuple[str, ...], said: str
) -> None:
    result = sla("report", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/monitord.db", "There is no database /nowhere/monitord.db."),
        ("nonsense", "This is no URL of a database"),
        ("postgresql://nobody@127.0.0.1:1/x", "The database cannot be read:"),
    ],
)
def test_a_database_that_cannot_be_read_is_said(monitord: Invoke, url: str, said: str) -> None:
    result = monitord("--language", "en", "sla", "show", "--month", MONTH, "--database", url)
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_empty_database_and_a_missing_inventory_are_said(
    monitord: Invoke, tmp_path: Path
) -> None:
    prepare(f"sqlite:///{tmp_path}/new.db").dispose()
    where = ("--database", f"sqlite:///{tmp_path}/new.db")
    assert "còn trống" in monitord("sla", "outages", "--month", MONTH, *where).stderr
    missing = monitord("sla", "months", "--inventory", str(tmp_path / "none.yaml"))
    assert missing.exit_code == 2
    assert "none.yaml" in missing.stderr


def test_a_folder_that_cannot_be_written_is_said(sla: Invoke, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    asked = ("--month", MONTH, "--format", "json", "--output", str(tmp_path / "file" / "x"))
    result = sla("report", *asked)
    assert result.exit_code == 2
    assert "Không ghi được" in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--revision", "0", "cần là số từ 1 trở lên."),
        ("--output", __file__, "cần là một thư mục đọc được."),
    ],
)
def test_a_value_that_cannot_be_is_said_in_words(
    sla: Invoke, option: str, value: str, said: str
) -> None:
    result = sla("report", "--month", MONTH, option, value)
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Giá trị của {option} không hợp lệ: {said}\n")
