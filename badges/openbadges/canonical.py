"""From JSON-LD to canonical N-Quads (RDF Dataset Canonicalization 1.0), by pyld, within a bound on its work.

pyld drops silently what no context defines; here that is refused ("safe mode"), else anyone could add
members to a signed credential. And where unnamed nodes look alike, the algorithm tries their permutations,
without a limit in pyld: six nodes that all refer to each other cost a second, each further one nine times as
much.
"""

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]
from pyld.canon import URDNA2015  # type: ignore[import-untyped]
from pyld.context_resolver import ContextResolver  # type: ignore[import-untyped]

from badges.openbadges.contexts import PINNED_CONTEXTS, PinnedContexts
from badges.openbadges.reading import is_absolute_iri
from badges.openbadges.reasons import InvalidCredential

# Steps of some microseconds each. Our own credentials take about 100 (most nodes need none at all); a whole
# budget is spent in some 0.2 s.
MAX_WORK = 60_000
# No credential has seven look-alikes around one unnamed node; 7! permutations would take the whole budget.
MAX_GROUP = 6

# Relative addresses resolve against this and so give themselves away; RDF would drop them unsigned.
_RELATIVE_BASE = "relative-address:/"
_BLANK_NODE = re.compile(r"_:[A-Za-z0-9]+")


class TooMuchWork(Exception):
    """The blank nodes of a graph cannot be told apart within MAX_WORK."""


class BoundedCanonicalization(URDNA2015):  # type: ignore[misc]
    """pyld's algorithm, which counts its work where all of it begins and stops when it is too much.

    Every run of Hash N-Degree Quads (RDFC-1.0, 4.8) begins by grouping the related nodes, and then tries
    every permutation of every group, each with a copy of the identifiers issued so far.
    """

    def __init__(self, *, max_work: int = MAX_WORK) -> None:
        super().__init__()
        self.max_work = max_work
        self.work = 0

    def create_hash_to_related(self, id_: str, issuer: Any) -> dict[str, list[str]]:
        quads = len(self.blank_node_info[id_]["quads"])
        self._charge(1 + quads)
        groups: dict[str, list[str]] = super().create_hash_to_related(id_, issuer)
        issued = len(issuer.existing)
        for group in groups.values():
            if len(group) > MAX_GROUP:
                raise TooMuchWork(f"{len(group)} blank nodes look alike; at most {MAX_GROUP} are tried")
            self._charge(math.factorial(len(group)) * (len(group) + issued))
        return groups

    def _charge(self, steps: int) -> None:
        self.work += steps
        if self.work > self.max_work:
            raise TooMuchWork(f"More than {self.max_work} steps are needed to order the blank nodes")


def canonicalise(document: Mapping[str, Any], *, contexts: PinnedContexts = PINNED_CONTEXTS) -> str:
    """Return the canonical N-Quads of a JSON-LD document.

    The document must have passed `reading.check_spelling`, which bounds its size. Raises InvalidCredential
    when it names a context that is not pinned, holds what its contexts do not define, is no JSON-LD, or
    has more look-alike blank nodes than can be ordered within MAX_WORK.
    """
    _check_that_work_is_counted()
    dataset = _to_dataset(document, contexts=contexts)
    try:
        quads: str = BoundedCanonicalization().main(dataset, {"format": "application/n-quads"})
    except TooMuchWork:
        raise InvalidCredential("form.ambiguous") from None
    return quads


def check_terms(document: Mapping[str, Any], *, contexts: PinnedContexts = PINNED_CONTEXTS) -> None:
    """Raise InvalidCredential unless every member and value of the document would be signed."""
    _expand(document, contexts=contexts)


def _to_dataset(document: Mapping[str, Any], *, contexts: PinnedContexts) -> dict[str, Any]:
    expanded = _expand(document, contexts=contexts)
    try:
        dataset: dict[str, Any] = jsonld.JsonLdProcessor().to_rdf(
            expanded, {"base": "", "documentLoader": contexts.load_document}
        )
    except Exception as error:
        raise InvalidCredential("form.unprocessable") from error
    return dataset


def _expand(document: Mapping[str, Any], *, contexts: PinnedContexts) -> list[Any]:
    _check_contexts(document, contexts=contexts)
    dropped: list[object] = []
    processor = jsonld.JsonLdProcessor(on_property_dropped=dropped.append)
    try:
        expanded: list[Any] = processor.expand(
            dict(document),
            {
                "base": _RELATIVE_BASE,
                "documentLoader": contexts.load_document,
                "contextResolver": ContextResolver(contexts.cache, contexts.load_document),
            },
        )
    except Exception as error:
        contexts.forget()
        # pyld fails on misplaced values in many ways (AttributeError, TypeError); all mean the same.
        raise InvalidCredential("form.unprocessable") from error
    if dropped:
        raise InvalidCredential("form.terms", member=dropped[0])
    _check_addresses(expanded)
    return expanded


def _check_contexts(document: Mapping[str, Any], *, contexts: PinnedContexts) -> None:
    pending: list[Any] = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, Mapping):
            pending.extend(value.values())
            named = value.get("@context", [])
            for context in named if isinstance(named, list) else [named]:
                if not isinstance(context, str) or context not in contexts:
                    found = context if isinstance(context, str) else "defined in the credential itself"
                    raise InvalidCredential("form.unknown_context", found=found)
                # Compares the hash here, where its error is not taken for one of the document's.
                contexts.text_of(context)
            if isinstance(named, list) and len(named) != len(set(named)):
                raise InvalidCredential("form.context")


def _check_addresses(expanded: list[Any]) -> None:
    """Refuse every value that the conversion to RDF would drop: what is dropped is not signed."""
    if len(expanded) != 1:
        raise InvalidCredential("form.unprocessable")
    pending: list[Any] = [*expanded]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, Mapping):
            if "@value" in value:
                if "@direction" in value:
                    raise InvalidCredential("form.terms", member="@direction")
                continue
            addresses = [value["@id"]] if "@id" in value else []
            for address in [*addresses, *value.get("@type", [])]:
                if not _is_kept(address):
                    raise InvalidCredential("form.relative", found=str(address).removeprefix(_RELATIVE_BASE))
            pending.extend(member for name, member in value.items() if name not in {"@id", "@type"})


def _is_kept(address: object) -> bool:
    if isinstance(address, str) and _BLANK_NODE.fullmatch(address):
        return True
    return is_absolute_iri(address) and not str(address).startswith(_RELATIVE_BASE)


@cache
def _check_that_work_is_counted() -> None:
    """Refuse to work with a pyld whose algorithm no longer passes by the place where we count."""
    sibling = {"type": "blank node", "value": "_:x"}, {"type": "blank node", "value": "_:y"}
    predicate = {"type": "IRI", "value": "urn:p"}
    canonicalization = BoundedCanonicalization()
    canonicalization.main(
        {
            "@default": [
                {"subject": dict(one), "predicate": predicate, "object": dict(other)}
                for one, other in (sibling, sibling[::-1])
            ]
        },
        {"format": "application/n-quads"},
    )
    if not canonicalization.work:
        raise RuntimeError(
            "This version of pyld canonicalises without calling create_hash_to_related, so its work cannot "
            "be bounded: use the version that the requirements pin"
        )
