"""From a .h5p file to a content that can be played: all of it, or nothing."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from wagtail.models import Locale

from ..models import H5PContent, Organisation
from .libraries import LibraryStore, install_library, installed_names
from .manifests import LibraryName, named
from .markup import plain_text
from .package import InvalidPackage, Limits, Package, read_package
from .semantics import FilteredParams, fill_params, filter_params
from .storage import content_folder, delete_files, extract

INSTALL_PERMISSION = "courses.install_h5plibrary"


def may_install_libraries(user: AbstractBaseUser | None) -> bool:
    """Whether this person's uploads may bring JavaScript to the site."""
    return user is not None and user.is_active and user.has_perm(INSTALL_PERMISSION)


def import_package(
    file: BinaryIO,
    *,
    may_install_libraries: bool,
    by: AbstractBaseUser | None = None,
    organisation: Organisation | None = None,
    title: str | None = None,
    content: H5PContent | None = None,
    limits: Limits | None = None,
) -> H5PContent:
    """Import a .h5p file and return its content: a new one or, when one is given, that one with new parameters.

    Raises InvalidPackage with one sentence. A refusal, or any other exception, leaves no row and no file behind.
    ``by`` says who asked; libraries are then installed only with that person's permission as well.
    """
    may_install = may_install_libraries and (by is None or by.has_perm(INSTALL_PERMISSION))
    with _undoing_files() as written, transaction.atomic():
        package = read_package(
            file, limits=limits or Limits(), installed=installed_names(), may_install_libraries=may_install
        )
        _install_libraries(package, written=written)
        store = LibraryStore()
        main = store.get(package.main_library)
        if main is None or not main.is_runnable:
            raise InvalidPackage(
                f"h5p.json: mainLibrary is {package.main_library}, expected a runnable library that is installed."
            )
        content = content or H5PContent()
        if content.locale_id is None:
            content.locale = _locale_of(package)
        replaced_folder = content.folder if content.pk else None
        content.folder = uuid4()
        extract(package, package.content(), to=content_folder(content.folder), written=written)
        content.library = main
        content.params = fill_params(package.params, main.semantics, semantics_of=store.semantics_of)
        content.metadata = package.manifest.raw
        content.title = (title or content.title or _title_of(package))[:255]
        if organisation is not None:
            content.organisation = organisation
        _filter(content, store=store)
        content.save()
        if replaced_folder is not None:
            transaction.on_commit(partial(H5PContent.delete_unused_folder, replaced_folder))
        return content


@transaction.atomic
def filter_again(content: H5PContent) -> None:
    """Filter the parameters by the semantics that are installed now, after a library was replaced."""
    store = LibraryStore()
    content.params = fill_params(content.params, content.library.semantics, semantics_of=store.semantics_of)
    _filter(content, store=store)
    content.save(update_fields=["params", "filtered_params", "params_hash", "library_names", "updated_at"])


def _install_libraries(package: Package, *, written: list[str]) -> None:
    for library in package.libraries:
        try:
            install_library(package, library, written=written)
        except IntegrityError:
            raise InvalidPackage(
                f"{library.folder}: {library.name} is being installed by somebody else at this moment; try again."
            ) from None


def _filter(content: H5PContent, *, store: LibraryStore) -> None:
    main: LibraryName = content.library.name
    filtered: FilteredParams = filter_params(content.params, content.library.semantics, semantics_of=store.semantics_of)
    if filtered.missing:
        raise InvalidPackage(
            f"content/content.json: uses {named(filtered.missing)}, "
            "which is neither in the package nor installed on this site."
        )
    order = store.order_of([*filtered.libraries, main])
    if missing := [name for name in order if store.get(name) is None]:
        raise InvalidPackage(f"{main}: builds on {named(missing)}, which is not installed on this site.")
    content.filtered_params = filtered.params
    content.library_names = [str(name) for name in order]
    content.params_hash = _hash_of(filtered.params, main=main)


def _hash_of(params: object, *, main: LibraryName) -> str:
    canonical = json.dumps([str(main), params], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _title_of(package: Package) -> str:
    return plain_text(package.manifest.title).strip() or str(package.main_library)


def _locale_of(package: Package) -> Locale:
    stated = package.manifest.language.lower().split("-")[0]
    return Locale.objects.filter(language_code=stated).first() or Locale.get_default()


@contextmanager
def _undoing_files() -> Iterator[list[str]]:
    """Yield a list for the names of files as they are written; delete them all when the block raises."""
    written: list[str] = []
    try:
        yield written
    except BaseException:
        delete_files(written)
        raise
