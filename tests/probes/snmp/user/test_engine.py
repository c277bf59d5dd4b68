"""Version 3 against a real snmpd: every pair of algorithms, wrong users and keys, restarts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from monitord.model.snmp import Oid, Outcome, SnmpAnswer, SnmpLogin, SnmpPlan, SnmpTable
from probes.snmp.user.engine import UserEngine
from probes.snmp.user.keys import AUTH, PRIV
from tests.probes.snmp.between import between
from tests.probes.snmp.snmpd import Snmpd, User, free_port, have_snmpd, running_snmpd

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not have_snmpd(), reason="net-snmp is not installed"),
]

SIGNING, HIDING = "phrase-to-sign-with", "phrase-to-hide-with"
AUTH_NAMES = {
    "md5": "MD5",
    "sha1": "SHA",
    "sha224": "SHA-224",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
}
PRIV_NAMES = {"des": "DES", "aes128": "AES", "aes192": "AES-192", "aes256": "AES-256"}
PAIRS = [(None, None), *((auth, priv) for auth in AUTH for priv in (None, *PRIV))]
CISCO = [(auth, priv) for auth in ("md5", "sha1") for priv in ("AES192C", "AES256C")]

SYSTEM = "1.3.6.1.2.1.1"
DESCRIPTION, OBJECT_ID, UPTIME = f"{SYSTEM}.1.0", f"{SYSTEM}.2.0", f"{SYSTEM}.3.0"
IF_INDEX, IF_NAME = "1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.31.1.1.1.1"
ROUTES, ADDRESSES = "1.3.6.1.2.1.4.21.1.1", "1.3.6.1.2.1.4.20.1.1"
NOWHERE = ("1.3.6.1.4.1.99999.1.0", "1.3.6.1.4.1.99999.2.0", "1.3.6.1.4.1.99999.3.0")
PLAN = SnmpPlan((DESCRIPTION, OBJECT_ID, UPTIME), (SnmpTable((IF_INDEX, IF_NAME)),))


def user_of(auth: str | None, priv: str | None) -> User:
    """A user of snmpd for these algorithms, as `AUTH` and `PRIV` or snmpd.conf name them."""
    return User(
        f"watcher-{auth}-{priv}",
        (AUTH_NAMES[auth], SIGNING) if auth else None,
        (PRIV_NAMES.get(priv, priv), HIDING) if priv else None,
    )


def login_of(auth: str | None, priv: str | None) -> SnmpLogin:
    """How to log in as that user."""
    kind = {"AES192C": "aes192", "AES256C": "aes256"}.get(priv or "", priv)
    return SnmpLogin(
        "watch",
        "3",
        user=f"watcher-{auth}-{priv}",
        auth=(auth, SIGNING.encode()) if auth else None,
        priv=(kind, HIDING.encode()) if kind else None,
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Snmpd]:
    """An agent that knows a user for every pair."""
    users = [user_of(*pair) for pair in (*PAIRS, *CISCO)]
    lines = ["view little included .1.3.6.1.2.1.1.1", "createUser nobody", "rouser nobody priv"]
    async with running_snmpd(tmp_path_factory.mktemp("snmpd"), users=users, lines=lines) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def engine() -> AsyncIterator[UserEngine]:
    """An engine of this test's own."""
    made = UserEngine.open(asyncio.get_running_loop())
    yield made
    assert made.in_flight == 0
    made.close()


async def polled(
    engine: UserEngine, port: int, login: SnmpLogin, plan: SnmpPlan = PLAN, retries: int = 1
) -> SnmpAnswer:
    """One poll of 127.0.0.1 by a target of its own."""
    target = engine.target("127.0.0.1", port=port, login=login, timeout=0.5, retries=retries)
    return await engine.poll(target, plan)


def check_answer(answer: SnmpAnswer) -> None:
    """Everything in PLAN was read."""
    assert (answer.outcome, answer.failures, answer.error) == (Outcome.OK, {}, "")
    description = answer.scalars[DESCRIPTION]
    assert isinstance(description, bytes)
    assert description.startswith(b"Linux")
    assert answer.scalars[OBJECT_ID] == Oid("1.3.6.1.4.1.8072.3.2.10")
    assert isinstance(answer.scalars[OBJECT_ID], Oid)
    assert isinstance(answer.scalars[UPTIME], int)
    names = answer.tables[IF_NAME]
    assert names["1"] == b"lo"
    assert names.keys() == answer.tables[IF_INDEX].keys()
    assert answer.engine_boots == 1
    assert answer.started < answer.ended


