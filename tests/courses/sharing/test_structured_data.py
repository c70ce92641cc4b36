"""What a search engine reads of a course."""

import json
import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from courses.sharing.structured_data import duration, written

VOCABULARY = {"https://schema.org": {"@context": {"@vocab": "https://schema.org/"}}}


def documents(head: BeautifulSoup) -> dict[str, dict]:
    """Return the documents of a head by their type, each as a JSON-LD processor understands it too."""
    found = {}
    for script in head.find_all("script", type="application/ld+json"):
        data = json.loads(script.string)
        assert data["@context"] == "https://schema.org"
        expanded = jsonld.expand(data, {"documentLoader": _vocabulary})
        assert expanded[0]["@type"] == [f"https://schema.org/{data['@type']}"]
        found[data["@type"]] = data
    return found


def _vocabulary(url, options):
    return {
        "document": VOCABULARY[url.rstrip("/")],
        "documentUrl": url,
        "contextUrl": None,
        "contentType": "application/ld+json",
    }


# Parts


@pytest.mark.parametrize(
    ("hours", "minutes", "expected"),
    [
        (Decimal("54.0"), None, "PT54H"),
        (Decimal("1.5"), None, "PT1H30M"),
        (Decimal("0.5"), None, "PT30M"),
        (None, 20, "PT20M"),
        (None, 90, "PT1H30M"),
        (None, None, None),
        (Decimal(0), None, None),
    ],
)
def test_a_duration_is_written_as_iso_8601_has_it(hours, minutes, expected):
    assert duration(hours, minutes=minutes) == expected


def test_a_duration_in_months_is_no_number_of_hours():
    assert duration(months=24) == "P24M"


@given(st.text(), st.text())
def test_no_text_ends_the_element_that_it_stands_in_and_none_is_changed(name, value):
    document = written({name: value})

    assert not re.search("[<>&\u2028\u2029]", document)
    assert json.loads(document) == {"@context": "https://schema.org", name: value}


# Pages


def test_a_course_says_what_search_engines_ask_for(head, course, module, run, settings):
    settings.COURSES_OFFER_CATEGORY = "Free"

    found = documents(head("/en/courses/bat101/"))["Course"]

    assert found["name"] == "Battery basics"
    assert found["description"] == "What is inside. And why."
    assert found["provider"] == {
        "@type": "EducationalOrganization",
        "name": "Merikaari",
        "disambiguatingDescription": "Fictional: invented for a demonstration.",
    }
    assert found["offers"] == {"@type": "Offer", "category": "Free"}
    assert found["isAccessibleForFree"] is True
    assert found["educationalLevel"]["name"] == "EQF 4"
    assert found["timeRequired"] == "PT54H"
    assert found["inLanguage"] == ["fi", "sv", "en"]
    assert found["teaches"] == ["Name the parts of a cell"]
    assert found["alternateName"] == ["Akun perusteet"]
    assert found["syllabusSections"] == [
        {"@type": "Syllabus", "name": "Inside a cell", "description": "Parts", "timeRequired": "PT12H"}
    ]


def test_a_course_is_studied_at_any_time_and_when_it_is_held(head, course, module, run):
    any_time, held = documents(head("/en/courses/bat101/"))["Course"]["hasCourseInstance"]

    assert any_time["courseMode"] == "Online"
    assert any_time["courseWorkload"] == held["courseWorkload"] == "PT54H"
    assert "startDate" not in any_time
    assert held["courseMode"] == "Blended"
    assert held["startDate"] == run.starts_on.isoformat()
    assert held["endDate"] == run.ends_on.isoformat()
    assert held["location"] == {"@type": "Place", "name": "Kymenlaakso"}
    assert held["maximumAttendeeCapacity"] == 20


def test_what_is_not_known_is_not_said(head, course):
    found = documents(head("/en/courses/bat101/"))["Course"]

    assert not {"offers", "isAccessibleForFree", "hasCourseInstance", "teaches", "numberOfCredits"} & set(found)


def test_a_run_that_is_over_is_not_offered(head, course, run, today):
    run.starts_on = run.ends_on = today.replace(year=today.year - 1)
    run.save()

    assert "hasCourseInstance" not in documents(head("/en/courses/bat101/"))["Course"]


def test_a_module_is_a_part_of_its_course(head, module):
    found = documents(head("/en/courses/bat101/m1/"))["LearningResource"]

    assert found["isPartOf"]["name"] == "Battery basics"
    assert found["isPartOf"]["@id"].endswith("/en/courses/bat101/")
    assert found["teaches"] == ["Name the parts of a cell"]
    assert found["timeRequired"] == "PT12H"


def test_the_catalogue_lists_its_courses_by_their_addresses(head, course):
    found = documents(head("/en/courses/"))["CollectionPage"]["mainEntity"]

    assert found["@type"] == "ItemList"
    assert [(item["position"], item["url"]) for item in found["itemListElement"]] == [
        (1, "http://testserver/en/courses/bat101/")
    ]


def test_the_way_to_a_page_is_the_one_that_stands_above_its_title(head, module):
    for address, titles in {
        "/en/courses/bat101/": ["Courses", "Battery basics"],
        "/en/courses/bat101/m1/": ["Battery basics", "Inside a cell"],
    }.items():
        items = documents(head(address))["BreadcrumbList"]["itemListElement"]
        assert [item["name"] for item in items] == titles
        assert [item["position"] for item in items] == [1, 2]
        assert items[-1]["item"] == f"http://testserver{address}"


def test_a_title_cannot_put_markup_into_a_page(head, course, client):
    course.title = '</script><script>alert("1")</script><!--'
    course.save()

    page = client.get("/en/courses/bat101/").content.decode()

    assert documents(head("/en/courses/bat101/"))["Course"]["name"] == course.title
    assert "<script>alert" not in page
    assert "<!--" not in page
