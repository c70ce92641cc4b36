from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from badges import status_lists
from badges.credentials import issue_credential, revoke_credential
from badges.keys import KeyUnavailable, create_issuer_key
from badges.models import Credential, StatusList
from badges.openbadges.status_list import decode
from badges.openbadges.verifier import VerdictStatus, verify
from badges.status_lists import allot_index, current_document, sign_status_list
from badges.verification import OwnIssuers, verify_credential

pytestmark = pytest.mark.django_db


def revoked_places(document) -> list[int]:
    bits = decode(document["credentialSubject"]["encodedList"])
    return [index for index in range(len(bits)) if bits.is_set(index)]


def test_a_list_has_131072_places_and_names_who_is_revoked_by_place_only(credential, achievement, employer):
    issue_credential(achievement, recipient=employer)
    revoke_credential(credential, reason=Credential.Reason.DISHONESTY)

    document = current_document(StatusList.objects.get())

    assert len(decode(document["credentialSubject"]["encodedList"])) == 131_072
    assert revoked_places(document) == [credential.status_index]
    assert str(credential.pk) not in str(document)


def test_a_list_is_signed_again_when_less_than_half_of_its_time_is_left(credential):
    status_list = StatusList.objects.get()
    start = timezone.now()
    first = current_document(status_list)

    status_list.refresh_from_db()
    with time_machine.travel(start + timedelta(hours=11, minutes=59)):
        assert current_document(status_list) == first
    with time_machine.travel(start + timedelta(hours=12, minutes=1)):
        second = current_document(status_list)

    assert second["validUntil"] > first["validUntil"]
    status_list.refresh_from_db()
    assert status_list.document == second


def test_while_the_signer_is_down_the_list_that_still_holds_is_served(credential, key_directory):
    status_list = StatusList.objects.get()
    start = timezone.now()
    first = current_document(status_list)
    status_list.refresh_from_db()
    for file in key_directory.iterdir():
        file.unlink()

    with time_machine.travel(start + timedelta(hours=20)):
        assert current_document(status_list) == first
    with time_machine.travel(start + timedelta(hours=25)):
        with pytest.raises(KeyUnavailable):
            current_document(status_list)
        assert verify_credential(credential).verdict.status is VerdictStatus.UNKNOWN_STATUS


def test_a_place_is_never_used_twice(credential, issuer, monkeypatch):
    draws = iter([credential.status_index, credential.status_index, 7])
    monkeypatch.setattr(status_lists.secrets, "randbelow", lambda length: next(draws))

    assert allot_index(issuer) == (credential.status_list, 7)


def test_a_list_that_is_half_full_is_followed_by_another(credential, issuer, monkeypatch):
    monkeypatch.setattr(status_lists, "FULLEST_SHARE", 1 / 131_072)

    status_list, _ = allot_index(issuer)

    assert status_list != credential.status_list
    assert status_list.issuer == issuer


def test_a_list_counts_its_places_and_a_credential_that_fails_takes_none(achievement, learner, employer, key_directory):
    issue_credential(achievement, recipient=learner)
    assert StatusList.objects.get().used == 1
    for file in key_directory.iterdir():
        file.unlink()

    with pytest.raises(KeyUnavailable):
        issue_credential(achievement, recipient=employer)

    assert StatusList.objects.get().used == 1


def test_a_place_is_found_without_counting_credentials(credential, issuer):
    with CaptureQueriesContext(connection) as captured:
        allot_index(issuer)

    assert not [query["sql"] for query in captured if "COUNT(" in query["sql"].upper()]


def test_lists_from_before_the_count_are_counted_once_by_the_migration(credential, issuer):
    empty = StatusList.objects.create(issuer=issuer, used=9)
    StatusList.objects.filter(pk=credential.status_list_id).update(used=0)

    import_module("badges.migrations.0002_status_list_used").count_places(apps, None)

    assert dict(StatusList.objects.values_list("pk", "used")) == {credential.status_list_id: 1, empty.pk: 0}


def test_a_list_that_a_stolen_key_signed_is_signed_again_however_young(credential, issuer):
    status_list = StatusList.objects.get()
    current_document(status_list)
    create_issuer_key(issuer)
    # As a restored dump or a hand in the database leaves it: the list itself was not touched.
    issuer.keys.filter(fragment="key-1").update(compromised_at=timezone.now())

    document = current_document(StatusList.objects.get())

    assert document["proof"]["verificationMethod"] == f"{issuer.did}#key-2"


def test_a_list_that_a_stolen_key_signed_is_not_served_while_nothing_else_signs(credential, issuer):
    current_document(StatusList.objects.get())
    issuer.keys.update(compromised_at=timezone.now())

    with pytest.raises(KeyUnavailable, match="has no signing key"):
        current_document(StatusList.objects.get())


def test_a_list_that_a_retired_key_signed_is_served_as_it_is(credential, issuer):
    first = current_document(StatusList.objects.get())
    create_issuer_key(issuer, retire_others=True)

    assert current_document(StatusList.objects.get()) == first


def test_a_list_holds_for_a_verdict_that_began_before_it_was_signed(credential):
    began_at = timezone.now()

    sign_status_list(StatusList.objects.get(), now=began_at + timedelta(seconds=3))

    verdict = verify(credential.document, resolver=OwnIssuers(), now=began_at)
    assert verdict.status == VerdictStatus.VALID
