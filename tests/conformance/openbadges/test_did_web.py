"""The did:web Method Specification, with its own examples, and Decentralized Identifiers."""

import pytest

from badges.openbadges.did import DID_CONTEXT, build_did_document, did_web, document_url
from badges.openbadges.keys import generate_key
from badges.openbadges.reasons import InvalidValue
from tests.badges.openbadges.samples import key_entry


@pytest.mark.parametrize(
    ("parts", "did", "url"),
    [
        (
            {"host": "w3c-ccg.github.io"},
            "did:web:w3c-ccg.github.io",
            "https://w3c-ccg.github.io/.well-known/did.json",
        ),
        (
            {"host": "w3c-ccg.github.io", "path": "user/alice"},
            "did:web:w3c-ccg.github.io:user:alice",
            "https://w3c-ccg.github.io/user/alice/did.json",
        ),
        (
            {"host": "example.com", "port": 3000, "path": "user/alice"},
            "did:web:example.com%3A3000:user:alice",
            "https://example.com:3000/user/alice/did.json",
        ),
    ],
)
def test_2_5_2_the_examples_are_read_as_the_specification_reads_them(parts, did, url):
    host, *_ = parts.values()

    assert did_web(host, port=parts.get("port"), path=parts.get("path", "")) == did
    assert document_url(did) == url


def test_2_1_an_ip_address_is_no_host():
    with pytest.raises(InvalidValue):
        did_web("192.0.2.1")
    with pytest.raises(InvalidValue):
        document_url("did:web:192.0.2.1")


def test_the_first_context_of_a_did_document_is_that_of_dids():
    assert DID_CONTEXT[0] == "https://www.w3.org/ns/did/v1"


def test_every_method_is_controlled_by_the_issuer_and_named_by_text():
    document = build_did_document("did:web:kenno.example", keys=[key_entry(generate_key(), fragment="key-1")])

    assert [method["controller"] for method in document["verificationMethod"]] == ["did:web:kenno.example"]
    assert document["assertionMethod"] == ["did:web:kenno.example#key-1"]
