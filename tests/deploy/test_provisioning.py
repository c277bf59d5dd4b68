"""Grafana finds figures, alerts and dashboards where compose and the documents put them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.compose import ROOT, services

PROVISIONING = ROOT / "grafana" / "provisioning"


def read(*parts: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(PROVISIONING.joinpath(*parts).read_text("utf-8"))
    return found


def providers() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read("dashboards", "monitord.yaml")["providers"]
    return found


def test_the_sources_are_those_that_the_dashboards_name() -> None:
    sources = read("datasources", "monitord.yaml")["datasources"]
    assert {source["uid"]: source["type"] for source in sources} == {
        "monitord-prometheus": "prometheus",
        "monitord-alertmanager": "alertmanager",
    }
    assert [source["uid"] for source in sources if source.get("isDefault")] == [
        "monitord-prometheus"
    ]


def test_each_address_is_a_variable_that_compose_and_the_documents_set() -> None:
    given = services()["grafana"]["environment"]
    documents = [(ROOT / "docs" / name).read_text("utf-8") for name in DOCUMENTS]
    for source in read("datasources", "monitord.yaml")["datasources"]:
        name = source["url"].removeprefix("${").removesuffix("}")
        host, _, port = given[name].removeprefix("http://").partition(":")
        assert host in services()
        assert all(f"{name}=http://127.0.0.1:{port}" in text for text in documents)


DOCUMENTS = ("install.md", "install.vi.md")


def test_each_language_has_a_folder_that_is_mounted_there() -> None:
    mounts = [volume.split(":") for volume in services()["grafana"]["volumes"]]
    (where,) = (to for source, to, *_ in mounts if source.endswith("grafana/dashboards"))
    paths = [Path(provider["options"]["path"]) for provider in providers()]
    assert paths == [Path(where) / language for language in ("vi", "en")]
    assert len({provider["folderUid"] for provider in providers()}) == len(paths)
    assert [provider["folder"] for provider in providers()] == [
        "Giám sát hội nghị truyền hình",
        "Video-conference monitoring",
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_first_page_is_a_dashboard_of_ours(language: str) -> None:
    path = ROOT / "grafana" / "dashboards" / language / "overview.json"
    assert json.loads(path.read_text("utf-8"))["uid"] == f"monitord-overview-{language}"
    home = services()["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home.endswith("/vi/overview.json")
