"""Two providers, each with an index, a course and a teacher of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from courses.groups import give_provider_group, set_up_groups
from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, Organisation


@pytest.fixture
def make_course(db: None) -> Callable[..., CoursePage]:
    """Return a function that publishes a course with ``modules`` modules of ``lessons`` lessons each."""

    def make(index: CourseIndexPage, *, code: str, modules: int = 2, lessons: int = 2) -> CoursePage:
        course = index.add_child(
            instance=CoursePage(title=f"Course {code}", code=code, level=4, organisation=index.organisation)
        )
        for number in range(1, modules + 1):
            module = course.add_child(instance=ModulePage(title=f"Module {number}", code=f"M{number}"))
            for place in range(1, lessons + 1):
                module.add_child(instance=LessonPage(title=f"Lesson {number}.{place}"))
        # As if they had been published now: a page of unknown age is one to check.
        Page.objects.filter(path__startswith=course.path).update(last_published_at=timezone.now())
        return CoursePage.objects.get(pk=course.pk)

    return make


@pytest.fixture
def make_provider(db: None) -> Callable[[str], CourseIndexPage]:
    """Return a function that makes a provider, with an index page and the group of its teachers."""

    def make(name: str) -> CourseIndexPage:
        organisation = Organisation.objects.create(
            slug=name.lower(), name=name, kind=Organisation.Kind.PROVIDER, is_fictional=True
        )
        index = Page.get_first_root_node().add_child(
            instance=CourseIndexPage(title=f"Courses of {name}", slug=name.lower(), organisation=organisation)
        )
        give_provider_group(organisation, index)
        return CourseIndexPage.objects.get(pk=index.pk)

    return make


@pytest.fixture
def make_person(db: None) -> Callable[..., Any]:
    """Return a function that makes a person in the given groups."""

    def make(name: str, *groups: Any) -> Any:
        person = get_user_model().objects.create_user(f"{name}@example.org", "a long password")
        person.groups.set(groups)
        return person

    return make


@pytest.fixture
def index(make_provider: Callable[[str], CourseIndexPage]) -> CourseIndexPage:
    return make_provider("Merikaari")


@pytest.fixture
def course(index: CourseIndexPage, make_course: Callable[..., CoursePage]) -> CoursePage:
    return make_course(index, code="BAT101")


@pytest.fixture
def teacher(index: CourseIndexPage, make_person: Callable[..., Any]) -> Any:
    return make_person("teacher", index.organisation.staff_group)


@pytest.fixture
def coordinator(index: CourseIndexPage, make_person: Callable[..., Any]) -> Any:
    return make_person("coordinator", set_up_groups())


@pytest.fixture
def stranger(make_provider: Callable[[str], CourseIndexPage], make_person: Callable[..., Any]) -> Any:
    """A teacher of another provider."""
    return make_person("stranger", make_provider("Saimaa").organisation.staff_group)


@pytest.fixture
def learner(make_person: Callable[..., Any]) -> Any:
    return make_person("learner")


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    """Return a function that gives a browser in which the person is signed in."""

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
