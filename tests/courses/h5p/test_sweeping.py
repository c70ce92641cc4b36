import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from courses.due import run_work, work_named
from courses.h5p.importing import import_package
from courses.h5p.storage import content_folder
from courses.h5p.sweeping import sweep_files
from courses.models import H5PContent
from tests.packages import h5p_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def age(media):
    """Return a function that makes every file under ``h5p/`` so old."""

    def make_old(**much):
        then = (timezone.now() - timedelta(**much)).timestamp()
        for file in media.rglob("*"):
            if file.is_file():
                os.utime(file, (then, then))

    return make_old


def killed_half_way(content):
    """Leave what an import leaves whose process is killed before its row can be seen: files, and no row."""
    H5PContent.objects.filter(pk=content.pk)._raw_delete("default")


def test_what_a_killed_import_left_is_deleted_when_it_is_a_day_old(content, files, age):
    killed_half_way(content)
    age(hours=23)
    assert sweep_files(now=timezone.now()) == 0

    age(hours=25)

    assert sweep_files(now=timezone.now()) == 1
    assert files("h5p/content") == []
    assert sweep_files(now=timezone.now()) == 0


def test_what_is_played_stays_however_old_it_is(content, files, age):
    before = files()
    age(days=400)

    assert sweep_files(now=timezone.now()) == 0
    assert files() == before


def test_one_young_file_keeps_its_folder(content, files, age):
    killed_half_way(content)
    age(days=2)
    default_storage.save(f"{content_folder(content.folder)}/late.png", ContentFile(b"png"))

    assert sweep_files(now=timezone.now()) == 0
    assert len(files("h5p/content")) == 2


def test_the_files_of_a_replaced_library_are_deleted_where_the_deletion_was_missed(content, files, age):
    # An install that was killed before its row was stored has a folder with a name of its own.
    default_storage.save("h5p/libraries/Kenno.MultiChoice-1.0.7-0a1b2c3d/library.json", ContentFile(b"{}"))
    age(days=2)

    assert sweep_files(now=timezone.now()) == 1
    assert not [name for name in files() if "0a1b2c3d" in name]
    assert files("h5p/libraries")


def test_what_somebody_put_beside_the_contents_by_hand_stays(content, files, age):
    default_storage.save("h5p/content/readme/notes.txt", ContentFile(b"Mine."))
    default_storage.save("h5p/content/notes.txt", ContentFile(b"Mine."))
    age(days=2)

    assert sweep_files(now=timezone.now()) == 0


def test_many_contents_cost_the_same_queries_as_two(english, age, django_assert_num_queries):
    for number in (2, 10):
        while H5PContent.objects.count() < number:
            import_package(h5p_package(content={"images/cell.png": b"png"}), may_install_libraries=True)
        default_storage.save(f"h5p/content/{uuid4()}/a.png", ContentFile(b"png"))
        age(days=2)
        with django_assert_num_queries(2):
            assert sweep_files(now=timezone.now()) == 1


def test_it_is_done_by_the_clock(content, age):
    killed_half_way(content)
    age(days=2)

    ran = run_work(work_named("courses.sweep_h5p_files"))

    assert ran.said == "1 folder that nothing plays from was deleted."
