"""Words for what libyaml does not accept."""

from __future__ import annotations

import re

from yaml import MarkedYAMLError, YAMLError

from monitord.inventory.problems import Problem

_KEYS = {
    "mapping values are not allowed in this context": "colon",
    "could not find expected ':'": "no-colon",
    "did not find expected key": "indentation",
    "did not find expected '-' indicator": "indentation",
    "block sequence entries are not allowed in this context": "indentation",
    "found character that cannot start any token": "reserved-character",
    "found a tab character that violates indentation": "tab",
    "found unexpected end of stream": "open-quote",
    "did not find expected ',' or ']'": "open-list",
    "did not find expected ',' or '}'": "open-map",
    "found unknown escape character": "escape",
    "did not find expected node content": "content",
}
_AT_ITS_BEGINNING = {"no-colon", "open-quote", "open-list", "open-map"}
"""Where what is not finished began says more than where the reader noticed."""


def syntax_problem(error: YAMLError, text: str, filename: str) -> Problem:
    """The problem that `error` is, with the place in `text`."""
    if not isinstance(error, MarkedYAMLError):
        return Problem(filename, 1, 1, "", "inventory.syntax.other", {"problem": str(error)})
    said = error.problem or ""
    key = _KEYS.get(said, "other")
    mark = error.context_mark if key in _AT_ITS_BEGINNING else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    lines = re.split("\r\n|\r|\n", text)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if line >= len(lines):  # libyaml ends a last line that has no end
        line, column = len(lines) - 1, len(lines[-1])
    indentation = lines[line][: len(lines[line]) - len(lines[line].lstrip(" \t"))]
    if "\t" in indentation:
        key, column = "tab", indentation.index("\t")
    params = {"problem": said}
    return Problem(filename, line + 1, column + 1, "", f"inventory.syntax.{key}", params)
