"""The databases of the store's tests, for these too."""

from tests.store.conftest import database, postgres, url

__all__ = ["database", "postgres", "url"]
