"""W3C Bitstring Status List 1.0."""

import gzip
from datetime import timedelta

from badges.openbadges.multibase import decode_base64url
from badges.openbadges.status_list import MIN_LENGTH, StatusEntry, decode, encode
from tests.badges.openbadges.samples import NOW, DemoIssuer

# Example 4 of the specification: a list in which nothing is set.
EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def test_2_1_an_entry_names_its_list_and_its_place_as_text():
    entry = StatusEntry(list_url="https://kenno.example/status-lists/1", index=94567).to_json()

    assert entry == {
        "id": "https://kenno.example/status-lists/1#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://kenno.example/status-lists/1",
    }


def test_2_1_the_id_of_an_entry_is_not_the_address_of_its_list():
    entry = StatusEntry(list_url="https://kenno.example/status-lists/1", index=0).to_json()

    assert entry["id"] != entry["statusListCredential"]


def test_2_2_a_list_is_a_credential_of_its_issuer_with_validity_and_ttl():
    issuer = DemoIssuer()

    listing = issuer.unsigned_list(ttl_ms=300_000, valid_until=NOW + timedelta(hours=1))

    assert listing["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert listing["issuer"] == issuer.did
    assert listing["validUntil"] == "2026-11-24T13:00:00Z"
    assert listing["credentialSubject"]["type"] == "BitstringStatusList"
    assert listing["credentialSubject"]["statusPurpose"] == "revocation"
    assert listing["credentialSubject"]["ttl"] == 300_000


def test_2_2_a_list_is_signed_like_any_credential():
    issuer = DemoIssuer()

    assert issuer.status_list(issuer.list_url)["proof"]["cryptosuite"] == "eddsa-rdfc-2022"


def test_3_3_the_first_place_is_the_highest_bit_of_the_first_octet():
    octets = gzip.decompress(decode_base64url(encode([0, 9])))

    assert octets[:2] == bytes([0b1000_0000, 0b0100_0000])


def test_3_3_a_list_has_at_least_131072_places():
    assert len(gzip.decompress(decode_base64url(encode([])))) * 8 == MIN_LENGTH == 131_072


def test_3_3_the_list_is_multibase_base64url_without_padding():
    assert encode([]).startswith("u")
    assert "=" not in encode([])


def test_3_4_the_example_of_the_specification_is_expanded():
    bits = decode(EXAMPLE)

    assert len(bits) == 131_072
    assert not any(bits.octets)
