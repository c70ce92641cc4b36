from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage


@pytest.mark.parametrize(
    ("parent", "children"),
    [
        (CourseIndexPage, {CourseIndexPage, CoursePage}),
        (CoursePage, {ModulePage}),
        (ModulePage, {LessonPage}),
        (LessonPage, set()),
    ],
)
def test_the_tree_is_index_course_module_lesson(parent, children):
    assert set(parent.allowed_subpage_models()) == children


@pytest.mark.parametrize(
    ("page", "parent"), [(LessonPage, ModulePage), (ModulePage, CoursePage), (CoursePage, CourseIndexPage)]
)
def test_each_page_has_one_kind_of_parent(page, parent):
    assert page.allowed_parent_page_models() == [parent]


def test_a_plain_page_may_hold_a_course_index_and_no_course():
    assert Page in CourseIndexPage.allowed_parent_page_models()
    assert Page not in CoursePage.allowed_parent_page_models()


@pytest.mark.parametrize(("where", "offered"), [("course", ["modulepage"]), ("module", ["lessonpage"])])
def test_the_editor_offers_the_one_kind_of_page_that_fits(signed_in, teacher, course, where, offered):
    module = ModulePage.objects.child_of(course).first()
    parent = {"course": course, "module": module}[where]

    response = signed_in(teacher).get(reverse("wagtailadmin_pages:add_subpage", args=[parent.pk]))

    # With one kind only, Wagtail opens its editor at once.
    assert response.status_code == 302
    assert response.url.startswith(reverse("wagtailadmin_pages:add", args=["courses", offered[0], parent.pk]))


@pytest.mark.parametrize("where", ["course", "module"])
def test_the_explorer_lists_modules_and_lessons_in_the_order_of_the_course(signed_in, teacher, course, where):
    second = ModulePage.objects.child_of(course).order_by("path").last()
    second.move(course, pos="first-child")
    parent = CoursePage.objects.get(pk=course.pk) if where == "course" else ModulePage.objects.get(pk=second.pk)

    response = signed_in(teacher).get(reverse("wagtailadmin_explore", args=[parent.pk]))

    listed = [page.title for page in response.context["pages"]]
    assert listed == list(parent.get_children().values_list("title", flat=True))


def test_a_level_outside_the_framework_is_refused(index):
    with pytest.raises(ValidationError, match="less than or equal to 7"):
        index.add_child(instance=CoursePage(title="Too high", code="X", level=8, organisation=index.organisation))


def test_a_course_run_cannot_end_before_it_starts(signed_in, coordinator, course):
    response = signed_in(coordinator).post(
        reverse("wagtailsnippets_courses_courserun:add"),
        {
            "code": "RUN1",
            "course": course.pk,
            "starts_on": date(2026, 5, 2),
            "ends_on": date(2026, 5, 1),
            "seats": 12,
            "mode": "online",
            "region": "",
        },
    )

    assert response.status_code == 200
    assert "A run cannot end before it starts." in response.content.decode()
    assert not course.runs.exists()
