import pytest
from wagtail.models import Page

from badges.credentials import issue_credential
from badges.models import AwardRule
from badges.outcomes import outcomes_of
from badges.panels import offers_of
from badges.widgets import target_choices
from courses.models import (
    Competence,
    CompetenceArea,
    CompetenceLevel,
    CompetencyFramework,
    CourseIndexPage,
    CoursePage,
    FrameworkLevel,
    LearningOutcome,
    ModulePage,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def competence():
    framework = CompetencyFramework.objects.create(slug="batteries", title="Batteries", version="1")
    FrameworkLevel.objects.create(framework=framework, level=4, label="Performs", meaning="Does tasks.")
    area = CompetenceArea.objects.create(framework=framework, code="FND", title="Foundations", stage="cross")
    competence = Competence.objects.create(area=area, code="FND-01", title="Cell chemistry")
    CompetenceLevel.objects.create(competence=competence, level=4, descriptor="Names the parts of a cell.")
    return competence


@pytest.fixture
def course(organisation):
    index = Page.objects.get(depth=1).add_child(instance=CourseIndexPage(title="Courses", slug="courses"))
    return index.add_child(
        instance=CoursePage(title="Battery basics", slug="bat101", code="BAT101", level=4, organisation=organisation)
    )


@pytest.fixture
def module(course, competence):
    module = course.add_child(instance=ModulePage(title="Inside a cell", slug="m1", code="M1"))
    for text in ("Name the parts", "Say what each part does"):
        LearningOutcome.objects.create(page=module, text=text, competence=competence, level=4)
    return module


def texts(achievement) -> list[str]:
    return [outcome.text for outcome in outcomes_of(achievement)]


@pytest.mark.parametrize("target", ["module", "course"])
def test_the_outcomes_of_a_badge_are_those_of_its_module_or_course(achievement, course, module, target):
    page = module if target == "module" else course
    achievement.rules.update(kind=f"{target}_completed", target_key=page.translation_key)

    assert texts(achievement) == ["Name the parts", "Say what each part does"]


def test_a_badge_for_a_competence_says_its_descriptor(achievement, competence):
    achievement.rules.all().delete()
    AwardRule.objects.create(achievement=achievement, kind="competence_demonstrated", competence=competence, level=4)

    assert texts(achievement) == ["Names the parts of a cell."]


def test_outcomes_travel_in_the_credential(achievement, learner, module):
    achievement.rules.update(target_key=module.translation_key)

    document = issue_credential(achievement, recipient=learner).document

    described = document["credentialSubject"]["achievement"]
    assert "- Name the parts\n- Say what each part does" in described["criteria"]["narrative"]
    assert [alignment["targetCode"] for alignment in described["alignment"]] == ["4", "FND-01@4"]
    assert described["alignment"][1]["targetUrl"] == f"{described['id']}#FND-01"


def test_the_achievement_page_has_the_place_that_an_alignment_points_to(client, achievement, module):
    achievement.rules.update(target_key=module.translation_key)

    page = client.get(f"/badges/achievements/{achievement.pk}/").content.decode()

    assert page.count('id="FND-01"') == 1
    assert "Say what each part does" in page
    assert "Performs" in page


def test_a_module_and_its_course_show_the_badge_and_whether_the_person_has_it(
    rf, achievement, learner, employer, course, module
):
    achievement.rules.update(target_key=module.translation_key)
    issue_credential(achievement, recipient=learner)

    def offers(page, user):
        request = rf.get("/")
        request.user = user
        return [(offer.achievement, offer.credential is not None) for offer in offers_of(page, request)]

    assert offers(module, learner) == [(achievement, True)]
    assert offers(course, learner) == [(achievement, True)]
    assert offers(module, employer) == [(achievement, False)]
    assert offers(course.get_parent().specific, learner) == []


def test_the_admin_offers_each_course_with_its_modules(course, module):
    [_, (title, choices)] = target_choices()

    assert title == "BAT101 Battery basics"
    assert [key for key, _ in choices] == [str(course.translation_key), str(module.translation_key)]
