"""How many connections there are, and who has to go."""

from __future__ import annotations

from collections import Counter

from exporters.web.places import HEAD, TAKE, Place, Places


class Book:
    """Places with a note of who was dropped and why."""

    def __init__(self, most: int, each: int) -> None:
        self.refused: Counter[str] = Counter()
        self.dropped: list[float] = []
        self.places = Places(self._note, most, each)

    def _note(self, reason: str) -> None:
        self.refused[reason] += 1

    def enter(self, address: str, now: float) -> Place | None:
        place = self.places.enter(address, now)
        if place is not None:
            place.drop = lambda: self.dropped.append(now)
        return place


def test_who_comes_too_much_pushes_out_its_own_oldest() -> None:
    book = Book(most=10, each=2)
    book.enter("b", 0.5)
    for now in (1.0, 2.0, 3.0):
        assert book.enter("a", now) is not None
    assert (book.dropped, len(book.places), book.refused) == ([1.0], 3, {"connections": 1})


def test_when_all_places_are_taken_the_longest_waiting_goes() -> None:
    book = Book(most=2, each=2)
    for number, address in enumerate("abc"):
        assert book.enter(address, float(number)) is not None
    assert book.dropped == [0.0]


def test_who_is_being_answered_is_never_pushed_out() -> None:
    book = Book(most=9, each=1)
    place = book.enter("a", 0.0)
    assert place is not None
    place.answer()
    assert book.enter("a", 1.0) is None
    place.rest(2.0)
    assert book.enter("a", 3.0) is not None
    assert book.dropped == [0.0]


def test_a_request_has_so_long_to_come_however_often_a_byte_does() -> None:
    book = Book(most=9, each=9)
    place = book.enter("a", 0.0)
    assert place is not None
    for now in (3.0, 6.0, 9.0):
        place.expect(now)
    book.places.sweep(HEAD - 0.1)
    assert book.dropped == []
    book.places.sweep(HEAD)
    assert (book.dropped, book.refused, len(book.places)) == ([0.0], {"slow": 1}, 0)


def test_an_answer_may_take_its_time_and_its_reader_may_not() -> None:
    book = Book(most=9, each=9)
    place = book.enter("a", 0.0)
    assert place is not None
    place.answer()
    book.places.sweep(1000.0)
    assert book.dropped == []
    place.stall(1000.0)
    book.places.sweep(1000.0 + TAKE)
    assert book.dropped == [0.0]


def test_who_has_read_everything_may_keep_its_connection() -> None:
    book = Book(most=9, each=9)
    place = book.enter("a", 0.0)
    assert place is not None
    place.unread = lambda: 0
    place.answer()
    place.rest(1.0)
    book.places.sweep(1000.0)
    assert (book.dropped, len(book.places)) == ([], 1)


def test_leaving_twice_is_leaving() -> None:
    book = Book(most=1, each=1)
    place = book.enter("a", 0.0)
    assert place is not None
    book.places.leave(place)
    book.places.leave(place)
    assert len(book.places) == 0
    assert book.enter("a", 1.0) is not None
