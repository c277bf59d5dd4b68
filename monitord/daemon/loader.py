"""The child process of `loading.load_aside`: loads one file and writes the pickled result."""

from __future__ import annotations

import gc
import pickle
import sys
from pathlib import Path

from monitord.daemon.loading import Loaded, Refused, Words
from monitord.inventory import InvalidInventoryError
from monitord.inventory.keys import (
    UnreadableSecretError,
    read_accounts,
    read_keys,
    read_logins,
    read_words,
)
from monitord.model.checks import Means
from monitord.model.settings import DaemonSettings
from monitord.modules import parse_together
from monitord.texts import texts


def load_now(path: Path, language: str, modules: Path | None = None) -> Loaded | Refused:
    """Load in this process. Never raises for what is in the file, or when it is not there.

    `modules` is a folder of SNMP modules that stands in for the inventory's own.
    """
    try:
        content = path.read_bytes()
        found = parse_together(content, str(path), path.parent, modules)
        credentials = found.inventory.credentials.values()
        logins, shut = read_logins(credentials)
        keys, missing = read_keys(credentials)
        words, unheard = _words(found.inventory.daemon)
        unreadable = tuple(map(str, [*shut, *missing, *unheard]))
        means = Means(found.modules, logins, keys)
        return Loaded(found.inventory, content, means, words, unreadable)
    except InvalidInventoryError as error:
        return Refused(tuple(problem.text(language) for problem in error.problems))
    except OSError as error:
        why = error.strerror or str(error)
        return Refused((texts(language).say("inventory.unreadable", file=path, why=why),))


def _words(settings: DaemonSettings) -> tuple[Words, list[UnreadableSecretError]]:
    accounts, closed = read_accounts(settings.users)
    urls, dumb = read_words({each.id: each.url for each in settings.notify}, 1)
    return Words(accounts, urls), [*closed, *dumb]


if __name__ == "__main__":
    gc.disable()  # which would look through a million nodes time and again, all of them in use
    file, language, modules = sys.argv[1:]
    loaded = load_now(Path(file), language, Path(modules) if modules else None)
    sys.stdout.buffer.write(pickle.dumps(loaded))
