"""The commands over TLS, with an authority of one's own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.web.app import create_app
from exporters.web.tls import Certificates
from tests.cli.conftest import Invoke
from tests.exporters.web.certificates import Authority, authority
from tests.exporters.web.conftest import House
from tests.exporters.web.serving import served

TOKEN = "token-of-hung-of-staff"


async def asked(monitord: Invoke, office: Authority, *words: str) -> tuple[str, str]:
    """What a command says to a daemon with users, over TLS; without and with a token."""
    house = House()
    house.tokens(hung=TOKEN)
    context = await asyncio.to_thread(lambda: Certificates(office.sign("web")).context)
    async with served(create_app(house.sources()), context) as port:
        where = ["--url", f"https://127.0.0.1:{port}", "--ca", str(office.file)]
        stranger = await asyncio.to_thread(monitord, *words, *where)
        known = await asyncio.to_thread(lambda: monitord(*words, *where, MONITORD_TOKEN=TOKEN))
    return stranger.stderr, known.stdout


def test_status_speaks_https_and_shows_a_token(monitord: Invoke, tmp_path: Path) -> None:
    stranger, known = asyncio.run(asked(monitord, authority(tmp_path), "status"))
    assert "--token-file" in stranger
    assert "2/40" in known


def test_incidents_do_too(monitord: Invoke, tmp_path: Path) -> None:
    stranger, known = asyncio.run(asked(monitord, authority(tmp_path), "incidents"))
    assert "--token-file" in stranger
    assert "261122-K7QF" in known


@pytest.mark.parametrize("command", ["status", "incidents"])
def test_a_certificate_that_nobody_known_signed_is_said_with_what_to_do(
    monitord: Invoke, tmp_path: Path, command: str
) -> None:
    (tmp_path / "strangers").mkdir()
    ours, theirs = authority(tmp_path), authority(tmp_path / "strangers")
    strange = replace(ours, folder=theirs.folder)  # clients trust one, the other has signed

    said, nothing = asyncio.run(asked(monitord, strange, command))
    assert "--ca" in said
    assert "monitord run" not in said
    assert nothing == ""


def test_a_file_of_an_authority_that_is_none_is_said(monitord: Invoke, tmp_path: Path) -> None:
    ca = tmp_path / "none.pem"
    result = monitord("status", "--url", "https://127.0.0.1:1", "--ca", str(ca))
    assert (result.exit_code, str(ca) in result.stderr) == (2, True)
