import copy
import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.openbadges.credential import build_credential
from badges.openbadges.did import KeyState
from badges.openbadges.keys import generate_key
from badges.openbadges.proof import add_proof
from badges.openbadges.verifier import CheckCode, CheckResult, VerdictStatus, verify
from tests.badges.openbadges.samples import EMAIL, NOW, DemoIssuer, key_entry

ORDER = ["form", "issuer", "signature", "status", "dates"]


@pytest.fixture
def issuer():
    return DemoIssuer()


def results_of(verdict):
    return [str(check.result) for check in verdict.checks]


def judged(credential, issuer, *, now=NOW):
    verdict = verify(credential, resolver=issuer, now=now)
    assert [str(check.code) for check in verdict.checks] == ORDER
    assert all(str(check.reason) for check in verdict.checks)
    return verdict


def test_a_genuine_credential_is_valid(issuer):
    verdict = judged(issuer.issue(), issuer)

    assert verdict.status is VerdictStatus.VALID
    assert verdict.is_valid
    assert results_of(verdict) == ["passed"] * 5


def test_text_octets_and_parsed_json_are_judged_alike(issuer):
    credential = issuer.issue()
    text = json.dumps(credential, ensure_ascii=False)

    assert judged(text, issuer).is_valid
    assert judged(text.encode(), issuer).is_valid
    assert judged(credential, issuer).is_valid


def test_every_check_says_when_it_was_made_and_how_long_it_took(issuer):
    for check in judged(issuer.issue(), issuer).checks:
        assert check.checked_at == NOW
        assert 0 <= check.duration_ms < 10_000


def test_a_revoked_credential_is_revoked(issuer):
    issuer.revoked.add(4711)

    verdict = judged(issuer.issue(), issuer)

    assert verdict.status is VerdictStatus.REVOKED
    assert str(verdict.check(CheckCode.STATUS).reason) == "The issuer has taken it back."
    assert results_of(verdict) == ["passed", "passed", "passed", "failed", "passed"]


def test_the_revocation_of_a_neighbour_changes_nothing(issuer):
    issuer.revoked.update({4710, 4712})

    assert judged(issuer.issue(), issuer).is_valid


@pytest.mark.parametrize("value", ["Inside a Cell!", "", "Inside a cell"])
def test_a_changed_name_is_found(issuer, value):
    credential = issuer.issue()
    credential["credentialSubject"]["achievement"]["name"] = value

    verdict = judged(credential, issuer)

    assert verdict.status is VerdictStatus.CHANGED
    assert results_of(verdict) == ["passed", "passed", "failed", "skipped", "skipped"]


def test_a_removed_end_is_found(issuer):
    credential = issuer.issue()
    del credential["validUntil"]

    assert judged(credential, issuer).status is VerdictStatus.CHANGED


@pytest.mark.parametrize(
    "hide",
    [
        lambda credential, end: credential.update({"https://www.w3.org/2018/credentials#validUntil": end}),
        lambda credential, end: credential.update(
            {"evidence": [{"id": credential["id"], "type": "Evidence", "validUntil": end}]}
        ),
        lambda credential, end: credential.update({"validUntil": [end]}),
        lambda credential, end: credential.update({"validUntil": {"@value": end}}),
        lambda credential, end: credential.update({"@included": [{"id": credential["id"], "validUntil": end}]}),
    ],
    ids=["as an address", "in another description", "in a list", "as a value object", "included"],
)
def test_a_signed_end_cannot_be_hidden_from_the_reader(issuer, hide):
    credential = issuer.issue()
    hide(credential, credential.pop("validUntil"))

    assert judged(credential, issuer, now=NOW + timedelta(days=400)).status in {"unreadable", "changed"}


def test_a_status_cannot_be_hidden_in_a_list(issuer):
    credential = issuer.issue()
    issuer.revoked.add(4711)
    credential["credentialStatus"] = [credential["credentialStatus"]]

    assert judged(credential, issuer).status is VerdictStatus.UNREADABLE


def test_a_member_that_no_context_defines_is_refused(issuer):
    verdict = judged({**issuer.issue(), "grade": "5"}, issuer)

    assert verdict.status is VerdictStatus.UNREADABLE
    assert "member grade" in str(verdict.check(CheckCode.FORM).reason)


