"""What search engines may look at, and whether they may list it."""

from xml.etree import ElementTree

import pytest

from home.search_engines import CLOSED, may_be_listed, robots_lines
from tests.courses.sharing.conftest import *  # noqa: F403

pytestmark = pytest.mark.django_db

NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def addresses(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    return [found.text.removeprefix("http://testserver") for found in root.iterfind(".//s:loc", NAMESPACES)]


def test_robots_txt_closes_what_is_for_one_person_and_names_the_sitemap(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    for path in ("/admin/", "/metrics", "/xapi/", "/*/accounts/", "/*/learning/"):
        assert f"Disallow: {path}" in lines
    assert lines[-1] == "Sitemap: http://localhost:8000/sitemap.xml"


@pytest.mark.parametrize("path", ["/sharing/", "/static/", "/media/", "/en/courses/", "/badges/achievements/", "/"])
def test_nothing_that_a_public_page_needs_is_closed(path):
    import re

    rules = [re.compile(re.escape(rule).replace(r"\*", ".*")) for rule in CLOSED]

    assert not [rule for rule in rules if rule.match(path)]


def test_the_sitemap_leads_to_all_pages_but_the_lessons_which_are_gated(client, module):
    sections = addresses(client, "/sitemap.xml")
    assert sections == ["/sitemap-pages.xml", "/sitemap-achievements.xml"]

    found = addresses(client, "/sitemap-pages.xml")

    assert {"/en/", "/en/courses/", "/en/courses/bat101/", "/en/courses/bat101/m1/"} == set(found)


def test_every_address_of_the_sitemap_answers_without_signing_in(client, module):
    # The front page of this test is of no kind that could be shown.
    for address in set(addresses(client, "/sitemap-pages.xml")) - {"/en/"}:
        assert client.get(address).status_code == 200


def test_a_section_that_is_none_is_not_found(client, index):
    assert client.get("/sitemap-nothing.xml").status_code == 404


@pytest.mark.parametrize(
    ("is_demo", "is_hidden", "address", "expected"),
    [
        (False, False, "https://kenno.example.org", True),
        (False, True, "https://kenno.example.org", False),
        (True, False, "https://demo.example.org", False),
        (True, False, "http://localhost:8000", True),
        (True, False, "http://127.0.0.1:8000", True),
        (True, False, "http://192.0.2.7:8000", False),
    ],
)
def test_a_demonstration_that_others_can_reach_is_not_listed(client, settings, is_demo, is_hidden, address, expected):
    settings.KENNO_DEMO, settings.KENNO_NOINDEX, settings.SITE_URL = is_demo, is_hidden, address

    assert may_be_listed() is expected
    assert ("X-Robots-Tag" not in client.get("/en/verify/").headers) is expected


def test_what_may_not_be_listed_may_still_be_read_or_nobody_could_see_that_it_may_not():
    assert "Disallow: /" not in robots_lines("https://demo.example.org/sitemap.xml")
