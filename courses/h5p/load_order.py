"""In which order a page loads libraries: each after everything that it builds on."""

from collections.abc import Callable, Iterable, Sequence

from .manifests import LibraryName


def load_order(
    used: Iterable[LibraryName], *, dependencies_of: Callable[[LibraryName], Sequence[LibraryName]]
) -> list[LibraryName]:
    """Return the used libraries and what they preload, dependencies first.

    ``used`` comes from the content's parameters, never from h5p.json. One version of a library is loaded, the one met
    first, as in the H5P core: two would overwrite each other. A circle of dependencies is cut where it closes.
    """
    order: list[LibraryName] = []
    met: set[str] = set()
    for first in used:
        if first.machine_name in met:
            continue
        met.add(first.machine_name)
        waiting = [(first, iter(dependencies_of(first)))]
        while waiting:
            name, rest = waiting[-1]
            following = next((one for one in rest if one.machine_name not in met), None)
            if following is None:
                order.append(name)
                waiting.pop()
            else:
                met.add(following.machine_name)
                waiting.append((following, iter(dependencies_of(following))))
    return order
