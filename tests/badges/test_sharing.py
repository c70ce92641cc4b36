"""What others see of the public page of an achievement."""

import json

import pytest
from bs4 import BeautifulSoup

from badges import addresses
from badges.sitemaps import AchievementSitemap

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client):
    def seen(address: str) -> BeautifulSoup:
        response = client.get(address.removeprefix(addresses.absolute("")), headers={"accept": "text/html"})
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser").head

    return seen


def documents(head):
    found = [json.loads(script.string) for script in head.find_all("script", type="application/ld+json")]
    return {document["@type"]: document for document in found}


def test_an_achievement_is_a_credential_that_its_issuer_recognises(head, achievement):
    url = addresses.achievement_url(achievement.pk)

    found = documents(head(url))["EducationalOccupationalCredential"]

    assert found["name"] == "Inside a Cell"
    assert found["url"] == found["@id"] == url
    assert found["educationalLevel"]["name"] == "EQF 4"
    assert found["recognizedBy"]["name"] == achievement.issuer.name
    assert found["recognizedBy"]["url"] == addresses.issuer_url(achievement.issuer.slug)
    assert "invented" in found["description"]
    assert "validFor" not in found


def test_how_long_it_holds_is_a_duration(head, achievement):
    achievement.valid_months = 24
    achievement.save()

    found = documents(head(addresses.achievement_url(achievement.pk)))["EducationalOccupationalCredential"]

    assert found["validFor"] == "P24M"


def test_its_link_is_shared_with_its_name_and_the_badge(head, achievement, client):
    page = head(addresses.achievement_url(achievement.pk))

    shared = {tag["property"]: tag["content"] for tag in page.find_all("meta", property=True)}
    assert shared["og:title"] == "Inside a Cell"
    assert shared["og:url"] == page.find("link", rel="canonical")["href"] == addresses.achievement_url(achievement.pk)
    assert shared["og:image"] == addresses.achievement_image_url(achievement.pk)
    assert page.find("meta", attrs={"name": "twitter:card"})["content"] == "summary"
    assert page.find("meta", attrs={"name": "description"})["content"].startswith("Knows the parts")


def test_a_name_cannot_put_markup_into_the_page(head, achievement):
    achievement.name = "</script><b>"
    achievement.save()

    found = documents(head(addresses.achievement_url(achievement.pk)))

    assert found["EducationalOccupationalCredential"]["name"] == "</script><b>"


def test_an_issuer_is_an_organisation(head, issuer):
    found = documents(head(addresses.issuer_url(issuer.slug)))["Organization"]

    assert found["name"] == issuer.name
    assert "Fictional" in found["disambiguatingDescription"]


def test_the_sitemap_has_the_achievements_that_are_given_now(achievement):
    assert [url["location"] for url in AchievementSitemap().get_urls()] == [addresses.achievement_url(achievement.pk)]

    achievement.is_active = False
    achievement.save()

    assert AchievementSitemap().get_urls() == []
