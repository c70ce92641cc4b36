"""What an author puts into a page is what a chooser would offer, also when somebody writes the form by hand."""

import json
import uuid

import pytest
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale

from courses.groups import SHARED
from courses.models import CoursePage, CourseRun, LessonPage, Quiz


def form_of(lesson, *blocks):
    """Return what the editor of a lesson sends, with these blocks: (type, {field: value})."""
    fields = {"title": "Ours", "slug": lesson.slug, "minutes": "", "lead": "", "body-count": len(blocks)}
    fields |= {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    for number, (kind, values) in enumerate(blocks):
        fields |= {
            f"body-{number}-type": kind,
            f"body-{number}-order": number,
            f"body-{number}-deleted": "",
            f"body-{number}-id": str(uuid.uuid4()),
        }
        if isinstance(values, dict):
            fields |= {f"body-{number}-value-{name}": value for name, value in values.items()}
        else:
            fields[f"body-{number}-value"] = values
    return fields


def linked_text(page):
    """Return formatted text that links to the page, as the editor writes it."""
    return json.dumps(
        {
            "blocks": [
                {
                    "key": "00000",
                    "text": "there",
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [],
                    "entityRanges": [{"key": 0, "offset": 0, "length": 5}],
                }
            ],
            "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": page.pk}}},
        }
    )


def block_with(kind, held):
    return {
        "quiz": ("quiz", {"quiz": held.quiz.pk}),
        "activity": ("h5p", {"content": held.activity.pk}),
        "image": ("image", {"image": held.image.pk, "alt": "A cell", "drawing": "", "caption": ""}),
        "draft": ("paragraph", linked_text(held.draft)),
        "page": ("paragraph", linked_text(held.lesson)),
    }[kind]


@pytest.fixture
def save(signed_in, teacher, our_holdings):
    """Return a function that saves our draft with a block, and one that previews it."""

    def send(*blocks, name="edit"):
        lesson = our_holdings.draft
        return signed_in(teacher).post(
            reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk]), form_of(lesson, *blocks)
        )

    return send


def latest(lesson):
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()


@pytest.mark.parametrize("kind", ["quiz", "activity", "image", "page"])
def test_an_author_puts_in_what_is_the_own_providers(save, our_holdings, kind):
    save(block_with(kind, our_holdings))

    assert latest(our_holdings.draft).title == "Ours"
    assert len(latest(our_holdings.draft).body) == 1


@pytest.mark.parametrize("kind", ["quiz", "activity", "image", "draft"])
@pytest.mark.parametrize("name", ["edit", "preview_on_edit"])
def test_nobody_puts_in_what_is_another_providers_not_even_to_look_at_it(
    save, our_holdings, their_holdings, kind, name
):
    response = save(block_with(kind, their_holdings), name=name)

    assert "xsecretx" not in response.content.decode()
    assert latest(our_holdings.draft).title != "Ours"


def test_a_published_page_of_another_provider_may_be_linked_to(save, our_holdings, their_holdings):
    save(block_with("page", their_holdings))

    assert latest(our_holdings.draft).title == "Ours"


def test_what_belongs_to_no_provider_is_for_all(save, our_holdings):
    quiz = Quiz.objects.create(title="For all", locale=Locale.get_default(), questions=[])

    save(("quiz", {"quiz": quiz.pk}))

    assert latest(our_holdings.draft).body[0].value["quiz"] == quiz


def test_what_a_coordinator_has_put_in_stays_when_a_teacher_saves(save, our_holdings, their_holdings):
    lesson = latest(our_holdings.draft)
    lesson.body = [("quiz", {"quiz": their_holdings.quiz})]
    lesson.save_revision()

    save(block_with("quiz", their_holdings))

    assert latest(our_holdings.draft).title == "Ours"


