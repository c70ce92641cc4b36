"""A quiz or an H5P activity that a lesson holds is not deleted: the lesson would demand what is gone."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from courses.h5p.importing import import_package
from courses.models import H5PContent, LessonPage, Quiz
from courses.usage import places_of, refusal_to_delete
from tests.packages import h5p_package


@pytest.fixture
def quiz(index):
    return make_quiz(index.organisation, "Parts of a cell")


@pytest.fixture
def lesson(course):
    return LessonPage.objects.descendant_of(course).get(title="Lesson 1.1")


@pytest.fixture
def activity(index, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return import_package(h5p_package(), may_install_libraries=True, organisation=index.organisation)


@pytest.fixture
def deleting_teacher(teacher):
    """Teachers may not delete quizzes; this one was given the permission."""
    teacher.user_permissions.set(Permission.objects.filter(codename__in=("delete_quiz", "delete_h5pcontent")))
    return teacher


def make_quiz(organisation, title):
    return Quiz.objects.create(title=title, organisation=organisation, locale=Locale.get_default(), questions=[])


def publish(lesson, *blocks):
    lesson.body = list(blocks)
    lesson.save_revision().publish()


def draft(lesson, *blocks, **fields):
    lesson.body = list(blocks)
    for name, value in fields.items():
        setattr(lesson, name, value)
    return lesson.save_revision()


def holding(quiz):
    return ("quiz", {"quiz": quiz})


def address(name, activity):
    return reverse(type(activity).snippet_viewset.get_url_name(name), args=[activity.pk])


def said(response):
    found = BeautifulSoup(response.content, "html.parser").select(".messages > ul > li")
    return " ".join(" ".join(message.text.split()) for message in found)


def bulk_delete(*activities):
    query = "&".join(f"id={activity.pk}" for activity in activities)
    names = [activities[0]._meta.app_label, activities[0]._meta.model_name, "delete"]
    return f"{reverse('wagtail_bulk_action', args=names)}?{query}"


# Where it is used


def test_a_published_lesson_uses_what_it_holds(lesson, quiz):
    publish(lesson, holding(quiz))

    assert places_of(quiz) == ["Lesson 1.1"]


def test_a_draft_uses_what_it_holds(lesson, quiz):
    draft(lesson, holding(quiz), title="Lesson 1.1, revised")

    assert places_of(quiz) == ["Lesson 1.1, revised"]


def test_a_published_lesson_uses_what_only_its_draft_has_let_go(lesson, quiz):
    publish(lesson, holding(quiz))
    draft(lesson)

    assert places_of(quiz) == ["Lesson 1.1"]


def test_a_draft_that_waits_for_its_time_uses_what_it_holds_even_when_a_newer_one_does_not(lesson, quiz):
    waiting = timezone.now() + timezone.timedelta(days=1)
    draft(lesson, holding(quiz), go_live_at=waiting).publish()
    draft(LessonPage.objects.get(pk=lesson.pk))

    assert places_of(quiz) == ["Lesson 1.1"]


def test_a_lesson_that_is_not_published_and_has_let_go_uses_it_no_more(lesson, quiz):
    publish(lesson, holding(quiz))
    lesson.unpublish()
    draft(lesson)

    assert places_of(quiz) == []


def test_an_h5p_activity_in_a_draft_is_used(lesson, activity):
    draft(lesson, ("h5p", {"content": activity, "is_required": False}))

    assert places_of(activity) == ["Lesson 1.1"]


def test_an_activity_with_the_number_of_a_used_one_is_not_taken_for_it(lesson, quiz, activity):
    activity = H5PContent.objects.get(pk=activity.pk)
    quiz = (
        quiz
        if quiz.pk == activity.pk
        else Quiz.objects.create(pk=activity.pk, title="Same number", locale=Locale.get_default(), questions=[])
    )
    draft(lesson, holding(quiz))

    assert places_of(activity) == []


def test_the_sentence_names_five_places_and_counts_the_rest(course, quiz, make_course, index):
    large = make_course(index, code="BAT102", modules=1, lessons=7)
    for lesson in LessonPage.objects.descendant_of(large):
        publish(lesson, holding(quiz))

    assert refusal_to_delete(quiz) == (
        "“Parts of a cell” cannot be deleted, because it is used in: “Lesson 1.1”, “Lesson 1.2”, “Lesson 1.3”, "
        "“Lesson 1.4”, “Lesson 1.5” and 2 more. Take it out there first."
    )


# Deleting in the admin


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_used_quiz_stays_and_the_author_is_told_where_it_is_used(signed_in, coordinator, lesson, quiz, method):
    publish(lesson, holding(quiz))

    response = getattr(signed_in(coordinator), method)(address("delete", quiz), follow=True)

    assert Quiz.objects.contains(quiz)
    assert response.redirect_chain == [(address("edit", quiz), 302)]
    assert "“Parts of a cell” cannot be deleted, because it is used in: “Lesson 1.1”. Take it out there first." in said(
        response
    )


def test_a_used_h5p_activity_stays_and_the_author_is_told_where_it_is_used(signed_in, coordinator, lesson, activity):
    draft(lesson, ("h5p", {"content": activity, "is_required": False}))

    response = signed_in(coordinator).post(address("delete", activity), follow=True)

    assert H5PContent.objects.contains(activity)
    assert "it is used in: “Lesson 1.1”." in said(response)


@pytest.mark.parametrize("used", [True, False])
def test_deleting_is_offered_for_an_unused_quiz_only(signed_in, coordinator, lesson, quiz, used):
    if used:
        publish(lesson, holding(quiz))

    editor = signed_in(coordinator).get(address("edit", quiz)).content.decode()

    assert (address("delete", quiz) in editor) is not used


def test_an_unused_quiz_is_deleted(signed_in, coordinator, quiz):
    assert signed_in(coordinator).post(address("delete", quiz)).status_code == 302
    assert not Quiz.objects.contains(quiz)


def test_of_several_quizzes_the_unused_are_deleted_and_the_used_are_explained(
    signed_in, coordinator, lesson, quiz, index
):
    unused = make_quiz(index.organisation, "Never used")
    publish(lesson, holding(quiz))
    browser = signed_in(coordinator)

    asked = browser.get(bulk_delete(quiz, unused))
    browser.post(bulk_delete(quiz, unused))

    assert "“Parts of a cell” cannot be deleted, because it is used in: “Lesson 1.1”." in said(asked)
    assert list(Quiz.objects.all()) == [quiz]


def test_nobody_deletes_the_quiz_of_another_provider_nor_learns_where_it_is_used(
    signed_in, deleting_teacher, lesson, quiz, make_provider
):
    foreign = make_quiz(make_provider("Kaukola").organisation, "Somebody else’s")
    publish(lesson, holding(foreign))

    response = signed_in(deleting_teacher).post(address("delete", foreign), follow=True)

    assert Quiz.objects.contains(foreign)
    assert "Lesson 1.1" not in said(response)
    assert signed_in(deleting_teacher).post(address("delete", quiz)).status_code == 302
    assert not Quiz.objects.contains(quiz)


def test_who_may_not_delete_is_not_told_where_it_is_used(signed_in, teacher, lesson, quiz):
    publish(lesson, holding(quiz))

    response = signed_in(teacher).post(address("delete", quiz), follow=True)

    assert Quiz.objects.contains(quiz)
    assert "Lesson 1.1" not in said(response)
