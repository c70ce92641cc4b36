"""1EdTech Open Badges 3.0."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from badges.openbadges.baking import PNG_KEYWORD, bake_png, read_svg
from badges.openbadges.contexts import CREDENTIAL_CONTEXT, PINNED_CONTEXTS, PINS
from badges.openbadges.credential import build_credential, hash_email
from badges.openbadges.reading import is_absolute_iri
from badges.openbadges.summary import RecipientIdentity
from tests.badges.openbadges.samples import DemoIssuer
from tests.badges.openbadges.test_baking import picture

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT.parent / "shared/reference/openbadges/ob_v3p0_achievementcredential_schema.json"


@pytest.fixture(scope="module")
def credential():
    return DemoIssuer().issue()


def walk(value):
    yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(member)


def test_B_1_1_the_contexts_stand_in_the_order_of_the_standard(credential):
    assert credential["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]


def test_B_1_1_the_types_and_required_members_are_there(credential):
    assert credential["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert credential.keys() >= {"id", "issuer", "validFrom", "credentialSubject", "proof"}


def test_B_1_2_an_achievement_says_what_it_is_and_how_it_is_earned(credential):
    achievement = credential["credentialSubject"]["achievement"]

    assert achievement.keys() >= {"id", "type", "name", "description", "criteria"}
    assert achievement["criteria"].keys() == {"id", "narrative"}


def test_B_1_9_an_image_has_nothing_but_id_type_and_caption(credential):
    images = [value for value in walk(credential) if isinstance(value, dict) and value.get("type") == "Image"]

    assert len(images) == 2
    assert all(image.keys() == {"id", "type", "caption"} for image in images)


def test_B_4_every_id_is_absolute(credential):
    ids = [value["id"] for value in walk(credential) if isinstance(value, dict) and "id" in value]

    assert len(ids) > 10
    assert all(is_absolute_iri(each) for each in ids)


def test_B_4_times_have_a_zone_and_whole_seconds(credential):
    for name in ("validFrom", "validUntil", "awardedDate"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", credential[name])
    assert credential["proof"]["created"].endswith("Z")


def test_B_4_the_identity_hash_is_that_of_the_example():
    example = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    identity = RecipientIdentity(type="emailAddress", is_hashed=True, value=example, salt="Kosher")

    assert hash_email("a@example.com", salt="Kosher").identity_hash == example
    assert identity.matches("a@example.com")


def test_B_3_extended_vocabularies_begin_with_ext(credential):
    achievement = credential["credentialSubject"]["achievement"]

    for description in achievement["resultDescription"]:
        assert re.fullmatch(r"ext:[A-Za-z0-9.\-_]+", description["resultType"])
    assert credential["issuer"]["otherIdentifier"][0]["identifierType"] == "ext:YTunnus"


def test_5_3_1_a_png_holds_the_credential_in_one_uncompressed_itxt_chunk():
    baked = bake_png(picture(), credential='{"a": 1}')

    place = baked.index(PNG_KEYWORD)
    assert baked[place - 4 : place] == b"iTXt"
    assert baked[place + len(PNG_KEYWORD) :].startswith(b'\0\0\0\0\0{"a": 1}')
    assert baked.count(PNG_KEYWORD) == 1


def test_5_3_2_an_svg_holds_the_credential_in_cdata_directly_after_the_svg_tag():
    image = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
        b'<openbadges:credential><![CDATA[{"a": 1}]]></openbadges:credential><g/></svg>'
    )

    assert read_svg(image) == '{"a": 1}'


def test_8_credentials_of_all_three_context_versions_are_known():
    versions = [url for url in PINS if "/context-3.0." in url]

    assert len(versions) == 3
    assert CREDENTIAL_CONTEXT[1] == max(versions)


def test_no_two_members_have_one_meaning():
    """What the verifier reads under one name could otherwise be signed under another, and stay unread."""
    names = defaultdict(set)
    for url in PINS:
        for name, target in terms_of(json.loads(PINNED_CONTEXTS.text_of(url))["@context"], prefixes={}):
            if name[0].islower():
                names[target].add(name)

    assert names["https://www.w3.org/2018/credentials#validUntil"] == {"validUntil"}
    assert {target: same for target, same in names.items() if len(same) > 1} == {}
    assert {target: same for target, same in names.items() if target.startswith("@")} == {
        "@id": {"id"},
        "@type": {"type"},
    }


def terms_of(context, *, prefixes):
    """Yield (term, what it stands for) of a context and of every context inside it."""
    for part in context if isinstance(context, list) else [context]:
        if not isinstance(part, dict):
            continue
        known = {**prefixes, **{name: iri for name, iri in part.items() if str(iri).endswith(("#", "/"))}}
        for name, definition in part.items():
            target = definition.get("@id") if isinstance(definition, dict) else definition
            if isinstance(target, str) and not name.startswith("@"):
                prefix, _, rest = target.partition(":")
                yield name, known[prefix] + rest if prefix in known else target
            if isinstance(definition, dict) and "@context" in definition:
                yield from terms_of(definition["@context"], prefixes=known)


@pytest.mark.skipif(not SCHEMA.exists(), reason="The JSON schema of 1EdTech is not beside the project.")
@pytest.mark.parametrize("form", ["full", "least"])
def test_a_credential_is_valid_against_the_schema_of_1EdTech(form):
    import jsonschema

    issuer = DemoIssuer()
    changes = {} if form == "full" else {"valid_until": None, "evidence": ()}
    credential = issuer.sign(build_credential(issuer.award(**changes)))
    schema = json.loads(SCHEMA.read_text("utf-8"))

    validator = jsonschema.Draft201909Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(credential)] == []
