"""The library store: one copy of each library version for the whole site."""

import secrets
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from ..models import H5PContent, H5PLibrary
from .load_order import load_order
from .manifests import LibraryName
from .package import Library, Package
from .semantics import Semantics
from .storage import delete_folder, extract, library_folder


def installed_names() -> set[LibraryName]:
    return {LibraryName(*row) for row in H5PLibrary.objects.values_list("machine_name", "major", "minor")}


@transaction.atomic
def install_library(package: Package, library: Library, *, written: list[str]) -> tuple[H5PLibrary, bool]:
    """Install ``library`` from the package and return it, with whether it is new here or replaced a lower patch.

    The same or a lower patch changes nothing; another minor version stands beside. Contents that use a replaced
    library are filtered anew before they are next played. Files go to a folder of their own, noted in ``written``
    for whoever has to undo it; those of the replaced patch are deleted after commit.
    """
    manifest = library.manifest
    found = H5PLibrary.objects.select_for_update().named([library.name]).first()
    if found is not None and found.patch >= manifest.patch:
        return found, False
    row = found or H5PLibrary(
        machine_name=library.name.machine_name, major=library.name.major, minor=library.name.minor
    )
    # A name that is never used twice: a package that is being installed elsewhere, or was killed half-way, has another.
    folder = f"{library.name}.{manifest.patch}-{secrets.token_hex(4)}".replace(" ", "-")
    extract(package, package.files_of(library), to=library_folder(folder), written=written)
    if found is not None:
        replaced = found.folder
        transaction.on_commit(partial(delete_folder, library_folder(replaced)))
    row.patch = manifest.patch
    row.title = manifest.title
    row.is_runnable = manifest.is_runnable
    row.metadata = manifest.raw
    row.semantics = library.semantics
    row.preloaded = [str(name) for name in manifest.preloaded]
    row.dynamic = [str(name) for name in manifest.dynamic]
    row.editor = [str(name) for name in manifest.editor]
    row.folder = folder
    row.save()
    if found is not None:
        users = [content.pk for content in _contents_with(row.name)]
        H5PContent.objects.filter(pk__in=users).update(params_hash="")
    return row, True


class LibraryStore:
    """Reads installed libraries once each, for as long as one import or one filtering takes."""

    def __init__(self) -> None:
        self._known: dict[LibraryName, H5PLibrary | None] = {}

    def load(self, names: Iterable[LibraryName]) -> None:
        """Read these in one query, those that are known already excepted."""
        unknown = {name for name in names if name not in self._known}
        if unknown:
            found = {library.name: library for library in H5PLibrary.objects.named(unknown)}
            self._known.update({name: found.get(name) for name in unknown})

    def get(self, name: LibraryName) -> H5PLibrary | None:
        self.load([name])
        return self._known[name]

    def semantics_of(self, name: LibraryName) -> Semantics | None:
        library = self.get(name)
        return library.semantics if library else None

    def order_of(self, used: Iterable[LibraryName]) -> list[LibraryName]:
        """Return what a page loads for the used libraries, in order; a level of dependencies costs one query."""
        used = list(used)
        level = set(used)
        seen: set[LibraryName] = set()
        while level:
            self.load(level)
            seen |= level
            level = {name for known in level for name in self._preloaded(known)} - seen
        return load_order(used, dependencies_of=self._preloaded)

    def _preloaded(self, name: LibraryName) -> list[LibraryName]:
        library = self.get(name)
        return [found for text in (library.preloaded if library else []) if (found := LibraryName.parse(text))]


def _contents_with(name: LibraryName) -> Iterable[H5PContent]:
    text = str(name)
    contents = H5PContent.objects.only("pk", "title", "library_names")
    return (content for content in contents if text in content.library_names)
