"""Who comes in with what, what guessing costs, and what is written down of it."""

from __future__ import annotations

import asyncio
from base64 import b64encode

import bcrypt
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from exporters.web import passwords, throttle
from exporters.web.credentials import Password, Token, clean, shown
from exporters.web.doors import Doors
from exporters.web.passwords import BusyError, Passwords, stand_in
from exporters.web.refusals import RefusedError
from exporters.web.throttle import MOST_ADDRESSES, TRIES, Throttle, neighbourhood
from monitord.model.doors import Account
from tests.desk.incidents import LINE
from tests.exporters.web.conftest import House

SECRET = "mật khẩu của Hùng"
HASH = bcrypt.hashpw(SECRET.encode(), bcrypt.gensalt(4)).decode()
ACK = f"/api/v1/incidents/{LINE}/ack"


def basic(name: str, password: str) -> dict[str, str]:
    """As a browser sends it."""
    return {"authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}


@pytest.fixture(autouse=True)
def users(house: House) -> None:
    """One with a password, one whose password could not be read."""
    house.accounts["hung"] = Account("hung", "operate", password=HASH)
    house.accounts["lan"] = Account("lan", "operate")


async def test_a_password_lets_in_and_its_name_is_recorded(
    client: httpx.AsyncClient, house: House
) -> None:
    answer = await client.post(ACK, headers=basic("hung", SECRET))
    by = answer.json()["incident"]["acknowledged"]["by"]
    assert by == {"name": "hung", "via": "password"}


@pytest.mark.parametrize(
    ("name", "password"),
    [("hung", SECRET + "x"), ("hung", ""), ("HUNG", SECRET), ("lan", SECRET), ("", SECRET),
     ("nobody", SECRET), ("hung", SECRET[:-1]), ("hung", "x" * 500), ("hung", "\0")],
)  # fmt: skip
async def test_anything_else_does_not(
    client: httpx.AsyncClient, house: House, name: str, password: str
) -> None:
    answer = await client.get("/api/v1/sites", headers=basic(name, password))
    assert (answer.status_code, answer.json()["code"]) == (401, "desk.wrong-login")
    challenges = answer.headers.get_list("www-authenticate")
    assert [each.split()[0] for each in challenges] == ["Basic", "Bearer"]
    assert house.refused == {"wrong_login": 1}


def test_no_secret_is_in_what_a_traceback_may_show(house: House) -> None:
    house.tokens(an="token-of-an-which-is-long")
    shown_ = f"{house.accounts!r} {Password('hung', SECRET)!r} {Token('token-of-an')!r}"
    assert "hung" in shown_
    for secret in (HASH, SECRET, "token-of"):
        assert secret not in shown_


async def test_two_logins_in_one_request_are_none(client: httpx.AsyncClient) -> None:
    [(name, value)] = basic("hung", SECRET).items()
    for headers in ([(name, value), (name, value)], [(name, value), (name, "Bearer x")]):
        assert (await client.get("/api/v1/sites", headers=headers)).status_code == 401


async def test_a_user_whose_secrets_cannot_be_read_keeps_the_door_shut(
    client: httpx.AsyncClient, house: House
) -> None:
    del house.accounts["hung"]
    assert (await client.get("/api/v1/sites")).status_code == 401


async def test_guessing_is_slowed_down_and_who_was_let_in_stays(
    client: httpx.AsyncClient, house: House
) -> None:
    known = basic("hung", SECRET)
    assert (await client.get("/api/v1/sites", headers=known)).status_code == 200
    statuses = [
        (await client.get("/metrics", headers=basic("hung", f"guess {number}"))).status_code
        for number in range(int(TRIES) + 3)
    ]
    assert statuses[: int(TRIES)] == [401] * int(TRIES)
    last = await client.get("/metrics", headers=basic("hung", "guess"))
    assert (statuses[-1], last.status_code, last.headers["retry-after"]) == (429, 429, "6")
    assert (await client.get("/api/v1/sites", headers=known)).status_code == 200
    house.tokens(an="token-of-an-which-is-long")
    token = {"authorization": "Bearer token-of-an-which-is-long"}
    assert (await client.get("/api/v1/sites", headers=token)).status_code == 200


async def test_who_guesses_keeps_no_neighbour_outside(house: House, checks: list[str]) -> None:
    """Behind one address: a password that was right stays no guess when it has to be checked."""
    now = [0.0]
    door = Doors(_nothing, lambda: house.accounts, house.refuse, lambda: now[0])

    async def asks(password: str) -> int:
        shown = basic("hung", password)["authorization"].encode()
        scope = {"type": "http", "headers": [(b"authorization", shown)], "client": ("::1", 1)}
        try:
            await door.let_in(Request(scope))
        except RefusedError as refusal:
            return int(refusal.status)
        return 200

    assert await asks(SECRET) == 200
    now[0] = 100.0
    assert {await asks(f"guess {number}") for number in range(int(TRIES))} == {401}
    assert (await asks("guess"), await asks(SECRET), await asks("guess")) == (429, 200, 429)
    assert checks.count(HASH) == 2 + TRIES
    changed = bcrypt.hashpw(b"another", bcrypt.gensalt(4)).decode()
    house.accounts["hung"] = Account("hung", "operate", password=changed)
    assert await asks(SECRET) == 429  # of yesterday: a guess like others
    del house.accounts["hung"]
    assert await asks(SECRET) == 429


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """No application."""


async def test_a_failed_login_is_logged_on_one_line(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await client.get("/metrics", headers=basic("x\nlogin accepted\x1b[2J", "geheim"))
    assert "login refused address=127.0.0.1 user=x?login accepted?[2J" in caplog.text
    assert "geheim" not in caplog.text


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which hashes were really compared."""
    made: list[str] = []
    real = bcrypt.checkpw

    def check(given: bytes, hashed: bytes) -> bool:
        made.append(hashed.decode())
        return real(given, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", check)
    return made


async def test_a_scrape_each_15_seconds_is_checked_once_a_minute(checks: list[str]) -> None:
    now = [0.0]
    book = Passwords(lambda: now[0])
    assert await book.check("hung", HASH, SECRET)
    for now[0] in (15.0, 30.0, 45.0, 59.9):
        assert book.knows("hung", HASH, SECRET)
        assert not book.knows("hung", HASH, SECRET + "x")
        assert not book.knows("lan", HASH, SECRET)
        assert not book.knows("hung", stand_in([HASH]), SECRET)
    now[0] = 60.0
    assert not book.knows("hung", HASH, SECRET)
    assert checks == [HASH]


async def test_a_user_who_is_not_there_costs_as_much_as_a_wrong_password(
    client: httpx.AsyncClient, checks: list[str]
) -> None:
    await client.get("/metrics", headers=basic("hung", "wrong"))
    await client.get("/metrics", headers=basic("nobody", "wrong"))
    assert [each[:7] for each in checks] == ["$2b$04$", "$2b$04$"]
    assert not bcrypt.checkpw(b"wrong", stand_in([]).encode())


async def test_only_so_many_passwords_are_checked_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "WAITING", 3)
    book = Passwords(lambda: 0.0)
    asked = [book.check("hung", HASH, f"{number}") for number in range(5)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(each, BusyError) for each in found] == [False] * 3 + [True] * 2
    assert await book.check("hung", HASH, SECRET)


def test_tries_come_back_with_time_and_each_address_has_its_own() -> None:
    book = Throttle()
    for _ in range(int(TRIES)):
        assert book.may("192.0.2.1", 0.0)
        book.take("192.0.2.1", 0.0)
    assert not book.may("192.0.2.1", 5.9)
    assert book.may("192.0.2.1", 6.1)
    assert book.may("192.0.2.2", 0.0)


def test_not_all_addresses_are_remembered() -> None:
    book = Throttle()
    for number in range(MOST_ADDRESSES + 10):
        book.take(f"host-{number}", 0.0)
    assert len(book._buckets) == MOST_ADDRESSES


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("-", "-"),
    ],
)
def test_a_neighbourhood_is_what_one_has_all_addresses_of(address: str, whole: str) -> None:
    assert neighbourhood(address) == whole


@given(st.text(st.characters(codec="latin-1"), max_size=1200))
def test_any_header_is_read_without_an_error(header: str) -> None:
    for text in (header, f"Basic {header}", f"Bearer {header}"):
        assert isinstance(shown(text), Password | Token | None)


@given(st.binary(max_size=200))
def test_any_bytes_in_base64_are_read_without_an_error(data: bytes) -> None:
    found = shown("Basic " + b64encode(data).decode())
    if isinstance(found, Password):
        assert f"{found.name}:{found.password}".encode() == data


@given(
    st.text(st.characters(exclude_characters=":", codec="utf-8"), max_size=40),
    st.text(st.characters(codec="utf-8"), max_size=72),
)
def test_what_was_meant_is_read(name: str, password: str) -> None:
    assert shown(basic(name, password)["authorization"]) == Password(name, password)


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic ", "Basic ***", "Basic aHVuZw==", "Basic aHVuZzp4 aHVuZzp4", "Digest x",
     "Basic " + "A" * 2000, "", "  Basic aHVuZzp4"],
)  # fmt: skip
def test_a_header_that_says_nothing_says_nothing(header: str) -> None:
    assert shown(header) is None


@given(st.text())
def test_a_name_is_fit_for_one_line(name: str) -> None:
    said = clean(name)
    assert len(said) <= 64
    assert said.isprintable()
    assert len(said.splitlines()) <= 1


def test_secrets_do_not_show(house: House) -> None:
    assert SECRET not in repr(Password("hung", SECRET)) + repr(Token(SECRET))
    assert HASH not in repr(house.accounts)


def test_a_bucket_is_full_again_after_a_minute() -> None:
    assert TRIES * throttle.EVERY == 60.0
