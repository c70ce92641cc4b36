"""Reads that every view asks in the same words: their SQL is written once, and what is made of the rows is kept.

Django writes the SQL of a query anew each time. For the long questions of routing and outlines that takes several times
what the database takes to answer them. What is made of an answer is kept under the answer itself: it is used again
only while the database answers the very same, so nothing has to be forgotten when something is published or moved.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

T = TypeVar("T")
Rows = tuple[tuple[Any, ...], ...]

MOST_STATEMENTS = 500


class Kept(Generic[T]):
    """What was made most recently, by the key that it was made from; ``most`` of it in this process."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key not in self._found:
                return None
            self._found.move_to_end(key)
            return self._found[key]

    def keep(self, key: Hashable, made: T) -> T:
        """Keep what was made from ``key``, which holds all that it depends on; let go what was used longest ago."""
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made


def kept_while_unchanged(store: Kept[T], key: Hashable, rows: Callable[[], Rows], make: Callable[[], T]) -> T:
    """Return what ``make`` made when ``rows`` gave the same as now, under the same ``key``; else make it.

    ``rows`` and ``key`` hold all that it depends on. It is shared between requests, so nobody writes on it.
    """
    found = rows()
    made = store.get((key, found))
    if made is None:
        made = make()
        # Between two reads somebody may have published something.
        if rows() == found:
            store.keep((key, found), made)
    return made


_statements: Kept[tuple[str, str, tuple[Any, ...]]] = Kept(most=MOST_STATEMENTS)


def rows_of(key: Hashable, queryset: Callable[[], QuerySet], *, kept_without_rows: bool = True) -> Rows:
    """Return the rows that a query set finds, as the database driver gives them: not converted to Python's types.

    ``key`` stands for everything that the query set is built from, its parameters included. With ``kept_without_rows``
    false, SQL that finds nothing is written again: for what strangers may ask without end.
    """
    kept = _statements.get(key)
    alias, sql, parameters = kept or _written(queryset())
    rows: Rows = ()
    if sql:
        with connections[alias].cursor() as cursor:
            cursor.execute(sql, parameters)
            rows = tuple(map(tuple, cursor.fetchall()))
    if kept is None and (rows or kept_without_rows):
        _statements.keep(key, (alias, sql, parameters))
    return rows


def _written(queryset: QuerySet) -> tuple[str, str, tuple[Any, ...]]:
    """Return the database, the SQL and its parameters; no SQL for what can find nothing."""
    try:
        return queryset.db, *queryset.query.get_compiler(using=queryset.db).as_sql()
    except EmptyResultSet:
        return queryset.db, "", ()
