"""When an account goes, what is kept of the person goes with it, whichever app keeps it, and however it is deleted."""

import uuid

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from courses.models import Competence, CompetenceArea, CompetencyFramework
from learners import privacy
from learners.models import (
    ActivityState,
    Attempt,
    CompetenceRecord,
    CourseCompletion,
    Enrolment,
    LessonCompletion,
    ModuleCompletion,
    StoredStatement,
)

pytestmark = pytest.mark.django_db

KEPT = (
    ActivityState,
    Attempt,
    CompetenceRecord,
    CourseCompletion,
    Enrolment,
    LessonCompletion,
    ModuleCompletion,
    StoredStatement,
)


def one_of_everything(learner, competence):
    key = uuid.uuid4()
    Enrolment.objects.create(learner=learner, course_key=key)
    Attempt.objects.create(learner=learner, activity_kind="quiz", activity_key=key, number=1, is_assessed=True)
    ActivityState.objects.create(learner=learner, activity_key=key, state={})
    for model, keys in (
        (LessonCompletion, {"lesson_key": key, "module_key": key}),
        (ModuleCompletion, {"module_key": key}),
        (CourseCompletion, {}),
    ):
        model.objects.create(learner=learner, course_key=key, is_assessed=True, **keys)
    CompetenceRecord.objects.create(learner=learner, competence=competence, level=4, module_key=key)
    StoredStatement.objects.create(
        learner=learner,
        verb="http://adlnet.gov/expapi/verbs/answered",
        activity_kind="quiz",
        activity_key=key,
        course_key=key,
        source="server",
        happened_at=timezone.now(),
        statement={"actor": {"name": "Aino"}},
    )


@pytest.fixture
def competence(db):
    framework = CompetencyFramework.objects.create(slug="chain", title="Value chain", version="1")
    area = CompetenceArea.objects.create(framework=framework, code="FND", title="Fundamentals", stage="cross")
    return Competence.objects.create(area=area, code="FND-01", title="Cell chemistry")


@pytest.fixture
def people(competence):
    made = [get_user_model().objects.create_user(f"{name}@example.org", "a long password") for name in ("aino", "eino")]
    for person in made:
        one_of_everything(person, competence)
    return made


def test_all_records_of_the_person_are_erased_and_nobody_elses(people):
    aino, eino = people

    privacy.erase_person(aino)

    for model in KEPT:
        assert set(model.objects.values_list("learner", flat=True)) == {eino.pk}, model


def test_it_may_be_done_twice(people):
    privacy.erase_person(people[0])
    privacy.erase_person(people[0])

    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("many", [1, 40])
def test_it_takes_as_many_queries_for_many_records_as_for_few(people, competence, many, django_assert_max_num_queries):
    for _number in range(many):
        Enrolment.objects.create(learner=people[0], course_key=uuid.uuid4())

    with django_assert_max_num_queries(30):
        privacy.erase_person(people[0])


@pytest.fixture
def own_registry(monkeypatch):
    monkeypatch.setattr(privacy, "_erasures", dict(privacy._erasures))


def test_another_app_erases_what_it_keeps_when_an_account_is_deleted(people, own_registry):
    order = []
    privacy.register("practice.early", order=1)(lambda person: order.append("early"))
    privacy.register("practice.late", order=999)(lambda person: order.append("late"))

    people[0].delete()

    assert order == ["early", "late"]
    assert StoredStatement.objects.count() == 1


def test_deleting_many_accounts_at_once_erases_them_too(people, own_registry):
    erased = []
    privacy.register("practice.notes", order=1)(lambda person: erased.append(person.email))

    get_user_model().objects.all().delete()

    assert sorted(erased) == ["aino@example.org", "eino@example.org"]


def test_when_one_app_fails_nothing_is_erased_and_the_account_stays(people, own_registry):
    def fail(person):
        raise RuntimeError("The archive does not answer.")

    privacy.register("practice.archive", order=999)(fail)

    with pytest.raises(RuntimeError, match="archive"), transaction.atomic():
        people[0].delete()

    assert get_user_model().objects.count() == 2
    assert all(model.objects.count() == 2 for model in KEPT)


def test_two_apps_cannot_have_one_name(own_registry):
    privacy.register("practice.notes", order=1)(lambda person: None)

    with pytest.raises(ValueError, match=r"Two apps erase “practice\.notes”"):
        privacy.register("practice.notes", order=1)(lambda person: None)