def test_an_unknown_issuer_is_named_and_nothing_else_is_asked_for():
    foreign = DemoIssuer(host="foreign.example")
    ours = DemoIssuer()

    verdict = judged(foreign.issue(), ours)

    assert verdict.status is VerdictStatus.UNKNOWN_ISSUER
    assert str(verdict.check(CheckCode.ISSUER).reason) == (
        "The issuer did:web:foreign.example:issuers:college is not known here."
    )
    assert results_of(verdict) == ["passed", "failed", "skipped", "skipped", "skipped"]
    assert ours.asked == ["did:web:foreign.example:issuers:college"]


def test_another_key_cannot_sign_in_our_name(issuer):
    forger = DemoIssuer(key=generate_key())

    verdict = judged(forger.issue(), issuer)

    assert verdict.status is VerdictStatus.CHANGED


def test_a_key_that_verifies_but_is_not_the_issuers_is_refused(issuer):
    forger = DemoIssuer(host="forger.example")
    forged = add_proof(
        build_credential(issuer.award()),
        sign=forger.key.sign,
        verification_method=f"{forger.did}#key-1",
        created=NOW,
    )

    verdict = judged(forged, issuer)

    assert verdict.status is VerdictStatus.CHANGED
    assert str(verdict.check(CheckCode.SIGNATURE).reason) == (
        "The credential is signed with a key that is not the issuer's: did:web:forger.example:issuers:college#key-1."
    )


def test_a_key_listed_for_another_purpose_is_refused(issuer):
    class Resolver(DemoIssuer):
        def did_document(self, issuer_id):
            return {**issuer.document, "assertionMethod": []}

    assert judged(issuer.issue(), Resolver()).status is VerdictStatus.CHANGED


@pytest.mark.parametrize(
    "change",
    [
        {"controller": "did:web:other.example"},
        {"type": "Ed25519VerificationKey2020"},
        {"publicKeyMultibase": "z6Mk"},
        {"publicKeyMultibase": None},
        {"revoked": "2026-11-01T00:00:00Z"},
        {"expires": "2026-11-01T00:00:00Z"},
        {"expires": "soon"},
    ],
)
def test_a_key_that_is_not_usable_for_this_issuer_is_refused(issuer, change):
    class Resolver(DemoIssuer):
        def did_document(self, issuer_id):
            document = copy.deepcopy(issuer.document)
            document["verificationMethod"][0].update(change)
            return document

    assert judged(issuer.issue(), Resolver()).status is VerdictStatus.CHANGED


@pytest.mark.parametrize("document", [{}, {"id": "did:web:other.example"}, {"id": None, "verificationMethod": 5}])
def test_a_key_document_of_somebody_else_is_refused(issuer, document):
    class Resolver(DemoIssuer):
        def did_document(self, issuer_id):
            return document

    assert judged(issuer.issue(), Resolver()).status is VerdictStatus.UNKNOWN_ISSUER


def test_what_a_retired_key_signed_stays_valid(issuer):
    credential = issuer.issue()
    issuer.keys = (
        key_entry(issuer.key, fragment="key-1", state=KeyState.RETIRED),
        key_entry(generate_key(), fragment="key-2"),
    )

    verdict = verify(credential, resolver=issuer, now=NOW)

    assert verdict.status is VerdictStatus.VALID


def test_what_a_compromised_key_signed_is_void(issuer):
    credential = issuer.issue()
    issuer.keys = (key_entry(issuer.key, fragment="key-1", state=KeyState.COMPROMISED),)

    assert judged(credential, issuer).status is VerdictStatus.CHANGED


def test_an_expired_credential_has_expired(issuer):
    issuer.unsigned_list = lambda: DemoIssuer.unsigned_list(issuer, valid_until=NOW + timedelta(days=999))

    verdict = judged(issuer.issue(), issuer, now=NOW + timedelta(days=366))

    assert verdict.status is VerdictStatus.EXPIRED
    assert str(verdict.check(CheckCode.DATES).reason) == "It was valid until 2027-11-24T12:00:00Z."


def test_a_credential_is_not_valid_before_its_time(issuer):
    verdict = judged(issuer.issue(valid_from=NOW + timedelta(days=1)), issuer)

    assert verdict.status is VerdictStatus.NOT_YET_VALID


