import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import LessonPage, ModulePage
from tests.courses.translated import translate


def modules_of(course):
    return list(ModulePage.objects.child_of(course).order_by("path"))


def lessons_of(module):
    return list(LessonPage.objects.child_of(module).order_by("path"))


def titles(parent):
    return list(parent.get_children().values_list("title", flat=True))


def outline_url(course):
    return reverse("courses_admin:outline", args=[course.pk])


def change(browser, name, course, page=None, **fields):
    """Press a button of the outline and return the screen that follows."""
    arguments = [course.pk, page.pk] if page is not None else [course.pk]
    return browser.post(reverse(f"courses_admin:{name}", args=arguments), fields, follow=True)


def rows(response):
    """Return (title, state) of every module and lesson on the screen, in order."""
    found = BeautifulSoup(response.content, "html.parser").select(".outline-row")
    return [
        (row.select_one(".outline-title a").text, " ".join(tag.text for tag in row.select(".w-status")))
        for row in found
    ]


def said(response):
    found = BeautifulSoup(response.content, "html.parser").select(".messages > ul > li")
    return " ".join(" ".join(message.text.split()) for message in found)


@pytest.fixture
def browser(signed_in, teacher):
    return signed_in(teacher)


def test_the_outline_shows_every_module_and_lesson_with_its_state(browser, course):
    first, second = modules_of(course)
    lessons_of(first)[0].unpublish()
    second.title = "Module 2, revised"
    second.save_revision()

    response = browser.get(outline_url(course))

    assert rows(response) == [
        ("Module 1", "Live"),
        ("Lesson 1.1", "Draft"),
        ("Lesson 1.2", "Live"),
        ("Module 2, revised", "Live Changes not published"),
        ("Lesson 2.1", "Live"),
        ("Lesson 2.2", "Live"),
    ]


def test_a_module_is_added_and_can_be_opened_from_there(browser, course):
    response = change(browser, "add_module", course, title="Safe work")

    module = modules_of(course)[-1]
    assert rows(response)[-1] == ("Safe work", "Draft")
    assert "Module “Safe work” is added as a draft." in said(response)
    assert reverse("wagtailadmin_pages:edit", args=[module.pk]) in response.content.decode()


def test_a_lesson_is_added_to_the_end_of_its_module(browser, course):
    module = modules_of(course)[0]

    response = change(browser, "add_lesson", course, module, title="Anode & cathode")

    assert titles(module) == ["Lesson 1.1", "Lesson 1.2", "Anode & cathode"]
    assert "Lesson “Anode & cathode” is added as a draft." in said(response)


def test_an_empty_title_is_refused_with_a_sentence(browser, course):
    response = change(browser, "add_module", course, title=" ")

    assert "Write a title." in said(response)
    assert len(modules_of(course)) == 2


def test_a_live_page_is_renamed_in_place(browser, course):
    response = change(browser, "rename", course, modules_of(course)[0], title="Inside a cell")

    assert rows(response)[0] == ("Inside a cell", "Live")
    assert "The new title “Inside a cell” is live." in said(response)


def test_a_title_that_nobody_here_may_publish_waits_and_the_screen_says_so(browser, course, index):
    index.organisation.staff_group.page_permissions.filter(permission__codename="publish_page").delete()

    response = change(browser, "rename", course, modules_of(course)[0], title="Inside a cell")

    assert rows(response)[0] == ("Inside a cell", "Live Changes not published")
    assert "Learners see the old one until it is published." in said(response)


def test_markup_in_a_title_is_shown_and_not_run(browser, course):
    response = change(browser, "rename", course, modules_of(course)[0], title="<script>alert(1)</script>")

    assert "<script>alert(1)</script>" not in response.content.decode()
    assert rows(response)[0][0] == "<script>alert(1)</script>"


def test_modules_and_lessons_move_up_and_down(browser, course):
    first, second = modules_of(course)
    lesson = lessons_of(first)[0]

    change(browser, "move_up", course, second)
    response = change(browser, "move_down", course, lesson)

    assert titles(course) == ["Module 2", "Module 1"]
    assert titles(modules_of(course)[1]) == ["Lesson 1.2", "Lesson 1.1"]
    assert "“Lesson 1.1” moved down." in said(response)


def test_the_first_row_has_no_way_up_and_the_last_none_down(browser, course):
    page = BeautifulSoup(browser.get(outline_url(course)).content, "html.parser")

    first, last = modules_of(course)
    assert page.find(id=f"up-{first.pk}").has_attr("disabled")
    assert page.find(id=f"down-{last.pk}").has_attr("disabled")
    assert not page.find(id=f"down-{first.pk}").has_attr("disabled")


def test_a_lesson_is_moved_to_another_module(browser, course):
    first, second = modules_of(course)
    lesson = lessons_of(first)[0]

    response = change(browser, "place", course, lesson, parent=second.pk)

    assert titles(second) == ["Lesson 2.1", "Lesson 2.2", "Lesson 1.1"]
    assert "“Lesson 1.1” is now in “Module 2”." in said(response)


def test_a_lesson_is_dropped_in_front_of_another(browser, course):
    first, second = modules_of(course)

    change(browser, "place", course, lessons_of(first)[0], parent=second.pk, before=lessons_of(second)[0].pk)

    assert titles(second) == ["Lesson 1.1", "Lesson 2.1", "Lesson 2.2"]


