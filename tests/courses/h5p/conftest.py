from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from wagtail.models import Locale

from courses.h5p.importing import import_package
from tests.packages import h5p_package


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """An empty folder that the default storage writes to."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def english(db) -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def content(english):
    return import_package(h5p_package(content={"images/cell.png": b"png"}), may_install_libraries=True)


@pytest.fixture
def files():
    """The names of all files under ``h5p/`` in the storage, now."""

    def found(folder: str = "h5p") -> list[str]:
        try:
            folders, names = default_storage.listdir(folder)
        except FileNotFoundError:
            return []
        return sorted(
            [f"{folder}/{name}" for name in names] + [path for sub in folders for path in found(f"{folder}/{sub}")]
        )

    return found
