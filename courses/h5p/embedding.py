"""A content on a page: what the ``kenno-h5p-player`` element is told."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from wagtail.models import Page

from ..activities import activity_iri
from ..models import H5PContent
from ..seams import Endpoints, endpoints_for
from .player import player_url


@dataclass(frozen=True)
class EmbeddedPlayer:
    """``endpoints`` may be empty: the activity then plays untracked."""

    key: UUID
    source: str
    activity: str
    title: str
    language: str
    content_hash: str
    endpoints: dict[str, str]

    @property
    def endpoints_json(self) -> str:
        return json.dumps(self.endpoints)


def embedded_player(
    content: H5PContent, *, request: HttpRequest, page: Page | None, endpoints: Endpoints | None = None
) -> EmbeddedPlayer:
    """Return the player of ``content`` for the person of the request.

    ``endpoints`` spares asking the seam again for each activity of a page.
    """
    if endpoints is None:
        endpoints = endpoints_for(request, page) if page is not None else Endpoints()
    known = {"statements": endpoints.statements, "state": endpoints.state}
    return EmbeddedPlayer(
        key=content.translation_key,
        source=player_url(content, user=getattr(request, "user", None)),
        activity=activity_iri("h5p", content.translation_key),
        title=content.title,
        language=content.language,
        content_hash=content.params_hash,
        endpoints={name: url for name, url in known.items() if url},
    )
