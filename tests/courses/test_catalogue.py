"""The catalogue of a site with three courses: searched, filtered, counted, sorted, and followed by the index."""

from decimal import Decimal
from urllib.parse import parse_qs, urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, Site

from courses.catalogue import PER_PAGE, catalogue
from courses.models import (
    Competence,
    CompetenceArea,
    CompetencyFramework,
    CourseIndexPage,
    CoursePage,
    LearningOutcome,
    LessonPage,
    ModulePage,
    Organisation,
)
from tests.courses.translated import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(db):
    home = Page.get_first_root_node().add_child(instance=Page(title="Home", slug="front"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    cache.clear()
    return home.add_child(instance=CourseIndexPage(title="Courses", slug="courses"))


@pytest.fixture
def college(db):
    return Organisation.objects.create(slug="merikaari", name="Merikaari College", kind="provider")


@pytest.fixture
def university(db):
    return Organisation.objects.create(slug="saimaa", name="Saimaa University", kind="provider")


@pytest.fixture
def competences(db):
    framework = CompetencyFramework.objects.create(slug="chain", title="Value chain", version="1")
    found = {}
    for order, (code, title, title_fi) in enumerate(
        [("FND", "Fundamentals", "Perusteet"), ("SAF", "Safety", "Turvallisuus")]
    ):
        area = CompetenceArea.objects.create(
            framework=framework, code=code, title=title, title_fi=title_fi, stage="cross", sort_order=order
        )
        found[code] = Competence.objects.create(area=area, code=f"{code}-01", title=f"Competence in {title.lower()}")
    return found


def add_course(index, organisation, code, title, *, competence=None, lesson="", **fields):
    course = index.add_child(
        instance=CoursePage(title=title, slug=code.lower(), code=code, organisation=organisation, **fields)
    )
    outcomes = [LearningOutcome(text="Do it at work", competence=competence, level=5)] if competence else []
    module = course.add_child(instance=ModulePage(title="Module", code="M1", outcomes=outcomes))
    if lesson:
        module.add_child(instance=LessonPage(title=lesson))
    return course


@pytest.fixture
def courses(index, college, university, competences, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return {
            "BAT101": add_course(
                index, college, "BAT101", "Battery basics", level=4, languages="fi sv en", hours=Decimal(54),
                title_fi="Akun perusteet", competence=competences["FND"], lesson="Charging and discharging",
            ),
            "SAF230": add_course(
                index, college, "SAF230", "Fire safety", level=5, languages="fi en", hours=Decimal(80),
                title_fi="Paloturvallisuus", competence=competences["SAF"], intro="<p>Cells</p><p>burning</p>",
            ),
            "SUS280": add_course(
                index, university, "SUS280", "Regulation", level=6, languages="en", hours=Decimal("120.5"),
                title_sv="Batteriförordningen", competence=competences["SAF"],
            ),
        }  # fmt: skip


def found(index, reader="en", /, **asked):
    with translation.override(reader):
        shown = catalogue(index, QueryDict(urlencode(asked, doseq=True)))
    return [course.page.code for course in shown.courses]


def look(index, **asked):
    return catalogue(index, QueryDict(urlencode(asked, doseq=True)))


def counts(shown):
    return {facet.name: {one.value: one.count for one in facet.options} for facet in shown.filters.facets}


# Search


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["BAT101", "SAF230", "SUS280"]),
        ("bat101", ["BAT101"]),
        ("batteries", ["BAT101", "SUS280"]),
        ("akkujen", ["BAT101"]),
        ("akun perusteita", ["BAT101"]),
        ("paloturvallisuuden", ["SAF230"]),
        ("turvallisuutta", ["SAF230", "SUS280"]),  # the title of an area
        ("burned", ["SAF230"]),
        ("discharge", ["BAT101"]),
        ("batteriförordning", ["SUS280"]),
        ("saimaa", ["SUS280"]),
        ("nuclear", []),
        ("batteries nuclear", []),
        ("work", ["BAT101", "SAF230", "SUS280"]),
    ],
)
def test_a_course_is_found_by_its_words_in_any_form_and_language(index, courses, query, codes):
    assert found(index, q=query) == found(index, "fi", q=query) == codes


def test_what_has_the_words_in_its_title_comes_first(index, courses):
    assert found(index, q="safety") == ["SAF230", "SUS280"]
    add_course(index, courses["BAT101"].organisation, "ZZZ999", "Safety for all", level=4)

    assert found(index, q="safety") == ["SAF230", "ZZZ999", "SUS280"]


def test_only_what_is_published_is_found(index, courses, django_capture_on_commit_callbacks):
    lesson = LessonPage.objects.get(title="Charging and discharging")

    with django_capture_on_commit_callbacks(execute=True):
        lesson.unpublish()
    assert found(index, q="discharge") == []
    with django_capture_on_commit_callbacks(execute=True):
        lesson.save_revision().publish()
    assert found(index, q="discharge") == ["BAT101"]
    courses["BAT101"].unpublish()
    assert found(index, q="bat101") == []


