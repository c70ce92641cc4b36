"""The demonstration, loaded."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import override_settings
from wagtail.models import Locale

from badges.models import Achievement, Issuer
from courses.models import CoursePage, LessonActivity, LessonPage, ModulePage
from home.demo.accounts import ACCOUNTS, PASSWORD
from home.demo.codes import code_of
from home.demo.loading import AlreadyLoaded, load_demo
from home.demo.reading import CONTENT
from home.demo.setting_up import announcement

pytestmark = pytest.mark.django_db


# For a module, not for each test: loading takes most of a minute. What a test changes is rolled back to here.
@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    said = []
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=folder / "media", BADGES_KEY_DIRECTORY=folder / "keys"):
            load_demo(say=said.append)
            yield said
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return loaded


def test_it_is_whole(demo, client, settings):
    assert demo[0] == "Competency framework"
    english = Locale.objects.get(language_code="en")
    assert CoursePage.objects.live().filter(locale=english).count() == 12
    assert all(page.title_fi and page.title_sv for page in CoursePage.objects.all())
    files = {folder.parent.name for folder in CONTENT.glob("*101/m?/*.yaml")}
    modules = ModulePage.objects.filter(pk__in=_written(), code__in=["M1", "M2", "M3", "M4", "M5"])
    assert {module.slug for module in modules if module.get_parent().slug == "bat101"} == files
    assert _activities("quiz", english) == len(list(CONTENT.glob("[a-z]*[0-9]/quizzes/*.yaml")))
    assert _activities("h5p", english) == len(list(CONTENT.glob("[a-z]*[0-9]/h5p/*.yaml")))
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


def test_the_keys_of_the_staff_are_announced_and_of_nobody_else(demo, settings):
    said = announcement()

    assert f"{settings.SITE_URL}/demo/codes/" in said
    shown = {account.role for account in ACCOUNTS if account.totp_secret in said}
    assert {"teacher", "coordinator", "administrator"} <= shown
    assert not shown & {"learner", "employer"}


def test_the_codes_of_the_staff_can_be_looked_up_and_are_right(demo, client):
    page = client.get("/demo/codes/").content.decode()

    teacher = next(account for account in ACCOUNTS if account.role == "teacher")
    assert teacher.email in page
    assert code_of(teacher) in page or code_of(teacher, at=time.time() - 30) in page
    assert "learner@kenno.example" not in page


def test_who_has_set_up_another_app_reads_the_codes_there(demo, client):
    user = get_user_model().objects.get(email="teacher@kenno.example")
    Authenticator.objects.filter(user=user, type="totp").delete()
    TOTP.activate(user, generate_totp_secret())

    assert "teacher@kenno.example" not in client.get("/demo/codes/").content.decode()


def test_it_is_not_loaded_twice(demo):
    with pytest.raises(AlreadyLoaded, match="holds organisations already"):
        load_demo(say=lambda step: None)


def _activities(kind, locale):
    return LessonActivity.objects.filter(kind=kind, lesson__locale=locale).count()


def _written():
    return [lesson.get_parent().pk for lesson in LessonPage.objects.all()]