def test_a_revoked_credential_that_has_expired_is_revoked_and_says_both(issuer):
    issuer.revoked.add(4711)

    verdict = judged(issuer.issue(valid_until=NOW - timedelta(hours=1)), issuer)

    assert verdict.status is VerdictStatus.REVOKED
    assert results_of(verdict)[-2:] == ["failed", "failed"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda issuer: None, "could not be had"),
        (lambda issuer: issuer.unsigned_list(), "several proofs, or none"),
        (lambda issuer: {**issuer.sign(issuer.unsigned_list()), "name": "x"}, "changed after signing"),
        (lambda issuer: DemoIssuer().sign(issuer.unsigned_list()), "changed after signing, or another key"),
        (
            lambda issuer: issuer.sign(issuer.unsigned_list(issuer="did:web:other.example")),
            "was issued by did:web:other.example",
        ),
        (
            lambda issuer: issuer.sign(issuer.unsigned_list(valid_until=NOW - timedelta(seconds=1))),
            "only until",
        ),
        (
            lambda issuer: issuer.sign(issuer.unsigned_list(valid_from=NOW + timedelta(seconds=1))),
            "valid only from",
        ),
        (lambda issuer: issuer.sign({**issuer.unsigned_list(), "id": "https://x.example"}), "calls itself"),
        (
            lambda issuer: issuer.sign(
                {
                    **issuer.unsigned_list(),
                    "credentialSubject": {
                        **issuer.unsigned_list()["credentialSubject"],
                        "statusPurpose": "suspension",
                    },
                }
            ),
            "does not record what was taken back but: suspension",
        ),
        (lambda issuer: issuer.issue(id=issuer.list_url), "cannot be checked here"),
        (lambda issuer: b"[" * 10_000, "nested deeper"),
        (
            lambda issuer: {"id": issuer.list_url, "validUntil": 5, "issuer": issuer.did},
            "cannot be checked here",
        ),
    ],
)
def test_a_list_that_cannot_be_relied_on_leaves_the_status_unknown(issuer, change, problem):
    credential = issuer.issue()
    issuer.status_list = lambda list_url: change(issuer)

    verdict = judged(credential, issuer)

    assert verdict.status is VerdictStatus.UNKNOWN_STATUS
    assert problem in str(verdict.check(CheckCode.STATUS).reason)
    assert verdict.check(CheckCode.DATES).result is CheckResult.PASSED


@pytest.mark.parametrize(
    "entry",
    [
        {"statusPurpose": "suspension"},
        {"statusSize": 2},
        {"statusListIndex": "-1"},
        {"statusListIndex": "131072"},
        {"statusListCredential": "https://elsewhere.example/1"},
    ],
)
def test_a_status_of_another_kind_is_unknown(issuer, entry):
    credential = build_credential(issuer.award())
    credential["credentialStatus"].update(entry)

    assert judged(issuer.sign(credential), issuer).status is VerdictStatus.UNKNOWN_STATUS


def test_a_status_that_is_no_bitstring_entry_is_unknown(issuer):
    credential = build_credential(issuer.award())
    credential["credentialStatus"] = {"id": "https://kenno.example/revoked", "type": "1EdTechRevocationList"}

    verdict = judged(issuer.sign(credential), issuer)

    assert verdict.status is VerdictStatus.UNKNOWN_STATUS
    assert "1EdTechRevocationList" in str(verdict.check(CheckCode.STATUS).reason)


