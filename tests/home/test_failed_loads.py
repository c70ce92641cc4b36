"""A demonstration that could not be loaded to its end leaves nothing behind."""

import pytest
from django.db.models.signals import post_save

from badges.models import AwardRule
from courses.models import LessonActivity, Organisation
from home.demo.loading import load_demo

pytestmark = pytest.mark.django_db


def test_a_load_that_fails_at_the_end_leaves_neither_rows_nor_files(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BADGES_KEY_DIRECTORY = tmp_path / "keys"
    settings.BADGES_KEY_DIRECTORY.mkdir()
    (settings.BADGES_KEY_DIRECTORY / "of-another-site.pem").write_text("kept")
    at_the_failure = []

    def fail_at_the_last_badge(instance, **kwargs):
        if instance.kind == "competence_demonstrated":
            at_the_failure.extend(_files(tmp_path))
            raise OSError("The disk is full.")

    post_save.connect(fail_at_the_last_badge, sender=AwardRule)
    try:
        with pytest.raises(OSError, match="disk is full"):
            load_demo(say=lambda step: None)
    finally:
        post_save.disconnect(fail_at_the_last_badge, sender=AwardRule)

    assert {path.suffix for path in at_the_failure} >= {".pem", ".js", ".json"}
    assert [path.name for path in _files(tmp_path)] == ["of-another-site.pem"]
    assert not Organisation.objects.exists()


def test_it_loads_again_after_a_load_that_failed(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BADGES_KEY_DIRECTORY = tmp_path / "keys"

    def fail_at_badges(step):
        if step == "Badges":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_demo(say=fail_at_badges)
    assert _files(tmp_path) == []
    load_demo(say=lambda step: None)

    assert LessonActivity.objects.filter(kind="h5p", lesson__locale__language_code="en").count() >= 4


def _files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())
