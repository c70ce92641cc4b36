"""A provider may want its pages reviewed: teachers submit, reviewers publish, and mail says so to each."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Locale, Page, Workflow, WorkflowPage, WorkflowState
from wagtail.users.models import UserProfile

from courses.activities import index_activities
from courses.groups import give_provider_group
from courses.models import CourseIndexPage, CoursePage, H5PContent, H5PLibrary, LessonPage, Organisation, Quiz
from courses.moderation import workflow_of


def may(person, page):
    tester = page.permissions_for_user(person)
    asked = {
        "add": tester.can_add_subpage,
        "edit": tester.can_edit,
        "publish": tester.can_publish,
        "lock": tester.can_lock,
    }
    return {name for name, ask in asked.items() if ask()}


@pytest.fixture
def provider(index):
    """The provider of the course, once it has switched its review on."""
    provider = index.organisation
    provider.requires_review = True
    provider.save()
    return Organisation.objects.get(pk=provider.pk)


@pytest.fixture
def reviewer(provider, make_person):
    return make_person("reviewer", provider.reviewer_group)


@pytest.fixture
def lesson(course):
    return LessonPage.objects.descendant_of(course).order_by("path").first()


@pytest.fixture
def edit(signed_in):
    """Return a function that sends the form of a lesson with a new title, as the given button does."""

    def send(person, lesson, *, title, button):
        fields = {"title": title, "slug": lesson.slug, "body-count": 0, "minutes": "", "lead": "", button: "1"}
        fields |= {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
        return signed_in(person).post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), fields)

    return send


# Who may do what


def test_switching_review_on_takes_publishing_from_teachers_and_gives_it_to_reviewers(teacher, reviewer, course):
    assert may(teacher, course) == {"add", "edit"}
    assert may(reviewer, course) == {"add", "edit", "publish", "lock"}


def test_switching_it_off_gives_publishing_back_and_detaches_the_workflow(provider, teacher, course, index):
    provider.requires_review = False
    provider.save()

    assert may(teacher, CoursePage.objects.get(pk=course.pk)) == {"add", "edit", "publish"}
    assert not WorkflowPage.objects.filter(page=index.pk).exists()
    assert not workflow_of(provider.reviewer_group).active


def test_switching_it_on_again_takes_up_the_same_group_and_workflow(provider, index):
    before = (provider.reviewer_group_id, workflow_of(provider.reviewer_group).pk)
    for wanted in (False, True):
        provider.requires_review = wanted
        provider.save()

    provider.refresh_from_db()
    assert (provider.reviewer_group_id, workflow_of(provider.reviewer_group).pk) == before
    assert WorkflowPage.objects.get(page=index.pk).workflow_id == before[1]


def test_what_waits_for_a_reviewer_when_review_is_switched_off_stays_a_draft(provider, teacher, edit, lesson):
    edit(teacher, lesson, title="Anode", button="action-submit")
    provider.requires_review = False
    provider.save()

    lesson.refresh_from_db()
    assert (lesson.title, lesson.draft_title) == ("Lesson 1.1", "Anode")
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED


def test_another_workflow_that_an_administrator_gave_to_the_provider_stays(provider, index):
    other = Workflow.objects.create(name="Four eyes")
    WorkflowPage.objects.filter(page=index.pk).update(workflow=other)

    give_provider_group(provider, index)

    assert WorkflowPage.objects.get(page=index.pk).workflow == other


def test_an_index_in_another_language_is_reviewed_too(provider, index):
    finnish = index.get_parent().add_child(
        instance=CourseIndexPage(
            title="Kurssit",
            slug="kurssit",
            organisation=provider,
            locale=Locale.objects.get_or_create(language_code="fi")[0],
        )
    )

    assert WorkflowPage.objects.get(page=finnish.pk).workflow == workflow_of(provider.reviewer_group)
    assert provider.staff_group.page_permissions.filter(page=finnish.pk).count() == 2


def test_the_form_of_the_organisation_switches_review_on(signed_in, coordinator, index, teacher, course):
    provider = index.organisation
    fields = {"name": provider.name, "slug": provider.slug, "kind": provider.kind, "requires_review": "on"}
    fields |= {"staff_group": provider.staff_group_id}

    signed_in(coordinator).post(reverse("wagtailsnippets_courses_organisation:edit", args=[provider.pk]), fields)

    provider.refresh_from_db()
    assert provider.requires_review
    assert may(teacher, course) == {"add", "edit"}
    assert provider.reviewer_group.name == "Reviewers: Merikaari"


# The way of a page


def test_a_teacher_cannot_publish_past_the_reviewer(edit, teacher, reviewer, lesson):
    edit(teacher, lesson, title="Anode", button="action-publish")

    lesson.refresh_from_db()
    assert lesson.title == "Lesson 1.1"


def test_a_teacher_submits_the_reviewer_is_told_approves_and_the_page_is_live(
    edit, signed_in, teacher, reviewer, lesson, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        edit(teacher, lesson, title="Anode", button="action-submit")

    lesson.refresh_from_db()
    assert lesson.title == "Lesson 1.1"
    [message] = mail.outbox
    assert message.to == ["reviewer@example.org"]
    assert "Anode" in message.subject + message.body
    task_state = lesson.current_workflow_task_state

    browser = signed_in(reviewer)
    assert "Anode" in browser.get(reverse("wagtailadmin_home")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(
            reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", task_state.pk]), {"comment": ""}
        )

    lesson.refresh_from_db()
    assert lesson.title == "Anode"
    assert mail.outbox[-1].to == ["teacher@example.org"]


def test_a_reviewer_sends_a_page_back_with_words_and_the_teacher_is_told(
    edit, signed_in, teacher, reviewer, lesson, django_capture_on_commit_callbacks
):
    edit(teacher, lesson, title="Anode", button="action-submit")
    lesson.refresh_from_db()
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(reviewer).post(
            reverse(
                "wagtailadmin_pages:workflow_action",
                args=[lesson.pk, "reject", lesson.current_workflow_task_state.pk],
            ),
            {"comment": "Name the source."},
        )

    lesson.refresh_from_db()
    assert lesson.title == "Lesson 1.1"
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    [message] = mail.outbox
    assert message.to == ["teacher@example.org"]


def test_reviewers_are_written_to_in_their_own_language(
    edit, teacher, reviewer, lesson, django_capture_on_commit_callbacks
):
    profile = UserProfile.get_for_user(reviewer)
    profile.preferred_language = "fi"
    profile.save()

    with django_capture_on_commit_callbacks(execute=True):
        edit(teacher, lesson, title="Anode", button="action-submit")

    [message] = mail.outbox
    # Wagtail 8.0 has the greeting in Finnish, and not yet the sentence after it.
    assert message.body.startswith("Hei ")


def test_a_reviewer_of_one_provider_reviews_nothing_of_another(
    edit, teacher, reviewer, make_provider, make_person, lesson
):
    other = make_provider("Kaukola").organisation
    other.requires_review = True
    other.save()
    other.refresh_from_db()
    outsider = make_person("outsider", other.reviewer_group)
    edit(teacher, lesson, title="Anode", button="action-submit")

    assert may(outsider, lesson) == set()
    task = Page.objects.get(pk=lesson.pk).current_workflow_task_state.task.specific
    assert not task.user_can_access_editor(lesson, outsider)
    assert task.get_actions(lesson, outsider) == []


# Quizzes and H5P activities have no drafts


def quiz_of(provider, title="Parts of a cell"):
    return Quiz.objects.create(title=title, organisation=provider, locale=Locale.get_default(), questions=[])


def activity_of(provider):
    library = H5PLibrary.objects.create(
        machine_name="Kenno.Quiz", major=1, minor=0, patch=0, title="Quiz", is_runnable=True, folder="x", metadata={}
    )
    return H5PContent.objects.create(
        title="Practice", library=library, organisation=provider, params={}, filtered_params={}
    )


def put_into(lesson, *, quiz=None, activity=None):
    """Publish the lesson with these in it."""
    body = []
    if quiz:
        body.append({"type": "quiz", "value": {"quiz": quiz.pk}})
    if activity:
        body.append({"type": "h5p", "value": {"content": activity.pk, "is_required": False}})
    lesson.body = body
    lesson.save()
    index_activities(LessonPage.objects.get(pk=lesson.pk))


@pytest.mark.parametrize("kind", ["quiz", "h5pcontent"])
def test_what_a_published_lesson_holds_only_a_reviewer_changes(signed_in, provider, teacher, reviewer, lesson, kind):
    thing = quiz_of(provider) if kind == "quiz" else activity_of(provider)
    put_into(lesson, **{"quiz" if kind == "quiz" else "activity": thing})
    edit = reverse(f"wagtailsnippets_courses_{kind}:edit", args=[thing.pk])

    refused = signed_in(teacher).get(edit, follow=True)
    signed_in(teacher).post(edit, {"title": "Changed past the reviewer"})

    assert "stands in a published lesson, and Merikaari has its pages reviewed" in refused.content.decode()
    thing.refresh_from_db()
    assert thing.title != "Changed past the reviewer"
    assert signed_in(reviewer).get(edit).status_code == 200


def test_a_quiz_that_no_published_lesson_holds_is_the_teachers_to_change(signed_in, provider, teacher, lesson):
    quiz = quiz_of(provider)
    put_into(lesson, quiz=quiz)
    lesson.unpublish()

    assert signed_in(teacher).get(reverse("wagtailsnippets_courses_quiz:edit", args=[quiz.pk])).status_code == 200


def test_without_review_a_teacher_changes_what_a_published_lesson_holds(signed_in, index, teacher, lesson):
    quiz = quiz_of(index.organisation)
    put_into(lesson, quiz=quiz)

    assert signed_in(teacher).get(reverse("wagtailsnippets_courses_quiz:edit", args=[quiz.pk])).status_code == 200