@pytest.mark.parametrize("parent", ["", "999999", "-1", "1; DROP TABLE", "²"])
def test_a_place_that_does_not_exist_moves_nothing(browser, course, parent):
    first = modules_of(course)[0]

    response = change(browser, "place", course, lessons_of(first)[0], parent=parent)

    assert "please try again" in said(response)
    assert titles(first) == ["Lesson 1.1", "Lesson 1.2"]


def test_a_module_is_duplicated_with_its_lessons_as_drafts(browser, course):
    response = change(browser, "duplicate", course, modules_of(course)[0])

    assert rows(response)[3:6] == [
        ("Module 1 (copy)", "Draft"),
        ("Lesson 1.1", "Draft"),
        ("Lesson 1.2", "Draft"),
    ]


def test_deleting_goes_through_wagtails_own_question_and_back(browser, course):
    lesson = lessons_of(modules_of(course)[0])[0]
    page = BeautifulSoup(browser.get(outline_url(course)).content, "html.parser")
    link = page.select_one(f"#page-{lesson.pk} a.no")["href"]

    response = browser.post(link, follow=True)

    assert link.startswith(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert response.redirect_chain[-1][0] == outline_url(course)
    assert not LessonPage.objects.filter(pk=lesson.pk).exists()


def test_a_page_of_another_course_is_not_on_this_outline(browser, course, index, make_course):
    other = make_course(index, code="BAT102")

    response = change(browser, "rename", course, modules_of(other)[0], title="Mine now")

    assert response.status_code == 404
    assert modules_of(other)[0].title == "Module 1"


def test_every_change_needs_a_form_of_this_site(course, teacher):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(teacher)

    response = change(browser, "add_module", course, title="Forged")

    assert response.status_code == 403
    assert len(modules_of(course)) == 2


def test_a_link_alone_changes_nothing(browser, course):
    module = modules_of(course)[1]

    for name in ("move_up", "duplicate", "place", "rename"):
        assert browser.get(reverse(f"courses_admin:{name}", args=[course.pk, module.pk])).status_code == 405


CHANGES = ["add_lesson", "rename", "move_down", "place", "duplicate"]


@pytest.mark.parametrize("name", CHANGES)
def test_a_teacher_of_another_provider_changes_nothing(signed_in, stranger, course, name):
    first, second = modules_of(course)
    target = first if name in ("add_lesson", "move_down") else lessons_of(first)[0]

    change(signed_in(stranger), name, course, target, title="Mine now", parent=second.pk)

    assert titles(course) == ["Module 1", "Module 2"]
    assert titles(first) == ["Lesson 1.1", "Lesson 1.2"]
    assert titles(second) == ["Lesson 2.1", "Lesson 2.2"]


def test_a_teacher_of_another_provider_does_not_see_the_outline(signed_in, stranger, course):
    response = signed_in(stranger).get(outline_url(course))

    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")


def test_who_may_not_publish_has_no_buttons_that_change_what_is_public(browser, course, index):
    index.organisation.staff_group.page_permissions.filter(permission__codename="publish_page").delete()

    page = BeautifulSoup(browser.get(outline_url(course)).content, "html.parser")

    assert not page.select("[formaction*='/up/'], [formaction*='/down/'], [data-outline-handle], a.no")
    assert page.select("[formaction*='/duplicate/']")
    assert page.select("[action$='/title/']")


def test_the_course_its_modules_and_its_lessons_lead_to_the_outline(browser, course):
    first = modules_of(course)[0]

    for page in (course, first, lessons_of(first)[0]):
        response = browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert outline_url(course) in response.content.decode()
    explorer = browser.get(reverse("wagtailadmin_explore", args=[course.get_parent().pk]))
    assert outline_url(course) in explorer.content.decode()


def test_other_pages_have_no_outline(browser, index):
    response = browser.get(reverse("wagtailadmin_pages:edit", args=[index.pk]))

    assert response.status_code == 200
    assert not re.search(r"/courses/\d+/outline/", response.content.decode())


@pytest.mark.parametrize("person", ["teacher", "coordinator"])
def test_the_outline_costs_the_same_with_two_lessons_and_with_two_hundred(
    signed_in, index, make_course, person, request
):
    browser = signed_in(request.getfixturevalue(person))
    small = make_course(index, code="SMALL", modules=1, lessons=2)
    large = make_course(index, code="LARGE", modules=4, lessons=50)
    browser.get(outline_url(small))

    with CaptureQueriesContext(connection) as few:
        assert len(rows(browser.get(outline_url(small)))) == 3
    with CaptureQueriesContext(connection) as many:
        assert len(rows(browser.get(outline_url(large)))) == 204

    assert len(few) == len(many)


def test_the_explorer_asks_no_more_for_ten_courses_than_for_one(browser, index, make_course):
    explore = reverse("wagtailadmin_explore", args=[index.pk])
    make_course(index, code="C0", modules=0)
    browser.get(explore)

    with CaptureQueriesContext(connection) as few:
        browser.get(explore)
    for number in range(1, 10):
        make_course(index, code=f"C{number}", modules=0)
    with CaptureQueriesContext(connection) as many:
        browser.get(explore)

    assert len(few) == len(many)


def test_the_outline_of_a_translation_is_that_of_the_course_it_was_translated_from(browser, course):
    finnish = translate(course, title="Kurssi BAT101")

    response = browser.get(outline_url(finnish), follow=True)

    assert response.redirect_chain == [(outline_url(course), 302)]
    assert "“Kurssi BAT101” is a translation." in said(response)
    assert len(rows(response)) == 6
