from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from wagtail.models import ModelLogEntry

from badges.models import Achievement, Credential, Issuer
from badges.openbadges.verifier import VerdictStatus
from badges.verification import verify_credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, django_user_model):
    user = django_user_model.objects.create_superuser("admin@example.org", "a-long-password")
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def clerk(client, django_user_model):
    """Somebody who may take badges back, and nothing else."""
    user = django_user_model.objects.create_user("clerk@example.org", "a-long-password")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "revoke_credential"]))
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", ["issuer", "achievement", "credential"])
def test_the_lists_can_be_seen_searched_and_filtered(admin, credential, name):
    address = reverse(f"{name}:index")

    assert "Merikaari" in admin.get(address).content.decode() or "Inside a Cell" in admin.get(address).content.decode()
    assert admin.get(address, {"q": "cell"}).status_code == 200


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy"])
def test_a_credential_has_no_address_for_writing(credential, name):
    with pytest.raises(NoReverseMatch):
        reverse(f"credential:{name}", args=[] if name == "add" else [credential.pk])


def test_a_credential_is_taken_back_with_a_reason(admin, credential):
    inspect = admin.get(reverse("credential:inspect", args=[credential.pk])).content.decode()
    address = reverse("credential:revoke", args=[credential.pk])
    assert address in inspect
    assert "This cannot be undone." in admin.get(address).content.decode()

    answer = admin.post(address, {"reason": "dishonesty", "note": "See the log."}, follow=True)

    assert "The badge is taken back." in answer.content.decode()
    credential.refresh_from_db()
    assert credential.revoked_by == admin.user
    assert verify_credential(credential).verdict.status is VerdictStatus.REVOKED
    assert address not in admin.get(reverse("credential:inspect", args=[credential.pk])).content.decode()
    entry = ModelLogEntry.objects.for_instance(credential).get()
    assert (entry.action, entry.user, entry.data) == ("badges.revoke", admin.user, {"reason": "dishonesty"})


def test_without_a_reason_nothing_is_taken_back(admin, credential):
    answer = admin.post(reverse("credential:revoke", args=[credential.pk]), {"note": "Hm."})

    assert "This field is required." in answer.content.decode()
    credential.refresh_from_db()
    assert not credential.is_revoked


@pytest.mark.django_db(transaction=True)
def test_when_the_list_cannot_be_signed_the_form_says_so(admin, credential, key_directory):
    for file in key_directory.iterdir():
        file.unlink()

    answer = admin.post(reverse("credential:revoke", args=[credential.pk]), {"reason": "dishonesty"})

    assert "The badge was not taken back" in answer.content.decode()
    credential.refresh_from_db()
    assert not credential.is_revoked


def test_who_may_take_back_may_look_and_take_back_and_nothing_else(clerk, credential):
    assert clerk.get(reverse("credential:index")).status_code == 200
    assert clerk.get(reverse("achievement:index")).status_code == 302
    clerk.post(reverse("credential:revoke", args=[credential.pk]), {"reason": "holder-asked"})

    credential.refresh_from_db()
    assert credential.is_revoked


def test_who_may_only_look_cannot_take_back(client, credential, django_user_model):
    viewer = django_user_model.objects.create_user("viewer@example.org", "a-long-password")
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_credential"]))
    client.force_login(viewer)

    assert client.get(reverse("credential:index")).status_code == 200
    client.post(reverse("credential:revoke", args=[credential.pk]), {"reason": "dishonesty"})

    credential.refresh_from_db()
    assert not credential.is_revoked


def test_a_learner_never_sees_the_admin(client, learner, credential):
    client.force_login(learner)

    assert client.get(reverse("credential:index")).status_code in (302, 403)
    client.post(reverse("credential:revoke", args=[credential.pk]), {"reason": "dishonesty"})
    credential.refresh_from_db()
    assert not credential.is_revoked


def test_an_achievement_is_written_with_its_rules_on_one_screen(admin, issuer):
    key = uuid4()
    fields = {
        "issuer": issuer.pk,
        "is_active": "on",
        "name": "Battery Basics",
        "description": "Basics.",
        "criteria": "Course passed.",
        "code": "BAT101",
        "level": "4",
        "stage": "cross",
        "language": "en",
        "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "0",
        "rules-MIN_NUM_FORMS": "0",
        "rules-MAX_NUM_FORMS": "1000",
        "rules-0-kind": "course_completed",
        "rules-0-target_key": str(key),
        "rules-0-ORDER": "1",
    }

    answer = admin.post(reverse("achievement:add"), fields)

    assert answer.status_code == 302, answer.context["form"].errors
    achievement = Achievement.objects.get(name="Battery Basics")
    assert achievement.rules.get().target_key == key


def test_what_credentials_name_is_not_deleted_and_the_page_says_why(admin, credential):
    answer = admin.post(reverse("achievement:delete", args=[credential.achievement_id]), follow=True)

    assert "cannot be deleted" in answer.content.decode()
    assert Achievement.objects.filter(pk=credential.achievement_id).exists()


def test_the_short_name_of_an_issuer_stays_because_badges_name_it(issuer):
    issuer.slug = "renamed"

    with pytest.raises(ValidationError) as refused:
        issuer.full_clean()

    assert refused.value.message_dict["slug"] == ["Badges name this address, so it stays “merikaari”."]


def test_a_fictional_issuer_says_so_in_its_name(organisation):
    issuer = Issuer(organisation=organisation, slug="x", name="Real College", is_fictional=True)

    with pytest.raises(ValidationError) as refused:
        issuer.full_clean()

    assert "(demo)" in refused.value.message_dict["name"][0]


def test_the_person_of_a_credential_is_found_by_address(admin, credential, learner):
    assert Credential.objects.count() == 1

    found = admin.get(reverse("credential:index_results"), {"q": learner.email}).content.decode()
    missed = admin.get(reverse("credential:index_results"), {"q": "nobody@example.org"}).content.decode()

    assert "Inside a Cell" in found
    assert str(credential.pk) not in missed


def test_what_was_taken_back_is_not_taken_back_again(admin, credential):
    address = reverse("credential:revoke", args=[credential.pk])
    admin.post(address, {"reason": "dishonesty"})

    for answer in (admin.get(address, follow=True), admin.post(address, {"reason": "holder-asked"}, follow=True)):
        assert "This badge was taken back already, on " in answer.content.decode()

    credential.refresh_from_db()
    assert credential.revocation_reason == "dishonesty"
