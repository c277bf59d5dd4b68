"""A daemon with TLS and users: what a reload changes at its door, and what it refuses."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path
from socket import create_connection

import pytest

from tests.exporters.web.certificates import Authority, authority
from tests.system.inventories import many
from tests.system.plain import Plain, daemon, run
from tests.system.talk import Answer, until

AN, BINH = "token-of-an-of-staff-1234", "token-of-binh-who-leaves-1"
USERS = ("an: {role: operate, token: {file: an}}", "binh: {role: view, token: {file: binh}}")


class House:
    """The daemon, its authority and its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office: Authority = authority(folder)
        self.office.sign("web")
        for name, token in (("an", AN), ("binh", BINH)):
            (folder / name).write_text(token)
            (folder / name).chmod(0o600)
        self.inventory = many(folder / "inventory.yaml", 1)
        self.plain = self.inventory.read_text()
        self.write(*USERS)

    def write(self, *users: str) -> None:
        """The inventory with these users."""
        tls = "tls: {certificate: web.pem, key: web.key}"
        doors = f"daemon: {{{tls}, users: {{{', '.join(users)}}}, "
        self.inventory.write_text(self.plain.replace("daemon: {", doors, 1))

    def show(self, name: str, *, key: str) -> None:
        """The certificate of `name` is put where the daemon reads it, with the key of `key`."""
        for ending, of in ((".pem", name), (".key", key)):
            found = (self.folder / of).with_suffix(ending).read_bytes()
            (self.folder / "web").with_suffix(ending).write_bytes(found)

    @property
    def trust(self) -> ssl.SSLContext:
        """A client that trusts the authority and nobody else."""
        return ssl.create_default_context(cafile=str(self.office.file))

    def ask(self, daemon: Plain, path: str, token: str, method: str = "GET") -> Answer:
        """One request on a connection of its own."""
        host, _, port = daemon.where.rpartition(":")
        with closing(HTTPSConnection(host, int(port), timeout=30, context=self.trust)) as line:
            line.request(method, path, headers={"authorization": f"Bearer {token}"})
            answer = line.getresponse()
            return Answer(answer.status, answer.read().decode())

    def shown(self, daemon: Plain) -> str:
        """Whose certificate the next client is shown."""
        host, _, port = daemon.where.rpartition(":")
        with (
            create_connection((host, int(port)), timeout=30) as bare,
            self.trust.wrap_socket(bare, server_hostname="localhost") as line,
        ):
            found = line.getpeercert() or {}
            names = {part[0][0]: part[0][1] for part in found["subject"]}
            return str(names["commonName"])


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Two users, and a certificate called `web`."""
    return House(tmp_path)


@pytest.fixture
def started(house: House) -> Iterator[Plain]:
    """It has started everything."""
    with daemon(house.inventory, MONITORD_WATCH="off") as plain:
        until(lambda: house.ask(plain, "/-/ready", AN).status, lambda status: status == 200)
        yield plain


def test_a_reload_shows_the_new_certificate_and_keeps_the_old_one_for_a_bad_pair(
    house: House, started: Plain
) -> None:
    assert house.shown(started) == "web"
    house.office.sign("next")
    house.office.sign("other")
    house.show("next", key="next")
    assert house.ask(started, "/-/reload", AN, "POST").status == 200
    assert house.shown(started) == "next"
    house.show("other", key="next")
    refused = house.ask(started, "/-/reload", AN, "POST")
    assert refused.status == 422
    assert "web.pem" in refused.json["problems"][0]
    assert house.shown(started) == "next"
    assert house.ask(started, "/api/v1/sites", AN).status == 200


def test_who_is_taken_out_of_the_inventory_stays_outside(house: House, started: Plain) -> None:
    assert house.ask(started, "/api/v1/sites", BINH).status == 200
    house.write(USERS[0])
    assert house.ask(started, "/-/reload", BINH, "POST").status == 403
    assert house.ask(started, "/-/reload", AN, "POST").status == 200
    assert house.ask(started, "/api/v1/sites", BINH).status == 401
    assert house.ask(started, "/api/v1/sites", AN).status == 200


def test_a_token_is_told_to_nobody(house: House, started: Plain) -> None:
    for path in ("/metrics", "/api/v1/sites", "/api/v1/incidents", "/nowhere"):
        assert AN not in house.ask(started, path, AN).text
    house.ask(started, "/metrics", "wrong-" + AN)
    validated = run("validate", "--json", str(house.inventory), folder=house.folder)
    assert validated.returncode == 0, validated.stderr
    assert json.loads(validated.stdout)
    assert AN not in validated.stdout + validated.stderr + started.log_path.read_text()


def test_the_commands_of_this_machine_need_no_token(house: House, started: Plain) -> None:
    done = run("status", "--json", folder=house.folder)
    assert done.returncode in (0, 1), done.stderr
    assert len(json.loads(done.stdout)["sites"]) == 2
    abroad = run("status", "--url", f"https://{started.where}", folder=house.folder)
    assert abroad.returncode == 2
