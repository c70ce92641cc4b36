"""The document that a sandboxed frame loads to play one content, and the policy that it is served with.

It is rendered by us, not by the wrapper of h5p-standalone: state is preloaded, libraries come in an order computed
from the parameters, and nothing starts before the page outside has said so (``h5p_frame.js``).
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override

from ..activities import activity_iri
from ..models import H5PContent, H5PLibrary
from .frame_texts import frame_texts
from .importing import filter_again
from .libraries import LibraryStore
from .manifests import LibraryName
from .tokens import mint_token

SANDBOX = "allow-scripts allow-forms allow-popups"
# How often, in seconds, the core asks a content for its state. It also switches the restoring of states on.
SAVE_EVERY = 5

_CORE_STYLES = ("courses/vendor/h5p/styles/h5p.css", "courses/vendor/h5p/styles/h5p-fonts.css", "courses/h5p/frame.css")
_CORE_SCRIPTS = ("courses/js/h5p_frame.js", "courses/vendor/h5p/frame.bundle.js")


@dataclass(frozen=True)
class PlayerDocument:
    """What the template shows. ``integration`` is the core's ``H5PIntegration``."""

    content: H5PContent
    language: str
    integration: dict[str, Any]
    styles: list[str]
    scripts: list[str]


def player_url(content: H5PContent, *, user: AbstractBaseUser | AnonymousUser | None) -> str:
    """Return a short-lived address at which this person, and nobody else, can play the content."""
    return reverse("h5p:player", args=[mint_token(content, user=user)])


def player_document(content: H5PContent, *, token: str, origin: str) -> PlayerDocument:
    """Return the document of ``content``. ``origin`` is ours, since addresses in an opaque origin must be absolute.

    Filters the parameters first when a library that they use was replaced.
    """
    if content.needs_filtering:
        filter_again(content)
    names = [name for text in content.library_names if (name := LibraryName.parse(text))]
    store = LibraryStore()
    store.load(names)
    libraries = [library for name in names if (library := store.get(name))]
    libraries_url = _address("h5p:library", "folder", "path").removesuffix("/folder/path")
    language = content.language
    with override(language):
        texts = frame_texts()
    return PlayerDocument(
        content=content,
        language=language,
        integration=_integration(
            content, libraries, origin=origin, token=token, libraries_url=libraries_url, texts=texts
        ),
        styles=[
            *(static(path) for path in _CORE_STYLES),
            *(f"{libraries_url}/{library.folder}/{path}" for library, path in _styles(libraries)),
        ],
        scripts=[
            *(static(path) for path in _CORE_SCRIPTS),
            *(f"{libraries_url}/{library.folder}/{path}" for library in libraries for path in library.manifest.js),
        ],
    )


def content_security_policy(*, origin: str) -> str:
    """Return the policy of a player document.

    ``'self'`` matches nothing in an opaque origin, so the origin is spelt out. Inline styles are what content types
    write into their HTML; inline scripts and eval they do without. Nothing can be fetched or sent from here, forms
    included: what leaves the frame is a message to the page around it.
    """
    sources = " ".join(dict.fromkeys([origin, *_static_origin()]))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {sources}",
            f"style-src {sources} 'unsafe-inline'",
            f"img-src {sources} data: blob:",
            f"media-src {sources} data: blob:",
            f"font-src {sources} data:",
            "form-action 'none'",
            "base-uri 'none'",
            f"frame-ancestors 'self' {origin}",
            f"sandbox {SANDBOX}",
        )
    )


def _integration(
    content: H5PContent,
    libraries: list[H5PLibrary],
    *,
    origin: str,
    token: str,
    libraries_url: str,
    texts: dict[str, str],
) -> dict[str, Any]:
    content_url = _address("h5p:content", token, "path").removesuffix("/path")
    played = {
        "library": str(content.library.name),
        "jsonContent": json.dumps(content.filtered_params, ensure_ascii=False),
        "jsonContentHash": content.params_hash,
        "fullScreen": "0",
        "url": activity_iri("h5p", content.translation_key),
        "contentUrl": origin + content_url,
        "title": content.title,
        "metadata": {"license": "U", **content.metadata, "title": content.title},
        "displayOptions": {
            "frame": True,
            "copyright": True,
            "export": False,
            "embed": False,
            "icon": False,
            "copy": False,
        },
    }
    return {
        "baseUrl": origin,
        "url": origin,
        "siteUrl": origin,
        "urlLibraries": origin + libraries_url,
        "libraryDirectories": {library.name.folder: library.folder for library in libraries},
        "contents": {f"cid-{content.pk}": played},
        "saveFreq": SAVE_EVERY,
        # Both are overridden in the frame; the addresses are what an old content type may look at.
        "postUserStatistics": False,
        "ajax": {"setFinished": "", "contentUserData": ""},
        "l10n": {"H5P": texts},
        "loadedJs": [],
        "loadedCss": [],
        "core": {"scripts": [], "styles": []},
    }


def _styles(libraries: list[H5PLibrary]) -> list[tuple[H5PLibrary, str]]:
    dropped = {name for library in libraries for name in library.manifest.drops_css_of}
    return [
        (library, path) for library in libraries if library.machine_name not in dropped for path in library.manifest.css
    ]


def _address(name: str, *args: str) -> str:
    return reverse(name, args=args)


def _static_origin() -> list[str]:
    parts = urlsplit(settings.STATIC_URL or "")
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
