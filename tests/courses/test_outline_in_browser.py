"""The outline as a person works with it: by keyboard alone, by dragging, without JavaScript, on a phone."""

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Collection, Locale, Page

from courses.models import LessonPage, ModulePage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def modules_of(course):
    return list(ModulePage.objects.child_of(course).order_by("path"))


def titles(parent):
    return list(parent.get_children().values_list("title", flat=True))


def all_titles(course):
    return {module.title: titles(module) for module in modules_of(course)}


@pytest.fixture(scope="module", autouse=True)
def allow_the_database(chromium):
    """Playwright keeps an event loop in this thread, and Django takes whoever has one for asynchronous code."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def make_provider(transactional_db, make_provider):
    """Tests with a server empty the database when they end: put back what Wagtail's migrations had put there."""
    Locale.objects.get_or_create(language_code="en")
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    return make_provider


@pytest.fixture
def open_outline(chromium, live_server, signed_in, teacher, course):
    """Return a function that opens the outline in a window of its own."""
    windows = []
    session = signed_in(teacher).cookies[settings.SESSION_COOKIE_NAME].value

    def open_window(**options):
        window = chromium.new_context(**options)
        windows.append(window)
        window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = window.new_page()
        page.goto(live_server.url + reverse("courses_admin:outline", args=[course.pk]))
        return page

    yield open_window
    for window in windows:
        window.close()


def press_tab_until(page, name):
    """Press Tab until the control with this accessible name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()") == name:
            return
    raise AssertionError(f"The keyboard never reaches “{name}”.")


def test_by_keyboard_alone_a_lesson_is_moved_renamed_and_a_new_one_added(open_outline, course):
    page = open_outline()

    press_tab_until(page, "Move “Lesson 1.1” down")
    page.keyboard.press("Enter")
    page.get_by_text("“Lesson 1.1” moved down.").wait_for()
    # It is the last now, so the way down is shut, and the focus waits on the way up.
    assert page.evaluate("document.activeElement.ariaLabel") == "Move “Lesson 1.1” up"

    press_tab_until(page, "More for “Lesson 1.1”")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Anode")
    page.keyboard.press("Enter")
    page.get_by_text("The new title “Anode” is live.").wait_for()

    module = modules_of(course)[0]
    page.locator(f"#new-lesson-{module.pk}").focus()
    page.keyboard.type("Cathode")
    page.keyboard.press("Enter")
    page.get_by_text("Lesson “Cathode” is added as a draft.").wait_for()
    assert page.evaluate("document.activeElement.id") == f"new-lesson-{module.pk}"

    assert all_titles(course) == {
        "Module 1": ["Lesson 1.2", "Anode", "Cathode"],
        "Module 2": ["Lesson 2.1", "Lesson 2.2"],
    }


def test_escape_closes_the_menu_of_a_row_and_goes_back_to_its_button(open_outline):
    page = open_outline()
    page.get_by_label("More for “Lesson 1.1”").click()
    page.get_by_label("Title", exact=True).first.focus()

    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.ariaLabel") == "More for “Lesson 1.1”"
    assert page.locator("details[open]").count() == 0


def test_a_lesson_is_dragged_into_another_module(open_outline, course):
    page = open_outline(viewport={"width": 1280, "height": 1200})
    source, target = (page.locator(".outline-lesson", has_text=title) for title in ("Lesson 1.1", "Lesson 2.2"))

    source.locator("[data-outline-handle]").drag_to(target, target_position={"x": 200, "y": 3})

    page.get_by_text("“Lesson 1.1” is now in “Module 2”.").wait_for()
    assert all_titles(course) == {"Module 1": ["Lesson 1.2"], "Module 2": ["Lesson 2.1", "Lesson 1.1", "Lesson 2.2"]}


def test_a_module_is_dragged_with_its_lessons(open_outline, course):
    page = open_outline(viewport={"width": 1280, "height": 1200})
    first, second = (page.locator(".outline-module").nth(number) for number in (0, 1))

    second.locator("[data-outline-handle]").first.drag_to(first, target_position={"x": 200, "y": 3})

    page.get_by_text("“Module 2” moved.").wait_for()
    assert list(all_titles(course)) == ["Module 2", "Module 1"]
    assert titles(modules_of(course)[0]) == ["Lesson 2.1", "Lesson 2.2"]


def test_without_javascript_every_button_is_a_form(open_outline, course):
    page = open_outline(java_script_enabled=False)

    page.get_by_label("Move “Module 2” up").click()
    page.get_by_label("More for “Lesson 1.1”").click()
    lesson = LessonPage.objects.get(title="Lesson 1.1")
    page.locator(f"#title-{lesson.pk}").fill("Anode")
    page.locator(f"#rename-{lesson.pk}").click()

    assert page.url.endswith(f"#page-{lesson.pk}")
    assert list(all_titles(course)) == ["Module 2", "Module 1"]
    assert all_titles(course)["Module 1"] == ["Anode", "Lesson 1.2"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_cut_off(open_outline, scheme):
    page = open_outline(viewport={"width": 360, "height": 800}, has_touch=True, color_scheme=scheme)

    page.get_by_label("More for “Lesson 1.1”").click()

    controls = "document.querySelectorAll('.outline :is(a, button, input, select, summary)')"
    shown = f"[...{controls}].filter(c => c.checkVisibility())"
    beyond = page.evaluate(f"{shown}.filter(c => c.getBoundingClientRect().right > 360.5).map(c => c.outerHTML)")
    small = page.evaluate(f"{shown}.filter(c => !c.matches('a') && c.offsetHeight < 24).map(c => c.outerHTML)")
    assert (beyond, small) == ([], [])
