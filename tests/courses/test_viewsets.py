import pytest
from django.urls import reverse
from wagtail.models import Locale

from courses.models import Competence, CompetencyFramework, Quiz


def quiz_of(organisation, title):
    return Quiz.objects.create(title=title, organisation=organisation, locale=Locale.get_default(), questions=[])


# Quizzes


def quiz_list(browser):
    return browser.get(reverse("wagtailsnippets_courses_quiz:list")).content.decode()


def test_teachers_find_and_change_the_quizzes_of_their_own_provider_only(signed_in, teacher, stranger, index):
    quiz = quiz_of(index.organisation, "Parts of a cell")
    edit = reverse("wagtailsnippets_courses_quiz:edit", args=[quiz.pk])

    assert "Parts of a cell" in quiz_list(signed_in(teacher))
    assert signed_in(teacher).get(edit).status_code == 200
    assert "Parts of a cell" not in quiz_list(signed_in(stranger))
    assert signed_in(stranger).get(edit).status_code == 302


def test_coordinators_find_the_quizzes_of_all_providers_and_of_none(signed_in, coordinator, index):
    quiz_of(index.organisation, "Parts of a cell")
    quiz_of(None, "For everybody")

    listed = quiz_list(signed_in(coordinator))

    assert "Parts of a cell" in listed
    assert "For everybody" in listed


def test_a_teacher_is_offered_the_own_provider_only(signed_in, teacher, index, make_provider):
    make_provider("Kaukola")

    form = signed_in(teacher).get(reverse("wagtailsnippets_courses_quiz:add")).context["form"]

    assert list(form.fields["organisation"].queryset) == [index.organisation]
    assert form["organisation"].value() == index.organisation.pk


@pytest.mark.parametrize(
    "model", ["organisation", "competencyframework", "competence", "courserun", "quiz", "h5pcontent"]
)
def test_coordinators_can_list_and_add_everything_under_training(signed_in, coordinator, model):
    browser = signed_in(coordinator)

    assert browser.get(reverse(f"wagtailsnippets_courses_{model}:list") + "?q=cell").status_code == 200
    assert browser.get(reverse(f"wagtailsnippets_courses_{model}:add")).status_code == 200


def test_the_list_of_courses_shows_code_level_and_provider(signed_in, coordinator, course):
    response = signed_in(coordinator).get(reverse("course_list:index"))

    assert response.status_code == 200
    for text in ("BAT101", "Course BAT101", "Merikaari"):
        assert text in response.content.decode()


def test_a_teacher_finds_the_own_courses_only(signed_in, stranger, course):
    response = signed_in(stranger).get(reverse("course_list:index"))

    assert "BAT101" not in response.content.decode()


# Competences


def inline(prefix, *rows):
    """Return what a form sends for rows that are added inline."""
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
        sent |= {f"{prefix}-{number}-ORDER": number + 1, f"{prefix}-{number}-DELETE": ""}
    return sent


def test_a_framework_is_written_with_its_levels_and_areas_in_one_form(signed_in, coordinator):
    sent = {"title": "Battery competences", "slug": "battery", "version": "1.0"}
    sent |= inline("levels", {"level": 4, "label": "Skilled", "meaning": "Works on one's own."})
    sent |= inline(
        "areas",
        {"code": "SAF", "stage": "cross", "title": "Safety"},
        {"code": "CEL", "stage": "manufacturing", "title": "Cells"},
    )

    response = signed_in(coordinator).post(reverse("wagtailsnippets_courses_competencyframework:add"), sent)

    assert response.status_code == 302
    framework = CompetencyFramework.objects.get(slug="battery")
    assert [area.code for area in framework.areas.all()] == ["SAF", "CEL"]
    assert [level.level for level in framework.levels.all()] == [4]


def test_a_competence_is_written_with_a_descriptor_for_each_level(signed_in, coordinator):
    framework = CompetencyFramework.objects.create(slug="battery", title="Battery competences", version="1.0")
    area = framework.areas.model.objects.create(framework=framework, code="SAF", stage="cross", title="Safety")
    sent = {"code": "SAF-01", "area": area.pk, "title": "Works safely", "title_fi": "Työskentelee turvallisesti"}
    sent |= inline("levels", {"level": 4, "descriptor": "Follows."}, {"level": 5, "descriptor": "Guides others."})

    response = signed_in(coordinator).post(reverse("wagtailsnippets_courses_competence:add"), sent)

    assert response.status_code == 302
    levels = Competence.objects.get(code="SAF-01").levels.all()
    assert [(level.level, level.descriptor) for level in levels] == [(4, "Follows."), (5, "Guides others.")]


def test_one_level_is_not_described_twice(signed_in, coordinator):
    framework = CompetencyFramework.objects.create(slug="battery", title="Battery competences", version="1.0")
    area = framework.areas.model.objects.create(framework=framework, code="SAF", stage="cross", title="Safety")
    sent = {"code": "SAF-01", "area": area.pk, "title": "Works safely"}
    sent |= inline("levels", {"level": 4, "descriptor": "Follows."}, {"level": 4, "descriptor": "Again."})

    response = signed_in(coordinator).post(reverse("wagtailsnippets_courses_competence:add"), sent)

    assert response.status_code == 200
    assert not Competence.objects.exists()
