"""What the environment says of institutions is understood, or refused with a sentence that says what to change."""

import json

import pytest

from home.oidc.configuration import InvalidConfiguration, read_institutions

GOOD = {
    "id": "mpassid",
    "name": "MPASSid",
    "server_url": "https://idp.example.org",
    "client_id": "kenno",
    "client_secret": "secret",
}


def read(**changed):
    return read_institutions(json.dumps([{key: value for key, value in (GOOD | changed).items() if value is not None}]))


def test_none_are_set_up_where_nothing_is_said():
    assert read_institutions("") == ()


def test_five_values_are_enough_and_trust_is_not_given_unasked():
    (institution,) = read()

    assert institution.name == "MPASSid"
    assert (institution.trust_email, institution.second_factor, institution.allowed_domains) == (False, False, ())
    assert institution.claims["first_name"] == "given_name"


def test_it_may_stand_in_a_file_and_the_secret_in_another(tmp_path):
    secret, file = tmp_path / "secret", tmp_path / "oidc.json"
    secret.write_text("from-a-file\n")
    file.write_text(json.dumps([{**GOOD, "client_secret": "", "client_secret_file": str(secret)}]))

    (institution,) = read_institutions(str(file))

    assert institution.client_secret == "from-a-file"


def test_the_address_of_the_discovery_document_will_do_too():
    (institution,) = read(server_url="https://idp.example.org/tenant/.well-known/openid-configuration")

    assert institution.server_url == "https://idp.example.org/tenant"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": None}, "institution 1: “name” is missing."),
        ({"client_secret": None}, "“client_secret” is missing."),
        ({"id": "Hyvä/"}, "may have small letters, digits and hyphens only."),
        ({"server_url": "http://idp.example.org"}, "has to begin with https://."),
        ({"server_url": "idp.example.org"}, "has to begin with https://."),
        ({"trust_email": "yes"}, "“trust_email” has to be true or false."),
        ({"second_factor": 1}, "“second_factor” has to be true or false."),
        ({"allowed_domains": "xamk.fi"}, "“allowed_domains” has to be a list of texts."),
        ({"claims": {"shoe_size": "x"}}, "no claim is read into “shoe_size”"),
        ({"claims": []}, "“claims” has to be an object of texts."),
        ({"trust_emails": True}, "“trust_emails” is unknown; known are allowed_domains,"),
        ({"client_secret_file": "/nowhere/at/all"}, "the file /nowhere/at/all with the secret cannot be read."),
    ],
)
def test_what_is_wrong_is_named(changed, said):
    with pytest.raises(InvalidConfiguration) as refused:
        read(**changed)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[{]", "OIDC_PROVIDERS is no JSON"),
        ("[1]", "has to be a list of objects"),
        ("/nowhere/oidc.json", "names the file /nowhere/oidc.json, which cannot be read"),
        (json.dumps([GOOD, GOOD]), "two institutions with the id mpassid."),
    ],
)
def test_so_is_what_is_no_list_of_institutions(text, said):
    with pytest.raises(InvalidConfiguration) as refused:
        read_institutions(text)

    assert said in str(refused.value)
