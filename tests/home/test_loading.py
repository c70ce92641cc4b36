"""The demonstration, loaded."""

import pytest
from django.contrib.auth import get_user_model
from django.db.models.signals import post_save

from badges.models import Achievement, AwardRule, Issuer
from courses.models import CoursePage, LessonActivity, LessonPage, ModulePage, Organisation
from home.demo.accounts import ACCOUNTS, PASSWORD
from home.demo.loading import AlreadyLoaded, load_demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BADGES_KEY_DIRECTORY = tmp_path / "keys"
    said = []
    load_demo(say=said.append)
    return said


def test_it_is_whole(demo, client, settings):
    assert demo[0] == "Competency framework"
    assert CoursePage.objects.live().count() == 12
    assert all(page.title_fi and page.title_sv for page in CoursePage.objects.all())
    assert {module.code for module in ModulePage.objects.filter(pk__in=_written())} == {"M1", "M2"}
    assert LessonActivity.objects.filter(kind="quiz").count() == 6
    assert LessonActivity.objects.filter(kind="h5p").count() == 4
    assert all(issuer.name.endswith("(demo)") for issuer in Issuer.objects.all())
    assert all("fictional" in achievement.description for achievement in Achievement.objects.all())


def test_every_page_of_it_is_served(demo, client):
    learner = get_user_model().objects.get(email="coordinator@kenno.example")
    client.force_login(learner)
    for page in (*CoursePage.objects.all(), *ModulePage.objects.all(), *LessonPage.objects.all()):
        assert client.get(page.url).status_code == 200, page.url


def test_every_account_signs_in(demo, client):
    for account in ACCOUNTS:
        assert client.login(email=account.email, username=account.email, password=PASSWORD)


def test_it_is_not_loaded_twice(demo):
    with pytest.raises(AlreadyLoaded, match="holds organisations already"):
        load_demo(say=lambda step: None)


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

    assert LessonActivity.objects.filter(kind="h5p").count() == 4


def _files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _written():
    return [lesson.get_parent().pk for lesson in LessonPage.objects.all()]
