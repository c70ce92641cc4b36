import json
import time
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from badges.openbadges.canonical import BoundedCanonicalization, TooMuchWork, canonicalise, check_terms
from badges.openbadges.contexts import CREDENTIAL_CONTEXT, PINNED_CONTEXTS
from badges.openbadges.credential import build_credential
from badges.openbadges.reasons import InvalidCredential
from tests.badges.openbadges.samples import DemoIssuer

N_QUADS = {"format": "application/n-quads"}
START = {
    "@context": list(CREDENTIAL_CONTEXT),
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "A",
}


def graph(*edges):
    """Blank nodes by number, each edge (from, to)."""
    return {
        "@default": [
            {
                "subject": {"type": "blank node", "value": f"_:b{start}"},
                "predicate": {"type": "IRI", "value": "urn:p"},
                "object": {"type": "blank node", "value": f"_:b{end}"},
            }
            for start, end in edges
        ]
    }


def test_canonical_quads_equal_those_of_unbounded_pyld():
    credential = build_credential(DemoIssuer().award())

    expected = jsonld.normalize(
        credential, {**N_QUADS, "algorithm": "URDNA2015", "documentLoader": PINNED_CONTEXTS.load_document}
    )

    assert canonicalise(credential) == expected


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6), st.permutations(range(4)))
def test_quads_do_not_depend_on_the_names_of_blank_nodes(edges, names):
    renamed = {(names[start], names[end]) for start, end in edges}

    assert BoundedCanonicalization().main(graph(*sorted(edges)), N_QUADS) == BoundedCanonicalization().main(
        graph(*sorted(renamed)), N_QUADS
    )


@pytest.mark.parametrize(
    "edges",
    [
        list(permutations(range(6), 2)),
        list(permutations(range(20), 2)),
        [(node, (node + 1) % 200) for node in range(200)],
        [(node, (node + step) % 160) for node in range(160) for step in (1, 2)],
        [(node // 2, node) for node in range(1, 255)] + [(255, 0)],
    ],
    ids=["clique of 6", "clique of 20", "ring", "circulant", "tree"],
)
def test_blank_nodes_that_look_alike_are_given_up_in_time(edges):
    started = time.perf_counter()

    with pytest.raises(TooMuchWork):
        BoundedCanonicalization().main(graph(*edges), N_QUADS)

    assert time.perf_counter() - started < 2


def test_a_clique_of_blank_nodes_in_a_document_is_refused_with_a_sentence():
    clique = [
        {
            "id": f"_:b{one}",
            "type": "Profile",
            "parentOrg": [{"id": f"_:b{other}"} for other in range(9) if other != one],
        }
        for one in range(9)
    ]
    document = {**START, "issuer": clique}

    with pytest.raises(InvalidCredential, match="Too many unnamed parts of the credential look alike"):
        canonicalise(document)


def test_equal_siblings_are_no_obstacle():
    results = [{"type": ["Result"], "value": "Pass"} for _ in range(40)]
    document = {
        "@context": list(CREDENTIAL_CONTEXT),
        "id": "urn:uuid:1",
        "type": "AchievementSubject",
        "result": results,
    }

    assert canonicalise(document).count('"Pass"') == 40


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"invented": 1}, "The member invented is defined by none"),
        (
            {"type": ["VerifiableCredential", "Invented"]},
            "The value Invented is neither a known term nor an absolute",
        ),
        ({"issuer": "relative"}, "The value relative is neither"),
        ({"issuer": "https://a b.example"}, "neither a known term nor an absolute address"),
        ({"credentialStatus": {"id": "urn:x", "invented": 1}}, "The member invented"),
        ({"type": 5}, "rules of JSON-LD"),
        ({"@context": ["https://attacker.example/"]}, "The context https://attacker.example/ is not one"),
        ({"@context": [{"a": "urn:a"}]}, "defined in the credential itself"),
        ({"@context": [CREDENTIAL_CONTEXT[0]] * 2}, "The context does not begin"),
    ],
)
def test_what_would_stay_unsigned_is_refused(members, problem):
    document = {**START, **members}

    with pytest.raises(InvalidCredential, match=problem):
        check_terms(document)


def test_the_order_of_members_changes_nothing():
    credential = build_credential(DemoIssuer().award())
    reordered = json.loads(json.dumps(credential, sort_keys=True))

    assert list(reordered) != list(credential)
    assert canonicalise(reordered) == canonicalise(credential)
