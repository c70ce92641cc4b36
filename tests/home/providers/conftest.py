"""Two providers that share the site. One looks for what is the other's, and every word of that is marked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Page, Site

from courses.groups import give_provider_group, set_up_groups
from courses.models import CourseIndexPage, Organisation
from tests.home.providers.holdings import Holdings, make_holdings


@pytest.fixture(autouse=True)
def key_directory(settings: Any, tmp_path: Any) -> Any:
    settings.BADGES_KEY_DIRECTORY = tmp_path / "keys"
    settings.COURSES_FONT_DIRECTORY = tmp_path / "fonts"
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.BADGES_KEY_DIRECTORY


@pytest.fixture
def catalogue(db: None) -> CourseIndexPage:
    home = Page.get_first_root_node().add_child(instance=Page(title="Front", slug="front"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home.add_child(instance=CourseIndexPage(title="Catalogue", slug="courses"))


@pytest.fixture
def make_provider(catalogue: CourseIndexPage) -> Callable[..., Organisation]:
    """Return a function that makes a provider with a course index, its groups and, if it wants them, reviewers."""

    def make(name: str, **fields: Any) -> Organisation:
        organisation = Organisation.objects.create(
            slug=name.lower(), name=name, kind=Organisation.Kind.PROVIDER, is_fictional=True, **fields
        )
        index = catalogue.add_child(
            instance=CourseIndexPage(title=f"Courses of {name}", slug=name.lower(), organisation=organisation)
        )
        give_provider_group(organisation, CourseIndexPage.objects.get(pk=index.pk))
        return Organisation.objects.get(pk=organisation.pk)

    return make


@pytest.fixture
def ours(make_provider: Callable[..., Organisation]) -> Organisation:
    return make_provider("Merikaari")


@pytest.fixture
def theirs(make_provider: Callable[..., Organisation]) -> Organisation:
    return make_provider("Saimaa", requires_review=True)


@pytest.fixture
def make_person(db: None) -> Callable[..., Any]:
    def make(name: str, *groups: Any, **fields: Any) -> Any:
        person = get_user_model().objects.create_user(f"{name}@example.org", "a long password", **fields)
        person.groups.set(groups)
        return person

    return make


@pytest.fixture
def teacher(ours: Organisation, make_person: Callable[..., Any]) -> Any:
    return make_person("teacher", ours.staff_group)


@pytest.fixture
def coordinator(make_person: Callable[..., Any]) -> Any:
    return make_person("coordinator", set_up_groups())


@pytest.fixture
def their_teacher(theirs: Organisation, make_person: Callable[..., Any]) -> Any:
    return make_person("xsecretx-teacher", theirs.staff_group, first_name="xsecretx")


@pytest.fixture
def their_holdings(theirs: Organisation, their_teacher: Any) -> Holdings:
    return make_holdings(theirs, by=their_teacher, word="xsecretx", public_word="xpublishedx")


@pytest.fixture
def our_holdings(ours: Organisation, teacher: Any) -> Holdings:
    return make_holdings(ours, by=teacher, word="ours", public_word="ourlive")


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    def sign_in(person: Any) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in