def test_a_credential_without_status_says_so(issuer):
    credential = build_credential(issuer.award())
    del credential["credentialStatus"]

    verdict = judged(issuer.sign(credential), issuer)

    assert verdict.is_valid
    assert verdict.check(CheckCode.STATUS).result is CheckResult.SKIPPED
    assert "names no list" in str(verdict.check(CheckCode.STATUS).reason)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda c: c.pop("proof"), "it has no proof"),
        (lambda c: c.pop("@context"), "does not begin with"),
        (lambda c: c["@context"].reverse(), "does not begin with"),
        (lambda c: c["@context"].append("https://attacker.example/"), "https://attacker.example/ is not one"),
        (lambda c: c["@context"].append({"a": "urn:a"}), "defined in the credential itself"),
        (lambda c: c["@context"].insert(0, "https://www.w3.org/2018/credentials/v1"), "older version"),
        (lambda c: c.update(type=["VerifiableCredential"]), "not of type OpenBadgeCredential"),
        (lambda c: c.update(type="OpenBadgeCredential"), "not of type VerifiableCredential"),
        (lambda c: c.pop("validFrom"), "validFrom is missing."),
        (lambda c: c.update(validFrom="2026-11-24"), "validFrom is not a date and time with a time zone"),
        (lambda c: c.update(validFrom="2026-13-24T00:00:00Z"), "validFrom is not a date"),
        (lambda c: c.update(validFrom="0001-01-01T00:00:00+14:00"), "validFrom is not a date"),
        (lambda c: c.pop("issuer"), "issuer is missing."),
        (lambda c: c.update(issuer=5), "issuer is not an object"),
        (lambda c: c["issuer"].pop("id"), "issuer.id is missing."),
        (lambda c: c["issuer"].update(type="Person"), "issuer is not of type Profile"),
        (lambda c: c["credentialSubject"].pop("achievement"), "credentialSubject.achievement is missing."),
        (lambda c: c["credentialSubject"].update(achievement="urn:x"), "is not an object in braces"),
        (lambda c: c["credentialSubject"]["achievement"].update(name=["A"]), "achievement.name is not text"),
        (
            lambda c: c["credentialSubject"]["achievement"]["criteria"].update(narrative=5),
            "narrative is not text",
        ),
        (
            lambda c: c["credentialSubject"]["achievement"]["alignment"][1].pop("targetUrl"),
            "alignment[1].targetUrl",
        ),
        (lambda c: c["credentialSubject"]["identifier"][0].update(hashed="yes"), "is not true or false"),
        (lambda c: c["credentialSubject"].update(creditsEarned=True), "creditsEarned is not a number"),
        (
            lambda c: [c["credentialSubject"].pop(name) for name in ("id", "identifier")],
            "credentialSubject.id is missing",
        ),
        (lambda c: c.update(credentialStatus="urn:x"), "credentialStatus is not an object"),
    ],
)
def test_what_is_no_open_badge_is_unreadable_and_says_why(issuer, change, problem):
    credential = issuer.issue()
    change(credential)

    verdict = judged(credential, issuer)

    assert verdict.status is VerdictStatus.UNREADABLE
    assert problem in str(verdict.check(CheckCode.FORM).reason)
    assert results_of(verdict) == ["failed", "skipped", "skipped", "skipped", "skipped"]
    assert verdict.summary is None
    assert issuer.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000 + "]" * 10_000,
        '{"credentialSubject":' * 10_000,
        b"\xff" * 100,
        " " * 5_000_000,
        b"\0" * 5_000_000,
        '{"a": NaN}',
        '{"a": ' + "9" * 100_000 + "}",
    ],
    ids=["10,000 lists", "10,000 objects", "not UTF-8", "5 MB", "5 MB of NUL", "NaN", "100,000 digits"],
)
def test_hostile_text_is_unreadable_at_once(issuer, text):
    started = time.perf_counter()

    assert judged(text, issuer).status is VerdictStatus.UNREADABLE
    assert time.perf_counter() - started < 1


def test_a_credential_with_a_clique_of_blank_nodes_is_unreadable_at_once(issuer):
    credential = issuer.issue()
    credential["evidence"] = [
        {"id": f"_:b{one}", "type": "Evidence", "evidence": [{"id": f"_:b{two}"} for two in range(12)]}
        for one in range(12)
    ]
    started = time.perf_counter()

    assert judged(credential, issuer).status is VerdictStatus.UNREADABLE
    assert time.perf_counter() - started < 1


def test_a_symmetric_tree_of_unnamed_nodes_is_unreadable_in_time(issuer):
    def organisation(depth):
        parents = [organisation(depth - 1) for _ in range(3)] if depth else []
        return {"id": "", "type": "Profile", "name": "A", "parentOrg": parents}

    def without_ids(value):
        value.pop("id")
        for parent in value["parentOrg"]:
            without_ids(parent)
        return value

    credential = issuer.issue()
    credential["issuer"]["parentOrg"] = without_ids(organisation(4))
    started = time.perf_counter()

    verdict = judged(credential, issuer)

    assert verdict.status is VerdictStatus.UNREADABLE
    assert "look alike" in str(verdict.check(CheckCode.SIGNATURE).reason)
    assert time.perf_counter() - started < 3


