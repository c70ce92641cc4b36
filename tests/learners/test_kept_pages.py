"""What is kept between two views is never older than what is stored: after any change a page is as if nothing were."""

import gc
import re
from threading import Thread

import pytest
from django.core.cache import caches
from django.test import Client
from wagtail.models import Page, Site

from courses.models import CoursePage, CoursePrerequisite, LearningOutcome, LessonPage
from courses.prepared import Kept, kept_while_unchanged, rows_of
from learners.models import Enrolment, LessonCompletion
from tests.courses.translated import translate
from tests.learners.conftest import add_lesson, h5p_block, quiz_block

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|data-src="[^"]+"')


def forget():
    """Make this process one that has just started."""
    # By type: what is lazy would be set up by being asked what it is an instance of.
    for kept in [thing for thing in gc.get_objects() if type(thing) is Kept]:
        kept._found.clear()
    caches["template_fragments"].clear()


@pytest.fixture(autouse=True)
def fresh_process():
    forget()


@pytest.fixture
def lesson(module, quiz, activity):
    words = {"type": "paragraph", "value": "<p>Two electrodes.</p>"}
    return add_lesson(module, "Parts", words, quiz_block(quiz), h5p_block(activity))


@pytest.fixture
def second(module, lesson):
    return add_lesson(module, "Separators")


@pytest.fixture
def pages(lesson, second, enrolment):
    translate(lesson, title="Osat")
    return ["/en/courses/bat101/", "/en/courses/bat101/m1/parts/", "/en/courses/bat101/m1/separators/"]


def publish(page, **fields):
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def save(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def add_prerequisite(course, index, organisation):
    before = index.add_child(instance=CoursePage(title="Before", code="B1", level=4, organisation=organisation))
    CoursePrerequisite.objects.create(page=course, course=before)


CHANGES = {
    "a module is retitled": lambda get: publish(get("module"), title="Within a cell"),
    "a lesson is retitled": lambda get: publish(get("lesson"), title="All parts"),
    "a lesson gets other words": lambda get: publish(
        get("lesson"), body=[{"type": "paragraph", "value": "<p>Three electrodes.</p>"}]
    ),
    "a lesson is moved to the front": lambda get: get("second").move(get("lesson"), pos="left"),
    "a lesson is taken down": lambda get: LessonPage.objects.get(pk=get("second").pk).unpublish(),
    "a lesson is deleted": lambda get: LessonPage.objects.get(pk=get("second").pk).delete(),
    "a lesson is added": lambda get: add_lesson(get("module"), "Electrolytes"),
    "a lesson gets another address": lambda get: publish(get("second"), slug="between"),
    "a module gets another address": lambda get: publish(get("module"), slug="first"),
    "an outcome is reworded": lambda get: LearningOutcome.objects.update(text="Draw the parts"),
    "a competence is retitled": lambda get: save(get("competence"), title="Chemistry of cells"),
    "the course gets another introduction": lambda get: publish(get("course"), intro="<p>Anew.</p>"),
    "the course list is retitled": lambda get: publish(get("index"), title="All courses"),
    "the provider is renamed": lambda get: save(get("organisation"), name="Meri"),
    "a course is to be taken before": lambda get: add_prerequisite(get("course"), get("index"), get("organisation")),
    "a quiz is retitled": lambda get: save(get("quiz"), title="The separator"),
    "an activity is retitled": lambda get: save(get("activity"), title="Exercise"),
    "a lesson is done": lambda get: LessonCompletion.objects.create(
        learner=get("learner"),
        lesson_key=get("lesson").translation_key,
        module_key=get("module").translation_key,
        course_key=get("course").translation_key,
        is_assessed=False,
    ),
    "the page is translated into the language of the site": lambda get: translate(get("second"), title="Erottimet"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_every_page_is_as_in_a_process_that_has_just_started(browser, pages, request, change):
    fi = [path.replace("/en/", "/fi/", 1) for path in pages]
    before = look(browser, [*pages, *fi])

    CHANGES[change](request.getfixturevalue)
    after = look(browser, [*pages, *fi])
    forget()

    assert after == look(browser, [*pages, *fi])
    assert after != before


@pytest.mark.django_db
def test_nobody_sees_the_header_of_somebody_else(browser, pages):
    before = look(browser, pages[:1])

    visitor = look(Client(), pages[:1])
    forget()

    assert visitor == look(Client(), pages[:1])
    assert visitor != before
    assert b"accounts/logout" not in visitor[0]


@pytest.mark.django_db
def test_a_theme_is_seen_at_once_and_only_by_whom_it_was_chosen(browser, pages):
    before = look(browser, pages[:1])

    browser.cookies["theme"] = "dark"
    dark = look(browser, pages[:1])
    del browser.cookies["theme"]

    assert b'data-theme="dark"' in dark[0]
    assert b'value="dark" aria-pressed="true"' in dark[0]
    assert look(browser, pages[:1]) == before


@pytest.mark.django_db
def test_another_root_of_the_site_holds_from_the_next_view_on(browser, pages):
    look(browser, pages)
    site = Site.objects.get()
    site.root_page = Page.get_first_root_node()
    site.save()

    assert browser.get(pages[0]).status_code == 404
    assert browser.get(pages[0].replace("/courses/", "/front/courses/")).status_code == 200


def look(client, paths):
    """Return what is seen at each address: the status, for a redirect the way, and the page without its secrets."""
    # Where somebody was last is remembered by looking, and shown at the next look.
    Enrolment.objects.update(last_lesson_key=None, last_seen_at=None)
    found = [client.get(path) for path in paths]
    return [
        str(one.status_code).encode() + one.headers.get("Location", "").encode() + TOKEN.sub(b"", one.content)
        for one in found
    ]


@pytest.mark.django_db
def test_what_changed_while_it_was_made_is_not_kept(index):
    store = Kept(most=10)

    def rows():
        return rows_of("titles", lambda: Page.objects.values_list("title").order_by("pk"))

    def titles():
        return list(Page.objects.values_list("title", flat=True).order_by("pk"))

    def make_slowly():
        found = titles()
        Page.objects.filter(pk=index.pk).update(title="Anew")
        return found

    kept_while_unchanged(store, "titles", rows, make_slowly)
    Page.objects.filter(pk=index.pk).update(title="Courses")

    assert not store._found
    assert kept_while_unchanged(store, "titles", rows, titles) == titles()


def test_the_oldest_unused_goes_first():
    store = Kept(most=2)
    store.keep("a", 1)
    store.keep("b", 2)
    store.get("a")
    store.keep("c", 3)

    assert [store.get(key) for key in "abc"] == [1, None, 3]


def test_many_threads_keep_within_the_limit():
    store = Kept(most=5)

    def work(start):
        for number in range(start, start + 200):
            store.keep(number % 20, number)
            store.get(number % 7)

    threads = [Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(store._found) == 5


@pytest.mark.django_db
def test_what_can_find_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_of("nothing", lambda: Page.objects.filter(pk__in=[])) == ()
