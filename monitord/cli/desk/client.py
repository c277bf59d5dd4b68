"""The daemon's desk as the commands use it: documents in, documents out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from monitord.cli.client import decoded
from monitord.cli.desk.line import Line, LineError
from monitord.cli.picture import Document, UnexpectedDocumentError
from monitord.cli.resolve import resolve
from monitord.model.names import did_you_mean
from monitord.texts import MissingTextError, Texts

INCIDENTS = "/api/v1/incidents"
WHOLE = 10
"""Letters and digits of an incident's id."""
SOUNDS = str.maketrans({"I": "1", "L": "1", "O": "0"})
"""Letters that no id has, and what is meant by them."""
WINDOWS = "/api/v1/maintenance"
LEDGER = "/api/v1/sla"
OPTIONS = {
    "seconds": "--for",
    "note": "--note",
    "number": "NUMBER",
    "conference_id": "--conference",
    "reported_at": "--reported",
    "accepted_at": "--accepted",
    "announced_at": "--announced",
    "start": "--from",
    "repeat": "--repeat",
    "why": "--why",
    "who": "--who",
}
"""By which option, or argument, people gave a field of a body."""


class RefusedError(Exception):
    """The daemon does not do what was asked; `document` says why."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.get("error", ""))
        self.document = document

    def text(self, texts: Texts) -> str:
        """Why, in words, and what may have been meant."""
        problems = [_problem(texts, each) for each in self.document.get("problems", ())]
        return "\n".join([self._sentence(texts), *problems])

    def _sentence(self, texts: Texts) -> str:
        params = dict(self.document.get("params", {}))
        if "kind" in params:
            params["kind"] = texts.say(f"cli.cover.{params['kind']}")
        code = self.document.get("code", "")
        code = f"cli.{code}" if f"cli.{code}" in texts.entries else code
        try:
            said = texts.say(code, **params)
        except MissingTextError:
            said = str(self.document.get("error", ""))
        return said + _hint(texts, self.document.get("did_you_mean", ()))


class NotOneError(Exception):
    """A shortened id means none, or more than one."""

    def __init__(self, word: str, matches: Sequence[str], near: Sequence[str]) -> None:
        super().__init__(word)
        self.word, self.matches, self.near = word, matches, near

    def text(self, texts: Texts) -> str:
        """What is wrong, and what may be meant."""
        if self.matches:
            which = ", ".join(self.matches)
            return texts.say("cli.desk.ambiguous", word=self.word, which=which)
        return texts.say("cli.desk.none", word=self.word) + _hint(texts, self.near)


@dataclass(frozen=True, slots=True)
class DeskClient:
    """Asks over `line`. Every method raises LineError, RefusedError, UnexpectedDocumentError."""

    line: Line

    def site(self, ident: str) -> Document:
        """The document of one site."""
        return self._ask("GET", f"/api/v1/sites/{quote(ident, safe='')}")

    def the_site(self, word: str) -> str:
        """The id of the site that `word` means: its id, or its name without diacritics.

        Raises SiteNotFoundError.
        """
        sites = self._ask("GET", "/api/v1/sites")["sites"]
        return resolve(word, {site["id"]: site["name"] for site in sites})

    def incidents(self, **query: str) -> Document:
        """The document of those that `query` asks for."""
        return self._ask("GET", f"{INCIDENTS}?{urlencode(query)}")

    def incident(self, ident: str, language: str) -> Document:
        """The document of one, with advice in `language`."""
        return self._ask("GET", f"{INCIDENTS}/{quote(ident, safe='')}?language={language}")

    def act(self, ident: str, action: str, body: Mapping[str, Any]) -> Document:
        """The document of one after `action`."""
        return self._ask("POST", f"{INCIDENTS}/{quote(ident, safe='')}/{action}", body)

    def windows(self) -> Document:
        """The document of all maintenance windows."""
        return self._ask("GET", WINDOWS)

    def add_window(self, body: Mapping[str, Any]) -> Document:
        """The document of the window that was added."""
        return self._ask("POST", WINDOWS, body)

    def cancel_window(self, ident: str) -> Document:
        """The document of the window that was called off."""
        return self._ask("DELETE", f"{WINDOWS}/{quote(ident, safe='')}")

    def amend(self, body: Mapping[str, Any]) -> Document:
        """The document of what was set right about an outage."""
        return self._ask("POST", f"{LEDGER}/corrections", body)

    def close_month(self, month: str, why: str) -> Document:
        """The document of the closing."""
        return self._ask("POST", f"{LEDGER}/{quote(month, safe='')}/close", {"why": why})

    def the_incident(self, word: str) -> str:
        """The id that `word` means: open ones first, then what is over. Raises NotOneError."""
        for query in ({}, {"open": "false", "most": "1000"}):
            known = [each["id"] for each in self.incidents(**query)["incidents"]]
            found = meant(word, known)
            if found:
                break
        if not found and len(heard(word)) == WHOLE:
            return word  # of long ago: the daemon knows
        return _only(word, found, known)

    def the_window(self, word: str) -> str:
        """The id that `word` means. Raises NotOneError."""
        known = [each["id"] for each in self.windows()["windows"]]
        return _only(word, meant(word, known), known)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Document:
        sent = None if body is None else json.dumps(body).encode()
        status, said = self.line.ask(method, path, sent)
        document = decoded(said)
        if status < 400:
            return document
        if status == 503 and document.get("error") == "starting":
            raise LineError("cli.desk.starting", {})
        if "error" not in document:
            raise UnexpectedDocumentError(f"HTTP {status}")
        raise RefusedError(document)


def meant(word: str, known: Sequence[str]) -> list[str]:
    """Which of the ids `word` may be short for: it is one, or how one, or a part of one, begins.

    Ids are said over the telephone: case and dashes do not matter, O is 0, I and L are 1.
    """
    wanted = heard(word)
    if exact := [ident for ident in known if heard(ident) == wanted]:
        return exact
    return [ident for ident in known if any(part.startswith(wanted) for part in parts(ident))]


def parts(ident: str) -> list[str]:
    """An id as it is heard, from its beginning and from behind each dash."""
    words = ident.split("-")
    return [heard("-".join(words[skip:])) for skip in range(len(words))]


def heard(ident: str) -> str:
    """What is left of an id when one hears it."""
    return "".join(letter for letter in ident.upper() if letter.isalnum()).translate(SOUNDS)


def _only(word: str, found: Sequence[str], known: Sequence[str]) -> str:
    if len(found) == 1:
        return found[0]
    raise NotOneError(word, found, [] if found else did_you_mean(word, known, 3))


def _problem(texts: Texts, problem: Document) -> str:
    """What is wrong with one field, which people know by its option."""
    name, params = problem["field"], dict(problem.get("params", {}))
    if name == "seconds":
        params = {limit: texts.duration(float(value)) for limit, value in params.items()}
    try:
        said = texts.say(problem.get("code", ""), **params)
    except MissingTextError:
        said = problem["error"]
    where = f"{OPTIONS.get(name, name)}: " if name else ""
    return f"  {where}{said}{_hint(texts, problem['did_you_mean'])}"


def _hint(texts: Texts, near: Sequence[str]) -> str:
    return texts.say("cli.did-you-mean", what=", ".join(near)) if near else ""