def test_the_index_follows_what_is_renamed_moved_and_deleted(
    index, courses, college, competences, django_capture_on_commit_callbacks
):
    lesson = LessonPage.objects.get(title="Charging and discharging")
    module = ModulePage.objects.child_of(courses["SAF230"]).get()

    def after(change):
        with django_capture_on_commit_callbacks(execute=True):
            change()

    def rename(thing, **names):
        for name, value in names.items():
            setattr(thing, name, value)
        thing.save()

    after(lambda: lesson.move(module, pos="last-child"))
    assert found(index, q="discharging") == ["SAF230"]
    after(lambda: LessonPage.objects.get(pk=lesson.pk).delete())
    assert found(index, q="discharging") == []
    after(lambda: rename(college, name="Kymijoki"))
    assert found(index, q="kymijoki") == ["BAT101", "SAF230"]
    after(lambda: rename(competences["FND"], title="Electrochemistry"))
    assert found(index, q="electrochemistry") == ["BAT101"]
    after(lambda: rename(competences["FND"].area, title_sv="Grunder"))
    assert found(index, q="grunderna") == ["BAT101"]


def test_a_draft_is_not_found_before_it_is_published(index, courses, django_capture_on_commit_callbacks):
    lesson = LessonPage.objects.get(title="Charging and discharging")
    lesson.title = "Impedance"

    with django_capture_on_commit_callbacks(execute=True):
        revision = lesson.save_revision()
    assert found(index, q="impedance") == []
    with django_capture_on_commit_callbacks(execute=True):
        revision.publish()
    assert found(index, q="impedance") == ["BAT101"]


def test_a_course_is_found_by_the_words_of_its_translation_once_that_is_published(
    index, courses, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        translate(courses["SUS280"], title="Akkuasetus", publish=False)
    assert found(index, q="akkuasetuksen") == []

    with django_capture_on_commit_callbacks(execute=True):
        translate(courses["SUS280"], title="Akkuasetus")
    assert found(index, q="akkuasetuksen") == found(index, "fi", q="regulations") == ["SUS280"]


def test_update_index_makes_the_same_index(index, courses):
    call_command("update_index", verbosity=0)

    assert found(index, q="akkuja") == ["BAT101"]
    assert found(index, q="discharge") == ["BAT101"]


@pytest.mark.parametrize("query", ["akkujen", "akuissa", "akku"])
def test_a_short_stem_finds_compounds_in_titles_alone(index, college, query):
    add_course(index, college, "PAS100", "Passport", title_fi="Akkupassi", level=4)
    add_course(index, college, "ACU100", "Sound", title_fi="Melu", audience="Acousticians: akustikot", level=4)

    assert found(index, q=query) == ["PAS100"]


# Filters


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"level": "5"}, ["SAF230"]),
        ({"level": ["4", "6"]}, ["BAT101", "SUS280"]),
        ({"language": "sv"}, ["BAT101"]),
        ({"area": "SAF"}, ["SAF230", "SUS280"]),
        ({"provider": "saimaa"}, ["SUS280"]),
        ({"workload": "short"}, ["BAT101"]),
        ({"workload": ["short", "long"]}, ["BAT101", "SUS280"]),
        ({"area": "SAF", "provider": "merikaari"}, ["SAF230"]),
        ({"area": "FND", "provider": "saimaa"}, []),
        ({"q": "turvallisuus", "language": "fi"}, ["SAF230"]),
    ],
)
def test_within_a_facet_one_choice_is_enough_and_every_facet_has_to_be_met(index, courses, asked, codes):
    assert found(index, **asked) == codes


def test_the_numbers_are_those_of_the_combination_without_the_facet_itself(index, courses):
    shown = counts(look(index, provider="merikaari", level="5"))

    assert shown["level"] == {"4": 1, "5": 1, "6": 0}
    assert shown["provider"] == {"merikaari": 1, "saimaa": 0}
    assert shown["area"] == {"FND": 0, "SAF": 1}
    assert shown["language"] == {"en": 1, "fi": 1, "sv": 0}
    assert shown["workload"] == {"short": 0, "medium": 1, "long": 0}


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "level": st.lists(st.sampled_from("4567"), max_size=2),
            "area": st.lists(st.sampled_from(["FND", "SAF"]), max_size=2),
            "language": st.lists(st.sampled_from(["fi", "sv", "en"]), max_size=2),
            "workload": st.lists(st.sampled_from(["short", "medium", "long"]), max_size=2),
            "provider": st.lists(st.sampled_from(["merikaari", "saimaa"]), max_size=2),
            "q": st.sampled_from(["safety", "akkuja", "101"]),
        },
    )
)
def test_each_number_is_what_one_finds_who_chooses_that_alone_in_its_facet(index, courses, asked):
    shown = look(index, **asked)

    for name, options in counts(shown).items():
        for value, count in options.items():
            assert look(index, **{**asked, name: [value]}).found == count


def test_a_chip_leads_to_the_list_without_it(index, courses):
    shown = look(index, q="safety", level=["5", "6"], sort="title")

    assert [chip.label for chip in shown.filters.chips] == ["EQF 5", "EQF 6"]
    assert parse_qs(shown.filters.chips[0].address[1:]) == {"q": ["safety"], "level": ["6"], "sort": ["title"]}
    assert parse_qs(shown.filters.without_query[1:]) == {"level": ["5", "6"], "sort": ["title"]}


