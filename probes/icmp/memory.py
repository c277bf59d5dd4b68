"""What is remembered of echoes whose fate is told, so that stragglers are recognised."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """Items by index, kept for one to two spans of time and at most `2 * most` of them.

    Two generations: when the young one is a span old, it becomes the old one, and what was old is
    forgotten at once. Nothing is spent per item on forgetting.
    """

    __slots__ = ("most", "old", "span", "turned", "young")

    def __init__(self, span: int, most: int) -> None:
        self.span = span
        """Nanoseconds."""
        self.most = most
        self.young: dict[int, T] = {}
        self.old: dict[int, T] = {}
        self.turned = 0

    def keep(self, index: int, item: T) -> None:
        """Remember `item`."""
        self.young[index] = item

    def get(self, index: int) -> T | None:
        """What was kept under `index`; None when nothing was, or when it is forgotten."""
        return self.young.get(index) or self.old.get(index)

    def drop(self, index: int) -> None:
        """Forget one item now."""
        self.young.pop(index, None)
        self.old.pop(index, None)

    def age(self, now: int) -> None:
        """Forget what is too old or too much; call it now and then with the monotonic clock."""
        if now - self.turned >= self.span or len(self.young) >= self.most:
            self.old, self.young, self.turned = self.young, {}, now
