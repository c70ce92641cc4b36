"""A lesson that has a time: nobody meets it before, it counts from then on, and it counts no more when it has ended."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from courses.due_work import publish_scheduled
from courses.models import LessonPage
from courses.outline import outline_of
from learners.lessons import say_done
from learners.models import ModuleCompletion
from learners.recording import StatementRefused
from tests.learners.conftest import add_lesson, quiz_block

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


def scheduled(module, title, *, at, blocks=()):
    """A draft that an author has told to go live then."""
    lesson = module.add_child(instance=LessonPage(title=title, live=False, body=list(blocks), go_live_at=at))
    lesson.save_revision(approved_go_live_at=at)
    return LessonPage.objects.get(pk=lesson.pk)


def titles(module):
    return [lesson.page.title for lesson in outline_of(module).lessons]


def test_the_editor_of_courses_modules_and_lessons_has_the_two_times(
    client, django_user_model, course, module, reading
):
    client.force_login(django_user_model.objects.create_superuser("root@example.org", "a-long-password"))

    for page in (course, module, reading):
        form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
        assert {"go_live_at", "expire_at"} <= set(form.fields)


def test_an_author_publishes_for_later_in_the_editor(client, django_user_model, module, reading, clock):
    client.force_login(django_user_model.objects.create_superuser("root@example.org", "a-long-password"))
    fields = {"title": "Next week", "slug": reading.slug, "body-count": 0, "minutes": "", "lead": ""}
    fields |= {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "action-publish": "1"}
    reading.unpublish()

    client.post(reverse("wagtailadmin_pages:edit", args=[reading.pk]), {**fields, "go_live_at": "2026-12-01 11:00"})

    assert titles(module) == []
    clock.move_to(LATER + timedelta(minutes=1))
    publish_scheduled(now=LATER + timedelta(minutes=1))
    assert titles(module) == ["Next week"]


def test_before_its_time_a_lesson_is_in_no_outline_and_opens_for_nobody(module, reading, enrolment, browser, clock):
    lesson = scheduled(module, "Next week", at=LATER)

    assert titles(module) == ["Read this"]
    assert browser.get(lesson.get_url()).status_code == 404
    with pytest.raises(StatementRefused):
        say_done(lesson, learner=enrolment.learner)


def test_before_its_time_a_lesson_is_not_missing_from_a_module(module, reading, enrolment, learner, clock):
    scheduled(module, "Next week", at=LATER)

    say_done(reading, learner=learner)

    assert ModuleCompletion.objects.filter(learner=learner).exists()


def test_when_its_time_has_come_a_lesson_is_published_and_asked_for(module, reading, quiz, enrolment, learner, clock):
    lesson = scheduled(module, "Next week", at=LATER, blocks=[quiz_block(quiz)])
    clock.move_to(LATER + timedelta(minutes=1))

    said = publish_scheduled(now=LATER + timedelta(minutes=1))

    assert said == "1 page was published or taken down."
    assert titles(module) == ["Read this", "Next week"]
    assert LessonPage.objects.get(pk=lesson.pk).activities.count() == 1
    say_done(reading, learner=learner)
    assert not ModuleCompletion.objects.filter(learner=learner).exists()


def test_a_change_with_a_time_leaves_the_published_lesson_as_it_is_until_then(
    module, reading, enrolment, browser, clock
):
    reading.save_revision().publish()
    reading.refresh_from_db()
    reading.title = "Read this, revised"
    reading.go_live_at = LATER
    reading.save_revision().publish()
    assert titles(module) == ["Read this"]
    assert browser.get(Page.objects.get(pk=reading.pk).get_url()).status_code == 200

    clock.move_to(LATER + timedelta(minutes=1))
    publish_scheduled(now=LATER + timedelta(minutes=1))

    assert titles(module) == ["Read this, revised"]


def test_a_lesson_that_has_ended_is_gone_and_no_module_waits_for_it(
    module, reading, enrolment, learner, browser, clock
):
    ending = add_lesson(module, "Until next week")
    ending.expire_at = LATER
    ending.save_revision().publish()
    say_done(reading, learner=learner)
    assert not ModuleCompletion.objects.filter(learner=learner).exists()

    clock.move_to(LATER + timedelta(minutes=1))
    publish_scheduled(now=LATER + timedelta(minutes=1))

    assert titles(module) == ["Read this"]
    assert browser.get(ending.get_url()).status_code == 404
    # Whoever had done the rest completes the module with the next thing that is done there.
    say_done(reading, learner=learner)
    assert ModuleCompletion.objects.filter(learner=learner).exists()


def test_who_completed_a_module_keeps_that_when_one_of_its_lessons_ends(module, reading, enrolment, learner, clock):
    reading.expire_at = LATER
    reading.save_revision().publish()
    say_done(reading, learner=learner)

    clock.move_to(LATER + timedelta(minutes=1))
    publish_scheduled(now=LATER + timedelta(minutes=1))

    assert ModuleCompletion.objects.filter(learner=learner).exists()


def test_nobody_reads_a_lesson_that_waits_by_its_address(module, enrolment, clock):
    lesson = scheduled(module, "Next week", at=LATER)

    assert Client().get(lesson.get_url()).status_code == 404