def test_the_largest_list_that_is_read_takes_less_than_two_seconds(issuer):
    credential = issuer.issue()
    credential["credentialSubject"]["achievement"]["tag"] = [str(number) for number in range(500)]
    started = time.perf_counter()

    assert judged(credential, issuer).status is VerdictStatus.CHANGED
    assert time.perf_counter() - started < 2


def places(value, path=()):
    """Yield the path of every value in a parsed JSON document."""
    if path:
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from places(member, (*path, name))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["urn:x", EMAIL]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@context", "name", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
SAMPLE_ISSUER = DemoIssuer()
SAMPLE = SAMPLE_ISSUER.issue()
SAMPLE_PLACES = list(places(SAMPLE))


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(SAMPLE_PLACES), value=JSON_VALUES)
def test_any_value_anywhere_gets_a_verdict_and_never_a_valid_one(place, value):
    credential = copy.deepcopy(SAMPLE)
    parent = credential
    for name in place[:-1]:
        parent = parent[name]
    original = parent[place[-1]]
    parent[place[-1]] = value

    verdict = judged(credential, SAMPLE_ISSUER)

    if json.dumps(value) != json.dumps(original):
        assert verdict.status is not VerdictStatus.VALID or [original] == value


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from([path for path in SAMPLE_PLACES if path[0] != "@context"]))
def test_nothing_can_be_left_out(place):
    credential = copy.deepcopy(SAMPLE)
    parent = credential
    for name in place[:-1]:
        parent = parent[name]
    del parent[place[-1]]

    assert judged(credential, SAMPLE_ISSUER).status is not VerdictStatus.VALID


@settings(max_examples=60, deadline=None)
@given(entry=JSON_VALUES, document=JSON_VALUES, listing=JSON_VALUES)
def test_whatever_the_resolver_finds_there_is_a_verdict(entry, document, listing):
    class Resolver(DemoIssuer):
        def did_document(self, issuer_id):
            return {**SAMPLE_ISSUER.document, "extra": document}

        def status_list(self, list_url):
            listed = SAMPLE_ISSUER.sign(SAMPLE_ISSUER.unsigned_list())
            return {**listed, "credentialSubject": listing}

    verdict = judged({**SAMPLE, "name": entry}, Resolver())

    assert verdict.status is not VerdictStatus.VALID


def test_the_summary_says_what_the_page_shows(issuer):
    summary = judged(issuer.issue(), issuer).summary

    assert summary.name.startswith("Inside a Cell")
    assert summary.issuer_name == "Vuoksi Battery College (demo)"
    assert summary.issuer_url == "https://kenno.example/issuers/college"
    assert summary.criteria.startswith("Do every lesson")
    assert summary.eqf_level == 4
    assert [outcome.code for outcome in summary.outcomes] == ["ELC-01@4", ""]
    assert summary.result("ext:WorkloadHours") == "60"
    assert summary.result("ext:Invented") == ""
    assert summary.awarded_at == (NOW - timedelta(days=2, microseconds=7)).replace(microsecond=0)
    assert summary.valid_until == NOW + timedelta(days=365)
    assert summary.recipient_id.startswith("urn:uuid:")


def test_the_summary_can_tell_whose_credential_it_is(issuer):
    (identity,) = judged(issuer.issue(), issuer).summary.recipient_identities

    assert identity.is_hashed
    assert identity.matches(" LEARNER@kenno.example ")
    assert not identity.matches("other@kenno.example")
    assert not identity.matches("\ud800")
    assert not replace(identity, value="md5$00").matches(EMAIL)
    assert replace(identity, is_hashed=False, value="Learner@Kenno.example").matches(EMAIL)


def test_a_bare_address_may_stand_for_the_issuer(issuer):
    credential = build_credential(issuer.award())
    credential["issuer"] = issuer.did

    verdict = judged(issuer.sign(credential), issuer)

    assert verdict.is_valid
    assert verdict.summary.issuer_name == ""


def test_reasons_can_be_translated(issuer):
    reason = judged(DemoIssuer(host="foreign.example").issue(), issuer).check(CheckCode.ISSUER).reason

    assert reason.template == "The issuer %(id)s is not known here."
    assert reason.params == {"id": "did:web:foreign.example:issuers:college"}
