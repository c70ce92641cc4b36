"""Filters of a list: what may be chosen, what is chosen, and how much each choice would leave. Plain Python.

Within a facet one choice is enough, and every facet with a choice has to be met. The number at an option says how many
entries there are with it once all the other facets have been met: what one would see who chose nothing else in its own.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_UNKNOWN = 3
LONGEST_UNKNOWN = 40


@dataclass(frozen=True)
class Facet(Generic[T]):
    """A property of the entries that they can be filtered by. ``values_of`` gives the values of one entry, as text."""

    name: str
    values_of: Callable[[T], Iterable[str]]


@dataclass(frozen=True)
class Choices(Generic[T]):
    """What is chosen: for each facet, in their order, the values that occur; and what was asked for and does not."""

    facets: Sequence[Facet[T]]
    chosen: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(self.chosen.values())

    def without(self, name: str, value: str | None = None) -> "Choices[T]":
        """Return the same without one value of a facet, or without any of it."""
        kept = tuple(one for one in self.chosen.get(name, ()) if value is not None and one != value)
        return Choices(self.facets, {**self.chosen, name: kept})

    def met_by(self, entries: Iterable[T], *, except_for: str = "") -> list[T]:
        """Return the entries that meet every facet, but for one of them where it is named."""
        asked = [(facet, set(self.chosen.get(facet.name, ()))) for facet in self.facets if facet.name != except_for]
        asked = [(facet, wanted) for facet, wanted in asked if wanted]
        return [
            entry for entry in entries if all(not wanted.isdisjoint(facet.values_of(entry)) for facet, wanted in asked)
        ]

    def counts(self, entries: Sequence[T]) -> dict[str, dict[str, int]]:
        """Return by facet and value how many entries have it and meet all the other facets."""
        found: dict[str, dict[str, int]] = {}
        for facet in self.facets:
            numbers = found.setdefault(facet.name, {})
            for entry in self.met_by(entries, except_for=facet.name):
                for value in set(facet.values_of(entry)):
                    numbers[value] = numbers.get(value, 0) + 1
        return found


def read_choices(
    facets: Sequence[Facet[T]], asked: Mapping[str, Sequence[str]], *, occurring: Mapping[str, Iterable[Hashable]]
) -> Choices[T]:
    """Return what is chosen of what occurs. Empty values are no choice; the first three unknown ones are noted, cut."""
    chosen: dict[str, tuple[str, ...]] = {}
    unknown: dict[str, None] = {}
    for facet in facets:
        known = set(occurring.get(facet.name, ()))
        values = list(dict.fromkeys(value.strip() for value in asked.get(facet.name, ())))
        chosen[facet.name] = tuple(value for value in values if value in known)
        unknown |= {value: None for value in values if value and value not in known}
    cut = [value if len(value) <= LONGEST_UNKNOWN else f"{value[:LONGEST_UNKNOWN]}…" for value in unknown]
    return Choices(facets, chosen, tuple(cut[:MOST_UNKNOWN]))
