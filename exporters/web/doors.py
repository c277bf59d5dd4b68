"""The doors: finds out who asks, before anything is answered.

Over the Unix socket the kernel knows. Over TCP a name with a password, or a token, is asked for as
soon as there are users; where there are none, everybody may read and nobody change anything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from hmac import compare_digest
from http import HTTPStatus
from time import monotonic

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from exporters.web import visitor
from exporters.web.credentials import Password, Token, clean, shown
from exporters.web.passwords import BusyError, Passwords, stand_in
from exporters.web.peer import KEY, user_name
from exporters.web.refusals import RefusedError
from exporters.web.roles import EVERYBODY
from exporters.web.said import said
from exporters.web.throttle import EVERY, Throttle
from exporters.web.visitor import Visitor
from monitord.model.doors import Account
from monitord.model.incidents import Actor

log = logging.getLogger("web")


class Doors:
    """Lets pass to `app` who may come in.

    `accounts`: of every user, by name. `refused` counts by reason.
    """

    def __init__(
        self,
        app: ASGIApp,
        accounts: Callable[[], Mapping[str, Account]],
        refused: Callable[[str], object],
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.app = app
        self._accounts = accounts
        self._refused = refused
        self._now = now
        self._throttle = Throttle()
        self._passwords = Passwords(now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] in EVERYBODY:
            await self.app(scope, receive, send)
            return
        try:
            found = await self.let_in(Request(scope))
        except RefusedError as refusal:
            answer = await said(refusal)
            await answer(scope, receive, send)
            return
        await self.app({**scope, visitor.KEY: found}, receive, send)

    async def let_in(self, request: Request) -> Visitor:
        """Who asks. What is shown counts, also over the Unix socket. Raises RefusedError."""
        header, accounts = request.headers.get("authorization"), self._accounts()
        user: int | None = request.scope.get(KEY)
        if user is not None and (header is None or not accounts):
            return Visitor(Actor(await asyncio.to_thread(user_name, user), "socket"), "operate")
        if not accounts:
            return Visitor()
        if header is None:
            self._refused("no_login")
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "desk.no-login")
        return await self._known(_only(request), accounts, _address(request))

    async def _known(
        self, what: Password | Token | None, accounts: Mapping[str, Account], address: str
    ) -> Visitor:
        """Whose this is. Raises RefusedError."""
        match what:
            case Token(token):
                found, via = _holder(token, accounts), "token"
                name = "-"
            case Password(name, password):
                found, via = await self._proven(name, password, accounts, address), "password"
            case None:
                found, via, name = None, "", "-"
        if found is None:
            self._spend(address)
            self._refused("wrong_login")
            log.warning("login refused address=%s user=%s", address, clean(name))
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "desk.wrong-login")
        return Visitor(Actor(found.name, via), found.role, found.provider)

    async def _proven(
        self, name: str, password: str, accounts: Mapping[str, Account], address: str
    ) -> Account | None:
        """The account, if the password is its own; None after as long when there is none.

        Raises RefusedError when too much is being guessed.
        """
        account = accounts.get(name)
        hashed = account.password if account else None
        if account and hashed and self._passwords.knows(name, hashed, password):
            return account
        guess = not (hashed and self._passwords.knew(name, hashed, password))
        if guess:  # else a neighbour who guesses would keep out who is at home here
            self._spend(address)
        wanted = hashed or stand_in(each.password for each in accounts.values() if each.password)
        try:
            right = await self._passwords.check(name, wanted, password)
        except BusyError:
            self._refused("busy")
            raise _later() from None
        finally:
            if guess:
                self._throttle.give_back(address, self._now())
        return account if right and hashed else None

    def _spend(self, address: str) -> None:
        """A try of this address. Raises RefusedError when it has none left."""
        now = self._now()
        if not self._throttle.may(address, now):
            self._refused("guessing")
            raise _later()
        self._throttle.take(address, now)


def _later() -> RefusedError:
    return RefusedError(HTTPStatus.TOO_MANY_REQUESTS, "desk.too-many-logins", {"seconds": EVERY})


def _holder(token: str, accounts: Mapping[str, Account]) -> Account | None:
    """All are compared, so that the time taken tells nothing."""
    given = token.encode("utf-8", "surrogatepass")
    found = [
        account
        for account in accounts.values()
        if compare_digest((account.token or "").encode(), given) and account.token
    ]
    return found[0] if found else None


def _only(request: Request) -> Password | Token | None:
    """What is shown; of several which one is meant, nobody knows: a proxy may read another."""
    headers = request.headers.getlist("authorization")
    return shown(headers[0]) if len(headers) == 1 else None


def _address(request: Request) -> str:
    return request.client.host if request.client else "-"
