"""What badges does by the clock: lists are signed before anybody asks, and what was missed is given."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from badges.credentials import issue_credential
from badges.keys import create_issuer_key
from badges.models import Achievement, Credential, Issuer, StatusList
from badges.status_lists import current_document
from courses.due import Ending, run_work, work_named

pytestmark = pytest.mark.django_db


def sign_lists(*, hours=0):
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        return run_work(work_named("badges.sign_status_lists"), force=True)


def award():
    return run_work(work_named("badges.award"), force=True)


def remove_keys(key_directory, *, of):
    for file in key_directory.glob(f"{of.slug}.*"):
        file.unlink()


@pytest.fixture
def other_issuer(organisation, learner):
    """Another issuer, with a key, an achievement and a credential."""
    issuer = Issuer.objects.create(organisation=organisation, slug="itaranta", name="Itäranta (demo)")
    create_issuer_key(issuer)
    achievement = Achievement.objects.create(issuer=issuer, name="Safety", description="…", criteria="…", level=4)
    issue_credential(achievement, recipient=learner)
    return issuer


def test_a_list_that_nobody_has_asked_for_is_signed(credential):
    assert sign_lists().said == "1 list was signed again."

    assert StatusList.objects.get().document


def test_a_list_is_signed_again_when_less_than_half_of_its_time_is_left_and_not_before(credential):
    sign_lists()
    first = StatusList.objects.get().document

    assert sign_lists(hours=11).ending == Ending.NOTHING_DUE
    assert sign_lists(hours=13).ending == Ending.SUCCEEDED

    assert StatusList.objects.get().document["validUntil"] > first["validUntil"]


def test_a_list_without_a_credential_asks_for_no_key(issuer, key_directory):
    StatusList.objects.create(issuer=issuer)
    remove_keys(key_directory, of=issuer)

    assert sign_lists().ending == Ending.NOTHING_DUE


def test_the_lists_of_an_issuer_without_key_do_not_keep_back_the_others(
    credential, issuer, other_issuer, key_directory
):
    remove_keys(key_directory, of=issuer)

    ran = sign_lists()

    assert ran.ending == Ending.FAILED
    assert ran.said == (
        "The lists of these issuers could not be signed, because their key cannot be used: "
        "Merikaari Vocational College (demo)."
    )
    assert StatusList.objects.get(issuer=other_issuer).document
    assert not StatusList.objects.get(issuer=issuer).document


def test_the_list_that_was_signed_by_the_clock_is_the_one_that_is_served(credential):
    sign_lists()
    signed = StatusList.objects.get()

    assert current_document(signed) == signed.document


def test_lists_cost_the_same_reads_at_two_and_at_many(credential, issuer, django_assert_num_queries):
    """Those that need no signature are not even read."""
    for number in (2, 20):
        while StatusList.objects.count() < number:
            StatusList.objects.create(issuer=issuer, used=1)
        sign_lists()
        # Registering, taking and giving back the lock, and one question.
        with django_assert_num_queries(8):
            assert sign_lists().ending == Ending.NOTHING_DUE


def test_what_was_missed_is_given_by_the_clock(learner, module_key, complete):
    complete(module_key, by=learner)

    assert award().said == "1 badge was given."
    assert award().ending == Ending.NOTHING_DUE
    assert Credential.objects.of(learner).count() == 1


def test_a_badge_that_cannot_be_given_is_told_and_tried_again(learner, module_key, complete, issuer, key_directory):
    complete(module_key, by=learner)
    [file] = key_directory.iterdir()
    away = file.rename(file.with_suffix(".away"))

    ran = award()

    assert ran.ending == Ending.FAILED
    assert ran.said == "0 badges were given. 1 badge could not be given; the log says why."
    assert learner.email not in ran.said
    assert ran.again_at - timezone.now() <= timedelta(minutes=1)
    away.rename(file)
    assert award().said == "1 badge was given."
