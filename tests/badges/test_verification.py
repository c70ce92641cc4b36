import copy
import json
import struct
import time
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from badges.credentials import revoke_credential, share_credential, stop_sharing_credential
from badges.images import badge_png, baked_png
from badges.keys import create_issuer_key
from badges.models import Credential, Issuer
from badges.openbadges.baking import bake_png
from badges.openbadges.keys import encode_multikey, generate_key
from badges.openbadges.proof import add_proof
from badges.openbadges.verifier import VerdictStatus
from badges.signing import written
from badges.verification import shared_token_in, verify_file, verify_text

pytestmark = pytest.mark.django_db


def post(client: Client, *, file: bytes | None = None, name: str = "badge.png", **fields):
    if file is not None:
        fields["file"] = SimpleUploadedFile(name, file)
    return client.post(reverse("badges:verify"), fields)


def page_of(answer) -> str:
    return answer.content.decode()


def unsigned(credential: Credential) -> dict:
    document = copy.deepcopy(credential.document)
    del document["proof"]
    return document


@pytest.mark.parametrize("given", ["png", "json file", "text"])
def test_a_genuine_badge_is_valid_in_whichever_way_it_is_given(client, credential, given):
    text = written(credential.document)
    answer = {
        "png": lambda: post(client, file=baked_png(credential)),
        "json file": lambda: post(client, file=text, name="badge.json"),
        "text": lambda: post(client, text=text.decode()),
    }[given]()

    page = page_of(answer)
    assert answer.status_code == 200
    assert 'data-verdict="valid"' in page
    assert "Merikaari Vocational College (demo)" in page
    assert "EQF 4" in page
    assert not answer.cookies


def test_the_link_of_a_shared_badge_leads_to_its_page(client, credential):
    share_credential(credential)
    address = reverse("badges:shared", args=[credential.share_token])

    answer = post(client, link=f"http://localhost:8000{address}")

    assert answer.status_code == 302
    assert answer.url == address


def test_a_link_that_was_withdrawn_is_refused_with_a_sentence(client, credential):
    share_credential(credential)
    address = reverse("badges:shared", args=[credential.share_token])
    stop_sharing_credential(credential)

    assert "This link does not work: it was withdrawn" in page_of(post(client, link=address))


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example.org/en/badges/shared/abc/",
        "http://localhost:8000.evil.example/en/badges/shared/abc/",
        "/en/verify/",
        "javascript:alert(1)",
        "//evil.example/en/badges/shared/abc/",
    ],
)
def test_a_link_of_another_site_is_refused_and_never_fetched(client, link):
    assert shared_token_in(link) is None
    assert "This is not the link of a badge on this site." in page_of(post(client, link=link))


def test_a_shared_link_is_known_in_every_language():
    for language in ("en", "fi", "sv"):
        assert shared_token_in(f"http://localhost:8000/{language}/badges/shared/abc") == "abc"


def test_nothing_given_and_two_given_are_answered_with_a_sentence(client, credential):
    assert "Nothing was given to check." in page_of(post(client))
    both = post(client, text="{}", file=baked_png(credential))
    assert "More than one badge was given." in page_of(both)


def test_a_changed_badge_is_not_genuine_and_its_claims_are_called_claims(client, credential):
    document = credential.document
    document["credentialSubject"]["achievement"]["name"] = "Master of Everything"

    page = page_of(post(client, text=json.dumps(document)))

    assert 'data-verdict="changed"' in page
    assert "What the file claims" in page
    assert "Nobody has confirmed this." in page
    assert "What the person had to do" not in page


def test_a_badge_that_somebody_else_signed_in_our_name_is_not_genuine(credential):
    stranger = generate_key()
    forged = add_proof(
        unsigned(credential),
        sign=stranger.sign,
        verification_method=f"{credential.achievement.issuer.did}#key-1",
        created=credential.issued_at,
    )
    own_name = f"did:key:{encode_multikey(stranger.public_key())}"
    forged_elsewhere = add_proof(
        unsigned(credential), sign=stranger.sign, verification_method=f"{own_name}#x", created=credential.issued_at
    )

    assert verify_text(json.dumps(forged)).verdict.status is VerdictStatus.CHANGED
    assert verify_text(json.dumps(forged_elsewhere)).verdict.status is VerdictStatus.CHANGED


def test_another_issuer_of_this_site_cannot_sign_for_the_first(credential, organisation):
    from badges.signing import sign_document

    other = Issuer.objects.create(organisation=organisation, slug="other", name="Other")
    forged = sign_document(unsigned(credential), key=create_issuer_key(other), created=credential.issued_at)

    assert verify_text(json.dumps(forged)).verdict.status is VerdictStatus.CHANGED


def test_a_revoked_badge_says_so_with_the_day_and_the_reason(client, credential):
    file = baked_png(credential)
    revoke_credential(credential, reason=Credential.Reason.WRONG_CONTENT)

    page = page_of(post(client, file=file))

    assert 'data-verdict="revoked"' in page
    assert "Reason given by the issuer: Something that it says was wrong." in page


