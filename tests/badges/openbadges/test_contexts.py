import threading

import pytest

from badges.openbadges.canonical import canonicalise
from badges.openbadges.contexts import (
    CREDENTIAL_CONTEXT,
    CREDENTIALS_V2,
    PINNED_CONTEXTS,
    PINS,
    ContextMismatch,
    PinnedContexts,
    UnknownContext,
    read_installed,
)
from badges.openbadges.verifier import verify
from tests.badges.openbadges.samples import NOW, DemoIssuer


def test_the_installed_contexts_are_the_pinned_ones():
    PINNED_CONTEXTS.check()


def test_a_context_with_other_bytes_is_refused_with_both_hashes():
    changed = PinnedContexts(PINS, read=lambda name: read_installed(name) + b"\n")

    with pytest.raises(ContextMismatch, match=f"{CREDENTIALS_V2} .* has the SHA-256 [0-9a-f]{{64}}; 59955ced"):
        changed.check()


def test_nothing_is_verified_with_changed_contexts():
    issuer = DemoIssuer()
    changed = PinnedContexts(PINS, read=lambda name: read_installed(name) + b"\n")

    with pytest.raises(ContextMismatch):
        verify(issuer.issue(), resolver=issuer, now=NOW, contexts=changed)


def test_an_unknown_context_is_never_fetched():
    with pytest.raises(UnknownContext, match="contexts are never fetched"):
        PINNED_CONTEXTS.load_document("https://attacker.example/context.json")


def test_threads_do_not_share_what_json_ld_processing_caches():
    canonicalise({"@context": list(CREDENTIAL_CONTEXT), "id": "urn:uuid:1", "name": "A"})
    caches = [PINNED_CONTEXTS.cache]
    thread = threading.Thread(target=lambda: caches.append(PINNED_CONTEXTS.cache))
    thread.start()
    thread.join()

    assert caches[0]
    assert caches[0] is not caches[1]


def test_threads_verify_at_the_same_time():
    issuer = DemoIssuer()
    credential = issuer.issue()
    verdicts = []

    def judge():
        verdicts.extend(verify(credential, resolver=issuer, now=NOW).status for _ in range(3))

    threads = [threading.Thread(target=judge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert verdicts == ["valid"] * 12
