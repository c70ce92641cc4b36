import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.did import (
    KeyState,
    build_did_document,
    did_web,
    document_url,
    verification_method_id,
)
from badges.openbadges.keys import encode_multikey, generate_key
from badges.openbadges.reasons import InvalidValue
from tests.badges.openbadges.samples import key_entry

DID = "did:web:kenno.example:issuers:college"


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "0x7f.1", "2130706433", "::1", "[::1]", "10.0.0.1", "1.2.3", "0x7f000001"]
)
def test_an_ip_address_in_any_spelling_is_refused(address):
    with pytest.raises(InvalidValue, match="forbids IP addresses"):
        did_web(address)


@pytest.mark.parametrize("host", ["", "a b", "käyttö.example", "-a.example", "a..b", "a/b", "a@b", "x" * 64])
def test_what_is_no_host_name_is_refused(host):
    with pytest.raises(InvalidValue, match="is not a host name"):
        did_web(host)


@pytest.mark.parametrize("path", ["a/../b", "a b", "a:b", "a%2Fb", "a#b"])
def test_a_path_with_anything_but_plain_segments_is_refused(path):
    with pytest.raises(InvalidValue, match="is not a plain path segment"):
        did_web("kenno.example", path=path)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_out_of_range_is_refused(port):
    with pytest.raises(InvalidValue, match="is not a port"):
        did_web("localhost", port=port)


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did",
        "did:web",
        "did:web:",
        "did:key:z6Mk",
        "did:web:a.example:",
        "did:web:a.example%3A",
        "did:web:A.example",
        "did:web:a.example%3Ax",
        "did:web:a.example%3a80",
        "did:web:a.example%3A080",
        "did:web:127.0.0.1",
        "did:web:a.example:..:b",
    ],
)
def test_what_is_no_plain_did_web_has_no_address(did):
    with pytest.raises(InvalidValue):
        document_url(did)


@given(
    host=st.from_regex(r"[a-z]{1,9}(\.[a-z]{2,6})?", fullmatch=True),
    port=st.none() | st.integers(1, 65535),
    segments=st.lists(st.from_regex(r"[a-z0-9-]{1,9}", fullmatch=True), max_size=3),
)
def test_the_address_of_a_did_web_names_its_host_port_and_path(host, port, segments):
    did = did_web(host, port=port, path="/".join(segments))

    authority = host if port is None else f"{host}:{port}"
    assert document_url(did) == f"https://{authority}/{'/'.join(segments) or '.well-known'}/did.json"


def test_a_retired_key_stays_in_the_document_and_a_compromised_one_leaves_it():
    active, retired, stolen = generate_key(), generate_key(), generate_key()

    document = build_did_document(
        DID,
        keys=[
            key_entry(active, fragment="2026"),
            key_entry(retired, fragment="2025", state=KeyState.RETIRED),
            key_entry(stolen, fragment="2024", state=KeyState.COMPROMISED),
        ],
    )

    assert document["assertionMethod"] == [f"{DID}#2026", f"{DID}#2025"]
    assert document["verificationMethod"] == [
        {
            "id": f"{DID}#{fragment}",
            "type": "Multikey",
            "controller": DID,
            "publicKeyMultibase": encode_multikey(key.public_key()),
        }
        for fragment, key in (("2026", active), ("2025", retired))
    ]


def test_two_keys_of_one_name_are_refused():
    keys = [key_entry(generate_key(), fragment="2026"), key_entry(generate_key(), fragment="2026")]

    with pytest.raises(InvalidValue, match=r"Two keys of did:web:kenno\.example:issuers:college are called '2026'"):
        build_did_document(DID, keys=keys)


def test_a_key_name_that_would_change_the_address_is_refused():
    with pytest.raises(InvalidValue, match="cannot name a key"):
        verification_method_id(DID, fragment="a#b")