def test_a_foreign_issuer_is_unknown_and_nothing_is_fetched(client, credential, monkeypatch):
    import socket

    def refuse(*args, **kwargs):
        raise AssertionError("The network was used.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    document = credential.document
    document["issuer"]["id"] = "did:web:elsewhere.example.org"

    page = page_of(post(client, text=json.dumps(document)))

    assert "Unknown issuer" in page
    assert "The issuer did:web:elsewhere.example.org is not known here." in page


def test_a_status_list_of_somebody_else_does_not_clear_a_badge(credential):
    """The issuer's own signature is over the address of the list, so this takes the key; the list is still checked."""
    from badges.signing import sign_document

    document = unsigned(credential)
    document["credentialStatus"]["statusListCredential"] = "https://elsewhere.example.org/status"
    signed = sign_document(document, key=credential.signing_key, created=credential.issued_at)

    assert verify_text(json.dumps(signed)).verdict.status is VerdictStatus.UNKNOWN_STATUS


@pytest.mark.parametrize(
    ("email", "words"),
    [("aino@example.org", "is the one in the badge"), ("x@example.org", "is not the one in the badge")],
)
def test_an_address_is_compared_and_kept_nowhere(client, credential, email, words):
    first = page_of(post(client, file=baked_png(credential)))
    assert 'name="text"' in first

    assert words in page_of(post(client, text=written(credential.document).decode(), email=email))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with_compressed_text(size: int) -> bytes:
    packed = zlib.compress(b" " * size, 9)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + packed)
    return b"\x89PNG\r\n\x1a\n" + header + text + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def clique(credential: Credential, *, size: int) -> str:
    document = copy.deepcopy(credential.document)
    document["evidence"] = [{"type": ["Evidence"], "narrative": "x"} for _ in range(size)]
    return json.dumps(document)


def with_two(credential: Credential) -> bytes:
    baked = baked_png(credential)
    end = baked.index(b"openbadgecredential") - 8
    length = struct.unpack(">I", baked[end : end + 4])[0] + 12
    return baked[:end] + baked[end : end + length] * 2 + baked[end + length :]


HOSTILE = {
    "10,000 levels": lambda credential: b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "10,000 lists": lambda credential: b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "a clique of blank nodes": lambda credential: clique(credential, size=12).encode(),
    "not a number": lambda credential: b'{"a": NaN}',
    "a number of 5,000 digits": lambda credential: b'{"a": ' + b"9" * 5_000 + b"}",
    "not UTF-8": lambda credential: b"{\xff\xfe}",
    "nothing in it": lambda credential: b"",
    "a PDF": lambda credential: b"%PDF-1.7 nothing",
    "a picture without a badge": lambda credential: badge_png(credential.achievement),
    "half a picture": lambda credential: baked_png(credential)[:5_000],
    "two badges": with_two,
    "a bomb in a picture": lambda credential: png_with_compressed_text(200 * 1024 * 1024),
    "entities in an SVG": lambda credential: (
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    ),
    "a signed token": lambda credential: b"{}" + b"eyJhbGciOiJub25lIn0.e30.",
    "a baked word": lambda credential: bake_png(badge_png(credential.achievement), credential="hello"),
    "a list": lambda credential: b"[]",
    "members of every wrong type": lambda credential: json.dumps(
        {name: [[]] if number % 2 else 7 for number, name in enumerate(credential.document)}
    ).encode(),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_file_gets_a_clear_refusal_within_two_seconds(client, credential, what):
    content = HOSTILE[what](credential)
    started = time.perf_counter()

    answer = post(client, file=content)

    page = page_of(answer)
    assert time.perf_counter() - started < 2
    assert answer.status_code in (200, 422)
    assert 'data-verdict="valid"' not in page
    assert 'data-verdict="unknown"' in page or 'data-verdict="changed"' in page or 'class="error"' in page


def test_a_file_of_five_megabytes_is_refused_unread_with_its_own_sentence(client):
    answer = post(client, file=b"\0" * 5 * 1024 * 1024)

    assert answer.status_code == 413
    assert "at most 2.0\xa0MB can be checked" in page_of(answer)


def test_a_file_just_over_the_bound_is_refused_beside_its_field(client):
    answer = post(client, file=b"\0" * (2 * 1024 * 1024 + 1))

    assert answer.status_code == 422
    assert "at most 2.0\xa0MB can be checked" in page_of(answer)


def test_a_text_of_five_megabytes_is_refused_with_the_same_sentence(client):
    answer = post(client, text="x" * 5 * 1024 * 1024)

    assert answer.status_code == 413
    assert "at most 2.0\xa0MB can be checked" in page_of(answer)


def test_a_body_that_is_no_form_is_answered_like_an_empty_one(client):
    answer = client.post(reverse("badges:verify"), b"nonsense", content_type="multipart/form-data; boundary=;")

    assert answer.status_code == 422
    assert "Nothing was given to check." in page_of(answer)


def test_a_file_with_markup_in_its_claims_writes_none_into_the_page(client, credential):
    document = credential.document
    document["credentialSubject"]["achievement"]["name"] = "<script>alert(1)</script>"

    assert "<script>alert(1)" not in page_of(post(client, text=json.dumps(document)))


def test_a_picture_keeps_its_badge_when_it_is_read_from_a_file(credential):
    assert verify_file(baked_png(credential)).credential == credential


def test_verifying_asks_the_same_number_of_times_at_2_and_at_200_credentials(client, credential, django_user_model):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    share_credential(credential)
    link = reverse("badges:shared", args=[credential.share_token])
    client.get(link)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(link)
        return len(captured)

    at_one = queries()
    for number in range(200):
        Credential.objects.create(
            achievement=credential.achievement,
            recipient=django_user_model.objects.create(email=f"{number}@example.org"),
            subject_id="urn:uuid:0",
            document={},
            digest="",
            signing_key=credential.signing_key,
            status_list=credential.status_list,
            status_index=(credential.status_index + 1 + number) % 131_072,
        )

    assert queries() == at_one
