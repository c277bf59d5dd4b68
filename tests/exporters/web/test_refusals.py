"""Whatever the desk refuses can be said, and has a status of its own."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path

import pytest

import exporters
import monitord
from exporters.web.refusals import document, of_desk
from monitord.model.desk import DeskError, UnknownError
from monitord.texts import texts

CODE = re.compile(r"\"((?:desk|maintenance)\.[a-z-]+)\"")
FOLDERS = [Path(str(package.__file__)).parent for package in (exporters, monitord)]
CODES = sorted(
    {
        code
        for folder in FOLDERS
        for file in folder.rglob("*.py")
        for code in CODE.findall(file.read_text())
    }
)


def test_codes_are_found() -> None:
    assert {"desk.unknown", "desk.no-token", "maintenance.rule-never"} <= set(CODES)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words(code: str, language: str) -> None:
    assert code in texts(language).entries


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownError("261122-K7QE", ["261122-K7QF", "x"]), HTTPStatus.NOT_FOUND),
        (DeskError("desk.incident-closed", {"id": "x"}), HTTPStatus.CONFLICT),
        (DeskError("desk.database-away", {"why": "x"}), HTTPStatus.SERVICE_UNAVAILABLE),
        (DeskError("maintenance.rule-never", {"repeat": "x"}), HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_each_refusal_has_its_status(error: DeskError, status: HTTPStatus) -> None:
    assert of_desk(error).status == status


def test_only_what_is_near_may_have_been_meant() -> None:
    said = document(of_desk(UnknownError("261122-K7QE", ["261122-K7QF", "x"])))
    assert said["did_you_mean"] == ["261122-K7QF"]


def test_a_code_of_a_newer_daemon_is_said_as_it_is() -> None:
    assert document(of_desk(DeskError("desk.brand-new", {})))["error"] == "desk.brand-new"
