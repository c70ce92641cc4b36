from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from badges.models import AwardRule
from badges.rules import (
    UnknownRuleKind,
    kind_choices,
    kind_named,
    learners_satisfying,
    register,
    satisfied_rules,
)
from courses.models import Competence, CompetenceArea, CompetencyFramework
from learners.models import CompetenceRecord, CourseCompletion

pytestmark = pytest.mark.django_db


@pytest.fixture
def competence():
    framework = CompetencyFramework.objects.create(slug="batteries", title="Batteries", version="1")
    area = CompetenceArea.objects.create(framework=framework, code="SAF", title="Safety", stage="cross")
    return Competence.objects.create(area=area, code="SAF-01", title="Hazardous chemicals")


@pytest.mark.parametrize(("shown", "asked", "is_enough"), [(4, 4, True), (6, 5, True), (4, 5, False)])
def test_a_level_satisfies_every_level_up_to_itself(achievement, learner, competence, shown, asked, is_enough):
    CompetenceRecord.objects.create(learner=learner, competence=competence, level=shown, module_key=uuid4())
    rule = AwardRule.objects.create(
        achievement=achievement, kind="competence_demonstrated", competence=competence, level=asked
    )

    assert satisfied_rules([rule], learner=learner) == ({rule.pk} if is_enough else set())
    assert learners_satisfying(rule) == ({learner.pk} if is_enough else set())


@pytest.mark.parametrize(("is_assessed", "is_enough"), [(True, True), (False, False)])
def test_a_course_counts_only_when_it_was_assessed(achievement, learner, is_assessed, is_enough):
    course = uuid4()
    CourseCompletion.objects.create(learner=learner, course_key=course, is_assessed=is_assessed)
    rule = AwardRule.objects.create(achievement=achievement, kind="course_completed", target_key=course)

    assert satisfied_rules([rule], learner=learner) == ({rule.pk} if is_enough else set())
    assert learners_satisfying(rule) == ({learner.pk} if is_enough else set())


def test_many_rules_are_read_in_one_query_for_each_kind(
    achievement, learner, module_key, complete, django_assert_num_queries
):
    complete(module_key, by=learner)
    for _ in range(20):
        AwardRule.objects.create(achievement=achievement, kind="module_completed", target_key=uuid4())
    rules = list(achievement.rules.all())

    with django_assert_num_queries(1):
        satisfied = satisfied_rules(rules, learner=learner)

    assert satisfied == {rule.pk for rule in rules if rule.target_key == module_key}


def test_an_unknown_kind_is_answered_with_the_kinds_that_are_known():
    with pytest.raises(UnknownRuleKind, match=r"no rule kind “moon_visited”; known are competence_demonstrated, "):
        kind_named("moon_visited")


def test_a_kind_of_another_app_is_registered_once(achievement, learner):
    @register("sauna_visited")
    class SaunaVisited:
        label = "a sauna is visited"
        needs = ()

        def satisfied_among(self, rules, *, learner):
            return {rule.pk for rule in rules}

        def learners_satisfying(self, rule):
            return {learner.pk}

    try:
        rule = AwardRule.objects.create(achievement=achievement, kind="sauna_visited")
        assert ("sauna_visited", "a sauna is visited") in kind_choices()
        assert satisfied_rules([rule], learner=learner) == {rule.pk}
        with pytest.raises(ValueError, match=r"sauna_visited is registered already, by .*SaunaVisited"):
            register("sauna_visited")(SaunaVisited)
    finally:
        from badges import rules

        del rules._kinds["sauna_visited"]


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("module_completed", "target_key"), ("course_completed", "target_key"), ("competence_demonstrated", "competence")],
)
def test_a_rule_says_what_its_kind_needs(achievement, kind, missing):
    with pytest.raises(ValidationError) as refused:
        AwardRule(achievement=achievement, kind=kind).full_clean()

    assert refused.value.message_dict[missing] == ["This kind of rule needs it."]