@pytest.mark.parametrize(("auth", "priv"), PAIRS)
async def test_every_pair_of_algorithms(
    engine: UserEngine, agent: Snmpd, auth: str | None, priv: str | None
) -> None:
    answer = await polled(engine, agent.port, login_of(auth, priv))
    check_answer(answer)
    assert answer.retries == 0
    assert answer.requests == 4  # discovery, scalars, two columns
    assert sum(engine.strays.values()) == 0


@pytest.mark.parametrize(("auth", "priv"), CISCO)
async def test_the_key_extension_of_cisco_is_found_out_once(
    engine: UserEngine, agent: Snmpd, auth: str, priv: str
) -> None:
    target = engine.target(
        "127.0.0.1", port=agent.port, login=login_of(auth, priv), timeout=0.3, retries=0
    )
    check_answer(await engine.poll(target, PLAN))
    again = await engine.poll(target, PLAN)
    check_answer(again)
    assert (again.requests, again.retries) == (3, 0)


async def test_a_session_is_kept_between_polls(engine: UserEngine, agent: Snmpd) -> None:
    target = engine.target(
        "127.0.0.1", port=agent.port, login=login_of("sha256", "aes128"), timeout=0.5, retries=0
    )
    first, second = await engine.poll(target, PLAN), await engine.poll(target, PLAN)
    assert (first.requests, second.requests) == (4, 3)


async def test_polls_of_one_target_wait_for_each_other(engine: UserEngine, agent: Snmpd) -> None:
    target = engine.target(
        "127.0.0.1", port=agent.port, login=login_of("sha1", None), timeout=0.5, retries=0
    )
    answers = await asyncio.gather(*(engine.poll(target, PLAN) for _ in range(5)))
    for answer in answers:
        check_answer(answer)
    spans = sorted((answer.ended, answer.requests) for answer in answers)
    assert [requests for _, requests in spans] == [4, 3, 3, 3, 3]


async def test_many_targets_at_once(engine: UserEngine, agent: Snmpd) -> None:
    logins = [login_of(auth, "aes128") for auth in ("sha1", "sha256")] * 20
    answers = await asyncio.gather(*(polled(engine, agent.port, login) for login in logins))
    for answer in answers:
        check_answer(answer)


@pytest.mark.parametrize(
    ("login", "word"),
    [
        (replace(login_of("sha256", "aes128"), user="stranger"), "unknownUserNames"),
        (replace(login_of(None, None), user="stranger"), "unknownUserNames"),
        (replace(login_of("sha256", "aes128"), auth=("sha256", b"not-that-one")), "wrongDigests"),
        (replace(login_of("sha256", None), auth=("sha512", SIGNING.encode())), "wrongDigests"),
        (replace(login_of("sha256", "aes128"), priv=("aes128", b"not-that-one")), ""),
        (replace(login_of("sha256", "des"), priv=("des", b"not-that-one")), ""),
        (replace(login_of(None, None), auth=("sha1", b"not-that-one")), "unsupportedSecLevels"),
    ],
)
async def test_a_wrong_user_or_key_is_told_from_silence(
    engine: UserEngine, agent: Snmpd, login: SnmpLogin, word: str
) -> None:
    answer = await polled(engine, agent.port, login, retries=0)
    assert (answer.outcome, answer.error) == (Outcome.AUTH, word)
    assert set(answer.failures.values()) == {Outcome.AUTH}
    assert not answer.scalars
    assert not answer.tables


async def test_a_user_who_may_see_nothing(engine: UserEngine, agent: Snmpd) -> None:
    """Who signs where the agent wants encryption too is let in, and then refused everything."""
    login = replace(login_of("sha256", "aes128"), priv=None)
    answer = await polled(engine, agent.port, login)
    assert (answer.outcome, answer.error) == (Outcome.ERROR_STATUS, "authorizationError")
    assert answer.tables == {}
    assert set(answer.failures.values()) == {Outcome.ERROR_STATUS}


async def test_a_closed_port_is_refused_at_once(engine: UserEngine) -> None:
    answer = await polled(engine, free_port(), login_of("sha1", None))
    assert (answer.outcome, answer.error) == (Outcome.REFUSED, "port-unreachable")
    assert answer.requests == 1
    assert answer.ended - answer.started < 400_000_000


