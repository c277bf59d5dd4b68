"""The way from module files to modules: those that monitord brings, then the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath

import yaml

from monitord.inventory.conform import conform
from monitord.inventory.findings import EnoughError, Findings
from monitord.inventory.nodes import Map
from monitord.inventory.problems import InvalidInventoryError, Problem
from monitord.inventory.source import decode
from monitord.inventory.syntax import syntax_problem
from monitord.inventory.tree import read
from monitord.model.modules import Module
from monitord.modules.build import build
from monitord.modules.meaning import check_meaning
from monitord.modules.places import check_places
from monitord.modules.schema import ModuleEntry

SHIPPED = ("probes", "snmp/modules")
"""The package and the folder in it with the files that monitord brings. They are data: the probes
themselves are not imported."""
SUFFIX, OTHER_SUFFIX = ".yaml", ".yml"
"""Files of other names are none of ours, but one that is nearly is a mistake."""
MOST_BYTES = 2**20
MOST_FILES = 1000
_OWN_WORDS = frozenset({"inventory.alias", "inventory.anchor", "inventory.merge-key"})
"""What the inventory words with a hint at its profiles."""


class InvalidModulesError(Exception):
    """Some files are no valid modules. `problems` has every reason, file by file."""

    def __init__(self, problems: Sequence[Problem], names: Sequence[str] = ()) -> None:
        self.problems = tuple(problems)
        self.names = tuple(names)
        """The ids of all files, wrong ones too."""
        super().__init__("\n".join(problem.text("en") for problem in problems))


def load(own: Path | None = None) -> dict[str, Module]:
    """All modules by id: shipped ones, replaced and joined by those in the folder `own`.

    Raises InvalidModulesError with every problem of every file.
    """
    modules: dict[str, Module] = {}
    problems: list[Problem] = []
    names: dict[str, None] = {}
    for name, content in _files(own, problems):
        ident = PurePath(name).name.removesuffix(SUFFIX)
        names[ident] = None
        try:
            modules[ident] = parse(content, name)
        except InvalidModulesError as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidModulesError(problems, list(names))
    return modules


def parse(data: bytes, filename: str) -> Module:
    """The module in `data`, whose id is the file's name.

    Raises InvalidModulesError with every problem. Only a file that is no YAML hides further ones.
    """
    findings = Findings()
    root: Map | None = None
    try:
        text = decode(data, filename, MOST_BYTES)
        root = read(text, findings)
        if root is not None:
            document = conform(root, findings, ModuleEntry)
            _check(root, filename, findings)
            if document is not None and not findings:
                return build(document, sha256(data).hexdigest()[:16])
    except InvalidInventoryError as error:
        raise InvalidModulesError(error.problems) from None
    except yaml.YAMLError as error:
        raise InvalidModulesError([syntax_problem(error, text, filename)]) from None
    except EnoughError:
        pass
    raise InvalidModulesError(list(map(_own_words, findings.problems(filename, root))))


def _check(root: Map, filename: str, findings: Findings) -> None:
    """What the schema cannot say."""
    ident = root.text("id")
    if ident is not None and ident != PurePath(filename).name.removesuffix(SUFFIX):
        findings.value(root, "id", "module.id", id=ident, file=PurePath(filename).name)
    for suits in root.maps("suits"):
        if not suits:
            findings.at(suits.place, suits, None, "module.suits")
    check_places(root, findings)
    check_meaning(root, findings)


def _own_words(problem: Problem) -> Problem:
    if problem.key not in _OWN_WORDS:
        return problem
    return replace(problem, key=problem.key.replace("inventory.", "module."))


def _files(own: Path | None, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file; a folder or file that cannot be read is a problem."""
    package, folder = SHIPPED
    yield from _folder(resources.files(package) / folder, f"{package}/{folder}", problems)
    if own is not None:
        yield from _folder(own, str(own), problems)


def _folder(folder: Traversable, path: str, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    try:
        found = sorted(folder.iterdir(), key=lambda file: file.name)
    except OSError as error:
        problems.append(_unreadable(path, error))
        return
    for other in (file.name for file in found if file.name.endswith(OTHER_SUFFIX)):
        problems.append(Problem(f"{path}/{other}", 1, 1, "", "module.suffix", {"suffix": SUFFIX}))
    files = [file for file in found if file.name.endswith(SUFFIX)]
    if len(files) > MOST_FILES:
        problems.append(Problem(path, 1, 1, "", "module.too-many-files", {"most": MOST_FILES}))
        return
    for file in files:
        name = f"{path}/{file.name}"
        try:
            with file.open("rb") as opened:
                yield name, opened.read(MOST_BYTES + 1)
        except OSError as error:
            problems.append(_unreadable(name, error))


def _unreadable(path: str, error: OSError) -> Problem:
    return Problem(path, 1, 1, "", "module.unreadable", {"why": error.strerror or str(error)})
