import logging
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers import serialize

from badges.credentials import issue_credential
from badges.keys import KeyUnavailable, create_issuer_key, current_key, read_private_key
from badges.models import Credential, Issuer, SigningKey
from badges.openbadges.verifier import VerdictStatus
from badges.verification import verify_credential

pytestmark = pytest.mark.django_db


def test_a_private_key_is_a_file_that_only_this_account_reads(issuer, key_directory):
    [file] = key_directory.iterdir()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_directory.stat().st_mode) == 0o700
    assert file.name == issuer.keys.get().file_name


def test_no_private_key_is_in_the_database_or_the_log(issuer, key_directory, achievement, learner, caplog):
    caplog.set_level(logging.DEBUG)
    issue_credential(achievement, recipient=learner)
    [file] = key_directory.iterdir()
    secret = "".join(file.read_text().splitlines()[1:-1])

    stored = serialize("json", [*SigningKey.objects.all(), *Issuer.objects.all(), *Credential.objects.all()])

    assert secret not in stored
    assert "PRIVATE KEY" not in stored
    assert secret not in caplog.text
    assert f"with {issuer.did}#key-1" in caplog.text


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_that_others_can_read_signs_nothing(issuer, key_directory, achievement, learner, mode):
    [file] = key_directory.iterdir()
    file.chmod(mode)

    with pytest.raises(KeyUnavailable, match=rf"has mode {mode:04o}.*expected is 0600"):
        issue_credential(achievement, recipient=learner)


def test_a_link_in_place_of_a_key_is_not_followed(issuer, key_directory, tmp_path):
    [file] = key_directory.iterdir()
    file.rename(tmp_path / "elsewhere.pem")
    file.symlink_to(tmp_path / "elsewhere.pem")

    with pytest.raises(KeyUnavailable, match="cannot be read"):
        read_private_key(issuer.keys.get())


def test_the_file_of_another_key_is_refused(issuer, organisation, key_directory, achievement, learner):
    key = issuer.keys.get()
    other = Issuer.objects.create(organisation=organisation, slug="other", name="Other")
    other_key = create_issuer_key(other)
    (key_directory / key.file_name).write_bytes((key_directory / other_key.file_name).read_bytes())

    with pytest.raises(KeyUnavailable, match="holds another key than the one that did:web:"):
        issue_credential(achievement, recipient=learner)


def test_a_file_that_is_no_key_is_refused_without_quoting_it(issuer, key_directory, achievement, learner):
    (key_directory / issuer.keys.get().file_name).write_text("hunter2")

    with pytest.raises(KeyUnavailable) as refused:
        issue_credential(achievement, recipient=learner)

    assert "hunter2" not in str(refused.value)


def test_a_new_key_signs_from_now_on_and_old_badges_stay_valid(issuer, credential, achievement, employer):
    create_issuer_key(issuer, retire_others=True)

    newer = issue_credential(achievement, recipient=employer)

    assert newer.signing_key.fragment == "key-2"
    assert issuer.keys.get(fragment="key-1").retired_at
    assert verify_credential(credential).verdict.status is VerdictStatus.VALID
    assert verify_credential(newer).verdict.status is VerdictStatus.VALID


def test_a_retired_key_does_not_sign(issuer):
    issuer.keys.update(retired_at=issuer.keys.get().created_at)

    with pytest.raises(KeyUnavailable, match="has no signing key"):
        current_key(issuer)


def test_the_command_makes_a_key_and_names_its_file(issuer):
    out = StringIO()

    call_command("create_issuer_key", "merikaari", "--retire-others", stdout=out)

    key = current_key(issuer)
    assert key.fragment == "key-2"
    assert key.file_name in out.getvalue()
    assert "from https://localhost:8000/badges/issuers/merikaari/did.json." in out.getvalue()
    assert issuer.keys.usable().count() == 1


def test_the_command_names_the_issuers_that_there_are(issuer):
    with pytest.raises(CommandError, match=r"There is no issuer nobody; there are: merikaari\."):
        call_command("create_issuer_key", "nobody")


def test_the_identifier_of_an_issuer_is_its_address_at_creation(organisation, settings):
    settings.BADGES_BASE_URL = "https://kenno.example.org:8443"
    issuer = Issuer.objects.create(organisation=organisation, slug="college", name="College")

    settings.BADGES_BASE_URL = "https://elsewhere.example.org"
    issuer.save()

    assert issuer.did == "did:web:kenno.example.org%3A8443:badges:issuers:college"