async def test_an_agent_that_goes_away_is_refused(engine: UserEngine, tmp_path: Path) -> None:
    login = login_of("sha256", "aes256")
    async with running_snmpd(tmp_path, users=[user_of("sha256", "aes256")]) as first:
        target = engine.target("127.0.0.1", port=first.port, login=login, timeout=0.5, retries=1)
        check_answer(await engine.poll(target, PLAN))
    gone = await engine.poll(target, PLAN)
    assert (gone.outcome, gone.error) == (Outcome.REFUSED, "port-unreachable")


async def test_a_restart_of_the_agent_costs_one_request(engine: UserEngine, tmp_path: Path) -> None:
    users = [user_of("sha256", "aes256")]
    async with between() as way:
        target = engine.target(
            "127.0.0.1", port=way.port, login=login_of("sha256", "aes256"), timeout=0.5, retries=0
        )
        async with running_snmpd(tmp_path, users=users) as first:
            way.redirect(first.port)
            check_answer(await engine.poll(target, PLAN))
        kept = [
            line for line in (tmp_path / "snmpd.conf").read_text().splitlines() if "ngine" in line
        ]
        async with running_snmpd(tmp_path, users=users, lines=kept) as second:
            way.redirect(second.port)
            after = await engine.poll(target, PLAN)
    check_answer(replace(after, engine_boots=1))
    assert after.engine_boots == 2
    assert after.requests == 4  # one out of its time window, scalars, two columns


async def test_an_exchanged_agent_is_discovered_anew(engine: UserEngine, tmp_path: Path) -> None:
    users = [user_of("sha1", "des")]
    other = tmp_path / "other"
    other.mkdir()
    async with (
        running_snmpd(tmp_path, users=users) as first,
        running_snmpd(other, users=users) as second,
        between(first.port) as way,
    ):
        target = engine.target(
            "127.0.0.1", port=way.port, login=login_of("sha1", "des"), timeout=0.5, retries=0
        )
        check_answer(await engine.poll(target, PLAN))
        way.redirect(second.port)
        after = await engine.poll(target, PLAN)
    check_answer(after)
    assert after.requests == 5  # one refused, discovery, scalars, two columns


@pytest.mark.parametrize("pair", [("sha256", "aes128"), ("sha256", None), (None, None)])
async def test_what_the_agent_lacks_is_known_of_each_object(
    engine: UserEngine, agent: Snmpd, pair: tuple[str | None, str | None]
) -> None:
    login = login_of(*pair)
    mixed = await polled(engine, agent.port, login, SnmpPlan((NOWHERE[0], UPTIME, NOWHERE[1])))
    assert mixed.outcome is Outcome.OK
    assert list(mixed.scalars) == [UPTIME]
    assert mixed.failures == dict.fromkeys(NOWHERE[:2], Outcome.NO_OBJECT)
    none = await polled(engine, agent.port, login, SnmpPlan(NOWHERE))
    assert none.outcome is Outcome.NO_OBJECT
    assert none.failures == dict.fromkeys(NOWHERE, Outcome.NO_OBJECT)


async def test_a_table_that_is_not_there_is_empty(engine: UserEngine, agent: Snmpd) -> None:
    plan = SnmpPlan((UPTIME,), (SnmpTable(("1.3.6.1.4.1.99999.5.1.1", "2.1.1.1")),))
    answer = await polled(engine, agent.port, login_of("sha256", "aes128"), plan)
    assert answer.outcome is Outcome.OK
    assert answer.tables == {"1.3.6.1.4.1.99999.5.1.1": {}, "2.1.1.1": {}}
    assert answer.failures == {}


async def test_a_long_table_is_cut_and_a_short_one_is_not(engine: UserEngine, agent: Snmpd) -> None:
    login = login_of("sha256", "aes128")
    tree = "1.3.6.1.2.1.1.9.1"
    whole = await polled(engine, agent.port, login, SnmpPlan((), (SnmpTable((tree,), 1000),)))
    rows = whole.tables[tree]
    assert len(rows) > 20
    assert whole.cut == 0
    for most, cut in ((len(rows), 0), (len(rows) - 1, 1), (3, 1), (1, 1)):
        answer = await polled(engine, agent.port, login, SnmpPlan((), (SnmpTable((tree,), most),)))
        assert list(answer.tables[tree]) == list(rows)[:most]
        assert answer.cut == cut