def test_a_draft_of_another_provider_is_no_course_to_take_before(signed_in, teacher, our_holdings, their_holdings):
    hidden = their_holdings.index.add_child(
        instance=CoursePage(title="xsecretx", code="X1", level=4, organisation=their_holdings.organisation, live=False)
    )
    course = our_holdings.course
    fields = {
        "title": "Ours", "slug": course.slug, "code": "B1", "level": 4, "organisation": course.organisation_id,
        "intro": json.dumps({"blocks": [], "entityMap": {}}),
        "prerequisites-TOTAL_FORMS": 1, "prerequisites-INITIAL_FORMS": 0, "prerequisites-0-course": hidden.pk,
        "prerequisites-0-ORDER": 1, "prerequisites-0-DELETE": "",
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    address = reverse("wagtailadmin_pages:edit", args=[course.pk])

    response = signed_in(teacher).post(address, fields)
    assert "xsecretx" not in response.content.decode()
    assert CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object().prerequisites.count() == 0

    signed_in(teacher).post(address, {**fields, "prerequisites-0-course": their_holdings.course.pk})
    assert CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object().prerequisites.count() == 1


def test_an_author_makes_no_course_another_providers(signed_in, teacher, our_holdings, their_holdings):
    course = our_holdings.course

    form = signed_in(teacher).get(reverse("wagtailadmin_pages:edit", args=[course.pk])).context["form"]

    assert list(form.fields["organisation"].queryset) == [our_holdings.organisation]


def test_a_course_run_is_written_for_an_own_course_only(signed_in, teacher, our_holdings, their_holdings):
    fields = {"code": "R-1", "starts_on": "2027-01-01", "ends_on": "2027-02-01", "seats": 3, "mode": "online"}
    address = reverse("wagtailsnippets_courses_courserun:add")

    signed_in(teacher).post(address, {**fields, "course": their_holdings.course.pk})
    assert not CourseRun.objects.filter(code="R-1").exists()

    signed_in(teacher).post(address, {**fields, "course": our_holdings.course.pk})
    assert CourseRun.objects.get(code="R-1").course == our_holdings.course


# Files


@pytest.fixture
def shared(our_holdings):
    collection = Collection.objects.get(name=SHARED)
    image = get_image_model().objects.create(title="For all", file=get_test_image_file(), collection=collection)
    document = get_document_model().objects.create(title="Law for all", file="law.pdf", collection=collection)
    return image, document


def test_teachers_choose_from_their_own_folder_and_from_the_shared_one(
    signed_in, teacher, our_holdings, their_holdings, shared
):
    browser = signed_in(teacher)

    images = browser.get(reverse("wagtailimages_chooser:choose")).content.decode()
    documents = browser.get(reverse("wagtaildocs_chooser:choose")).content.decode()

    assert "Image ours" in images
    assert "For all" in images
    assert "Law for all" in documents
    assert "xsecretx" not in images + documents
    assert browser.get(reverse("wagtailimages_chooser:chosen", args=[shared[0].pk])).status_code == 200


def test_teachers_change_nothing_in_the_shared_folder(signed_in, teacher, shared):
    image, document = shared

    for name, thing in (("wagtailimages:edit", image), ("wagtaildocs:edit", document)):
        assert signed_in(teacher).get(reverse(name, args=[thing.pk])).status_code == 302


def test_a_picture_of_the_shared_folder_may_stand_in_a_lesson(save, our_holdings, shared):
    save(("image", {"image": shared[0].pk, "alt": "A cell", "drawing": "", "caption": ""}))

    assert latest(our_holdings.draft).title == "Ours"


# What is read-only


@pytest.mark.parametrize("model", ["organisation", "competence", "competencyframework"])
def test_teachers_look_at_what_all_providers_share_and_change_none_of_it(signed_in, teacher, our_holdings, model):
    browser = signed_in(teacher)

    assert browser.get(reverse(f"wagtailsnippets_courses_{model}:list")).status_code == 200
    assert browser.get(reverse(f"wagtailsnippets_courses_{model}:add")).status_code == 302
    if model == "organisation":
        seen = browser.get(reverse(f"wagtailsnippets_courses_{model}:inspect", args=[our_holdings.organisation.pk]))
        assert "Merikaari" in seen.content.decode()
        assert "Teachers: Merikaari" not in seen.content.decode()
