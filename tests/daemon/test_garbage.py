"""What is set aside is not forgotten."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from monitord.daemon.garbage import NEVER, clean_up, set_aside


class Knot:
    """Holds itself: only the garbage collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _the_collector_is_left_as_it_was() -> Iterator[None]:
    threshold = gc.get_threshold()
    gc.disable()
    yield
    gc.enable()
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_what_was_garbage_when_it_was_set_aside_is_freed_at_night() -> None:
    garbage = weakref.ref(Knot())
    set_aside()
    assert garbage() is not None
    clean_up()
    assert garbage() is None
    assert gc.get_threshold()[2] == NEVER
