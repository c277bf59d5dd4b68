"""What is wrong with an inventory file, as values that any language can word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitord.model.states import Param
from monitord.texts import texts

MOST = 1000
"""Problems reported of one file; a file with more is not an inventory."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right, and where. Lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int
    path: str
    """The field, `sites.ttdl.devices.mcu-1.address`; empty for the file as a whole.

    An entry of a list is named by its id where it has one, else by its index: `contacts[0]`.
    A site is named by its id alone, however deep it is nested.
    """
    key: str
    """The text in the catalogue."""
    params: Mapping[str, Param] = field(default_factory=dict)
    """`found` is the kind of value found; `hint` what may have been meant."""

    def text(self, language: str) -> str:
        """The problem on one line: `file:line:column: field.path: what is wrong`."""
        path = f" {self.path}:" if self.path else ""
        return f"{self.file}:{self.line}:{self.column}:{path} {self.message(language)}"

    def message(self, language: str) -> str:
        """What is wrong, without the place."""
        words = texts(language)
        params = dict(self.params)
        if "found" in params:
            params["found"] = words.say(f"inventory.kind.{params['found']}")
        message = words.say(self.key, **params)
        if hint := params.get("hint"):
            message += words.say("inventory.did-you-mean", hint=hint)
        return message


class InvalidInventoryError(Exception):
    """The file is no valid inventory. `problems` has every reason, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text("en") for problem in problems))
