"""The JSON-LD contexts that a credential may name: read from disk, pinned by SHA-256, never fetched.

They are installed with openbadgeslib. What a context says decides what a signature covers, so other bytes
under the same name are refused.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

# In this order: Open Badges 3.0 fixes the first two, and verifiers refuse any other.
CREDENTIAL_CONTEXT = (CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS)
STATUS_LIST_CONTEXT = (CREDENTIALS_V2,)

# Older Open Badges contexts are read, so that a foreign badge gets a true answer, and never written.
OPEN_BADGES_VERSIONS = (
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    OPEN_BADGES,
)

# address: (file in openbadgeslib.ob3.contexts, SHA-256)
PINS = {
    CREDENTIALS_V2: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES_VERSIONS[0]: (
        "ob-v3p0-context-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    OPEN_BADGES_VERSIONS[1]: (
        "ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    OPEN_BADGES: (
        "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    OPEN_BADGES_EXTENSIONS: (
        "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
}


class ContextMismatch(RuntimeError):
    """A context on disk is not the one that was pinned: nothing may be signed or verified."""


class UnknownContext(LookupError):
    """A document names a context that is not pinned; it is refused, not fetched."""


def read_installed(file_name: str) -> bytes:
    """Return a context file of the installed openbadgeslib."""
    return (resources.files("openbadgeslib.ob3.contexts") / file_name).read_bytes()


class PinnedContexts:
    """A closed set of contexts, each with the SHA-256 its bytes must have.

    JSON-LD processing writes into what it loads and caches it, so every thread has copies of its own.
    """

    def __init__(
        self,
        pins: Mapping[str, tuple[str, str]],
        *,
        read: Callable[[str], bytes] = read_installed,
    ) -> None:
        self._pins = dict(pins)
        self._read = read
        self._texts: dict[str, str] = {}
        self._local = threading.local()

    def __contains__(self, url: object) -> bool:
        return url in self._pins

    def check(self) -> None:
        """Read and compare every context now. Raises ContextMismatch: for a system check at start."""
        for url in self._pins:
            self.text_of(url)

    def text_of(self, url: str) -> str:
        """Return the text of a pinned context. Raises UnknownContext or ContextMismatch."""
        if url not in self._texts:
            if url not in self._pins:
                raise UnknownContext(f"{url} is not a pinned context, and contexts are never fetched")
            file_name, expected = self._pins[url]
            octets = self._read(file_name)
            found = hashlib.sha256(octets).hexdigest()
            if found != expected:
                raise ContextMismatch(
                    f"The context {url} ({file_name}) has the SHA-256 {found}; {expected} is pinned. "
                    "Signatures would cover something else: install the pinned version of openbadgeslib"
                )
            self._texts[url] = octets.decode("utf-8")
        return self._texts[url]

    def load_document(self, url: str, options: object = None) -> dict[str, Any]:
        """Return a context in the shape that pyld's document loaders return."""
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": json.loads(self.text_of(url)),
            # Lets pyld keep the processed context in the cache that it was given.
            "tag": "static",
        }

    @property
    def cache(self) -> dict[str, Any]:
        """This thread's cache of processed contexts. pyld's own is shared by threads, and not safe so."""
        cache: dict[str, Any] = self._local.__dict__.setdefault("cache", {})
        return cache

    def forget(self) -> None:
        """Drop this thread's cache, after an error in the middle of filling it."""
        self._local.__dict__.pop("cache", None)


PINNED_CONTEXTS = PinnedContexts(PINS)