def test_where_nothing_fits_the_ways_out_say_how_much_is_left(index, courses):
    shown = look(index, q="battery", level="6", provider="merikaari")

    assert shown.found == 0
    assert [(way.label, way.count) for way in shown.filters.ways_out] == [("EQF 6", 1)]
    for way in shown.filters.ways_out:
        assert catalogue(index, QueryDict(way.address[1:])).found == way.count


def test_what_means_nothing_is_left_out_and_named(index, courses, client):
    shown = look(index, level=["5", "99"], area="XYZ", sort="price", provider="x" * 500)

    assert [course.page.code for course in shown.courses] == ["SAF230"]
    assert shown.left_out == ("99", "XYZ", f"{'x' * 40}…", "price")
    assert "This means nothing here and was left out:" in client.get("/en/courses/?level=99").content.decode()


# Order and pages


def test_who_searches_from_the_plain_list_gets_the_best_match_first(index, courses, client):
    plain = BeautifulSoup(client.get("/en/courses/").content, "html.parser").select_one("select[name=sort]")
    [submitted] = [option["value"] for option in plain.select("option") if option.has_attr("selected")]
    add_course(index, courses["SUS280"].organisation, "AAA100", "Rules", audience="who cares for safety", level=4)

    assert found(index, q="safety", sort=submitted)[0] == "SAF230"
    assert found(index, q="safety", sort="code")[0] == "AAA100"


@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        ("code", ["BAT101", "SAF230", "SUS280"]),
        ("title", ["BAT101", "SAF230", "SUS280"]),
        ("level", ["BAT101", "SAF230", "SUS280"]),
        ("hours", ["BAT101", "SAF230", "SUS280"]),
    ],
)
def test_the_order_is_what_was_asked_for(index, courses, college, sort, codes):
    add_course(index, college, "AAA100", "Ökad kunskap", title_fi="Öljy", level=7)

    assert found(index, sort=sort) == (["AAA100", *codes] if sort == "code" else [*codes, "AAA100"])


def test_a_long_list_has_pages_that_keep_what_was_asked(index, college, client):
    for number in range(PER_PAGE + 1):
        index.add_child(
            instance=CoursePage(title=f"C{number}", code=f"C{number:03}", level=4 + number % 2, organisation=college)
        )

    assert found(index, page="2") == found(index, page="99") == [f"C{PER_PAGE:03}"]
    assert found(index, page="x") == found(index)
    html = client.get("/en/courses/?level=4&level=5&sort=title").content.decode()
    assert 'href="?level=4&amp;level=5&amp;sort=title&amp;page=2#found"' in html
    assert 'aria-current="page"' in html


# The page


def test_the_number_found_is_in_the_title_and_the_heading(index, courses, client):
    html = client.get("/en/courses/?area=SAF").content.decode()

    assert "<title>2 courses · Courses" in " ".join(html.split())
    assert ">2 courses</h2>" in " ".join(html.split())


def test_an_empty_list_says_what_one_can_do(index, courses, client):
    html = client.get("/en/courses/?q=battery&level=6").content.decode()

    assert "No course fits all of this." in html
    assert 'href="?q=battery#found"' in html
    assert 'href="?level=6#found"' in html


@pytest.mark.parametrize(
    "query",
    ["", "?q=battery", "?q=akkujen+perusteet&level=4&level=5&area=FND&provider=merikaari&sort=title&page=2", "?q=no"],
)
def test_a_list_costs_the_same_with_2_and_with_200_courses(index, college, competences, client, query):
    def cost_with(numbers):
        for number in numbers:
            add_course(
                index, college, f"B{number:03}", "Battery basics", title_fi="Akun perusteet", level=4,
                competence=competences["FND"],
            )  # fmt: skip
        client.get(f"/en/courses/{query}")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/en/courses/{query}").status_code == 200
        return len(captured)

    few, many = cost_with(range(2)), cost_with(range(2, 200))

    assert few == many
    assert many <= 12


HOSTILE = [
    *(
        "\x00",
        '"',
        "*",
        "(",
        ")",
        ":",
        "-",
        "^",
        "NEAR(a b)",
        "a AND",
        "OR",
        "NOT",
        "{title}:x",
        "'",
        "\\",
        "%s",
        "&|!",
    ),
    *("<script>alert(1)</script>", "\ud7ff", "ﬀ", "İ", "١٢", "a" * 5000, "☃", "é" * 300),
]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["q", "level", "area", "language", "workload", "provider", "sort", "page"]),
        st.lists(
            st.one_of(st.sampled_from(HOSTILE), st.text(max_size=50), st.sampled_from(["akku", "4"])), max_size=6
        ).map(" ".join),
    )
)
def test_whatever_is_asked_is_answered_with_a_page(index, courses, asked):
    response = Client().get("/en/courses/", asked)

    assert response.status_code == 200
    assert b"<script>alert" not in response.content
