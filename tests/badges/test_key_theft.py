from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from badges.credentials import issue_credential, revoke_credential
from badges.key_theft import mark_compromised
from badges.keys import KeyUnavailable, create_issuer_key, current_key, did_document
from badges.models import Credential, StatusList
from badges.openbadges.verifier import VerdictStatus
from badges.status_lists import current_document
from badges.verification import verify_credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def stolen(credential, issuer):
    """The key that signed the credential and the status list. Another key signs since."""
    current_document(StatusList.objects.get())
    create_issuer_key(issuer)
    return credential.signing_key


def verdict_of(credential: Credential) -> VerdictStatus:
    return verify_credential(credential).verdict.status


def test_what_a_stolen_key_signed_is_refused_and_what_others_signed_stays_valid_at_once(
    stolen, credential, achievement, employer
):
    newer = issue_credential(achievement, recipient=employer)

    mark_compromised(stolen)

    assert verdict_of(credential) is VerdictStatus.CHANGED
    assert verdict_of(newer) is VerdictStatus.VALID


def test_a_stolen_key_leaves_the_did_document_and_signs_no_more(stolen, issuer):
    before = timezone.now()

    key = mark_compromised(stolen)

    assert [method["id"] for method in did_document(issuer)["verificationMethod"]] == [f"{issuer.did}#key-2"]
    assert current_key(issuer).fragment == "key-2"
    assert before <= key.compromised_at == key.retired_at


def test_the_lists_are_signed_anew_with_all_that_was_taken_back(stolen, issuer, achievement, employer):
    revoked = issue_credential(achievement, recipient=employer)
    revoke_credential(revoked, reason=Credential.Reason.DISHONESTY)

    mark_compromised(stolen)

    [document] = StatusList.objects.values_list("document", flat=True)
    assert document["proof"]["verificationMethod"] == f"{issuer.did}#key-2"
    assert verdict_of(revoked) is VerdictStatus.REVOKED


def test_the_only_key_is_not_marked_before_there_is_another(credential, issuer):
    with pytest.raises(KeyUnavailable, match=r"no other key that signs.*create_issuer_key merikaari$"):
        mark_compromised(credential.signing_key)

    assert issuer.keys.get().compromised_at is None
    assert verdict_of(credential) is VerdictStatus.VALID


def test_when_the_other_key_cannot_sign_nothing_is_changed(stolen, issuer, key_directory):
    (key_directory / current_key(issuer).file_name).unlink()

    with pytest.raises(KeyUnavailable, match="cannot be read"):
        mark_compromised(stolen)

    stolen.refresh_from_db()
    assert stolen.compromised_at is None


def test_a_key_that_was_retired_before_keeps_that_time(stolen, issuer):
    create_issuer_key(issuer, retire_others=True)
    stolen.refresh_from_db()
    retired_at = stolen.retired_at

    assert mark_compromised(stolen).retired_at == retired_at


def test_marked_twice_the_first_time_stands(stolen):
    first = mark_compromised(stolen).compromised_at

    assert mark_compromised(stolen).compromised_at == first
    assert ModelLogEntry.objects.filter(action="badges.mark_key_compromised").count() == 1


def test_who_marked_which_key_is_in_the_log_of_the_issuer(stolen, issuer, employer):
    mark_compromised(stolen, by=employer)

    entry = ModelLogEntry.objects.for_instance(issuer).get(action="badges.mark_key_compromised")
    assert entry.user == employer
    assert entry.data == {"key": "key-1"}


def test_the_command_marks_a_key_and_counts_what_falls(stolen, issuer):
    out = StringIO()

    call_command("mark_key_compromised", "merikaari", "key-1", stdout=out)

    assert issuer.keys.get(fragment="key-1").compromised_at
    assert f"{issuer.did}#key-1 is marked as stolen since " in out.getvalue()
    assert "now refused: 1." in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nobody", "key-1"), r"There is no issuer nobody; there are: merikaari\."),
        (("merikaari", "key-7"), r"has no key key-7; there are: key-1\."),
        (("merikaari", "key-1"), r"key-1 was not marked\. .* has no other key that signs"),
    ],
)
def test_the_command_says_what_it_lacks(issuer, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("mark_key_compromised", *arguments)
