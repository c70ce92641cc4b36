"""What the tests of badges stand on: an issuer with a key, an achievement for a module, a learner who has done it."""

from uuid import UUID, uuid4

import pytest

from badges.keys import create_issuer_key
from badges.models import Achievement, AwardRule, Issuer
from courses.models import Organisation
from learners.models import ModuleCompletion


@pytest.fixture(autouse=True)
def key_directory(settings, tmp_path):
    settings.BADGES_KEY_DIRECTORY = tmp_path / "keys"
    settings.COURSES_FONT_DIRECTORY = tmp_path / "fonts"
    return settings.BADGES_KEY_DIRECTORY


@pytest.fixture
def organisation(db):
    return Organisation.objects.create(
        slug="merikaari", name="Merikaari Vocational College", kind="provider", is_fictional=True
    )


@pytest.fixture
def issuer(organisation):
    issuer = Issuer.objects.create(
        organisation=organisation,
        slug="merikaari",
        name="Merikaari Vocational College (demo)",
        other_identifier="1234567-8",
        is_fictional=True,
    )
    create_issuer_key(issuer)
    return issuer


@pytest.fixture
def achievement(issuer):
    """An achievement with a rule for the module `module_key`."""
    achievement = Achievement.objects.create(
        issuer=issuer,
        name="Inside a Cell",
        description="Knows the parts of a lithium-ion cell.",
        criteria="All lessons of the module done and its quiz passed on the server.",
        level=4,
        code="BAT101",
        hours=12,
        assessment="Quiz, marked by the server",
    )
    AwardRule.objects.create(achievement=achievement, kind="module_completed", target_key=uuid4())
    return achievement


@pytest.fixture
def module_key(achievement) -> UUID:
    return achievement.rules.get().target_key


@pytest.fixture
def learner(django_user_model):
    return django_user_model.objects.create_user(
        "aino@example.org", "a-long-password", first_name="Aino", last_name="Esimerkki"
    )


@pytest.fixture
def employer(django_user_model):
    return django_user_model.objects.create_user("employer@example.org", "a-long-password")


@pytest.fixture
def complete():
    """Return a function that completes a module for a learner, as `learners` records it."""

    def complete_module(module_key: UUID, *, by, is_assessed: bool = True) -> ModuleCompletion:
        return ModuleCompletion.objects.get_or_create(
            learner=by, module_key=module_key, defaults={"course_key": uuid4(), "is_assessed": is_assessed}
        )[0]

    return complete_module


@pytest.fixture
def credential(achievement, learner):
    from badges.credentials import issue_credential

    return issue_credential(achievement, recipient=learner)