async def test_the_length_of_a_table_is_remembered(engine: UserEngine, agent: Snmpd) -> None:
    column = "1.3.6.1.2.1.1.9.1"  # three columns of some ten rows
    target = engine.target(
        "127.0.0.1", port=agent.port, login=login_of("sha1", None), timeout=0.5, retries=0
    )
    plan = SnmpPlan((), (SnmpTable((column,)),))
    first, second = await engine.poll(target, plan), await engine.poll(target, plan)
    assert first.requests > 3
    assert second.requests == 1
    assert second.tables[column].keys() == first.tables[column].keys()


@pytest.mark.parametrize("pair", [("sha256", "aes128"), (None, None)])
async def test_what_is_too_big_for_one_reply_comes_in_several(
    engine: UserEngine, tmp_path: Path, pair: tuple[str | None, str | None]
) -> None:
    tree = "1.3.6.1.4.1.99999.7"
    long = [f"{tree}.{n}.0" for n in range(1, 25)]
    lines = [f'override {oid} octet_str "{"x" * 250}"' for oid in long]
    plan = SnmpPlan(tuple(long), (SnmpTable((tree,)),))
    async with running_snmpd(tmp_path, users=[user_of(*pair)], lines=lines) as agent:
        target = engine.target(
            "127.0.0.1", port=agent.port, login=login_of(*pair), timeout=0.5, retries=0
        )
        first, second = await engine.poll(target, plan), await engine.poll(target, plan)
    for answer in (first, second):
        assert (answer.outcome, answer.failures) == (Outcome.OK, {})
        assert answer.scalars == dict.fromkeys(long, b"x" * 250)
        assert list(answer.tables[tree].values()) == [b"x" * 250] * 24
    assert second.requests < first.requests  # neither is asked for too much again


async def test_an_address_is_four_bytes(engine: UserEngine, agent: Snmpd) -> None:
    plan = SnmpPlan((), (SnmpTable((ADDRESSES,)),))
    answer = await polled(engine, agent.port, login_of(None, None), plan)
    assert answer.tables[ADDRESSES]["127.0.0.1"] == bytes((127, 0, 0, 1))


async def test_weak_algorithms_are_warned_of_once(
    engine: UserEngine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            engine.target("127.0.0.1", port=161, login=login_of("md5", "des"), timeout=1, retries=0)
    assert [record.getMessage() for record in caplog.records] == [
        "credential watch signs with MD5 and encrypts with DES, which is weak: "
        "use SHA-2 and AES where the device can"
    ]


@pytest.mark.parametrize(
    ("address", "port", "login"),
    [
        ("nowhere.example", 161, login_of(None, None)),
        ("127.0.0.1", 0, login_of(None, None)),
        ("127.0.0.1", 161, SnmpLogin("c", "2c", community=b"public")),
        ("127.0.0.1", 161, SnmpLogin("c", "3")),
        ("127.0.0.1", 161, SnmpLogin("c", "3", user="u", auth=("sha3", b"x" * 8))),
        ("127.0.0.1", 161, SnmpLogin("c", "3", user="u", priv=("aes128", b"x" * 8))),
        ("127.0.0.1", 161, SnmpLogin("c", "3", user="u", auth=("sha1", b""))),
    ],
)
async def test_what_cannot_be_a_target(
    engine: UserEngine, address: str, port: int, login: SnmpLogin
) -> None:
    with pytest.raises(ValueError, match=r"credential c|port|address"):
        engine.target(address, port=port, login=login, timeout=1, retries=0)


async def test_an_agent_over_ipv6(engine: UserEngine, tmp_path: Path) -> None:
    port = free_port()
    lines = [f"agentaddress udp6:[::1]:{port}"]
    users = [user_of("sha256", "aes128")]
    login = login_of("sha256", "aes128")
    async with running_snmpd(tmp_path, users=users, lines=lines):
        target = engine.target("::1", port=port, login=login, timeout=0.5, retries=1)
        check_answer(await engine.poll(target, PLAN))
        closed = engine.target("::1", port=free_port(), login=login, timeout=0.5, retries=1)
        refused = await engine.poll(closed, PLAN)
        assert (refused.outcome, refused.error) == (Outcome.REFUSED, "port-unreachable")
