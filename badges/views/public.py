"""What credentials point to, for people and for programs: issuers, DID documents, achievements, status lists."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..content import achievement_document, description_of, profile_document
from ..images import badge_png, badge_svg
from ..keys import KeyUnavailable, did_document
from ..models import Achievement, Issuer, StatusList
from ..outcomes import AchievedOutcome, outcomes_of
from ..signing import written
from ..status_lists import current_document
from ..words import level_words
from .files import CREDENTIAL_TYPE

JSON_TYPES = ["application/json", "application/ld+json", CREDENTIAL_TYPE]
DID_TYPE = "application/did+ld+json"


@require_safe
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Issuer.objects.select_related("organisation"), slug=slug)
    if _prefers_json(request):
        return _negotiated(_profile(found))
    achievements = found.achievements.filter(is_active=True)
    return _negotiated(render(request, "badges/issuer.html", {"issuer": found, "achievements": achievements}))


@require_safe
def issuer_profile(request: HttpRequest, slug: str) -> HttpResponse:
    return _profile(get_object_or_404(Issuer, slug=slug))


@require_safe
def did(request: HttpRequest, slug: str) -> HttpResponse:
    """The DID document: the keys that the issuer signs with, or signed with before."""
    return _json(did_document(get_object_or_404(Issuer, slug=slug)), content_type=DID_TYPE, max_age=60)


@require_safe
def achievement(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Achievement.objects.select_related("issuer__organisation"), pk=pk)
    if _prefers_json(request):
        return _negotiated(_json(achievement_document(found), content_type="application/ld+json", max_age=300))
    return _negotiated(
        render(
            request,
            "badges/achievement.html",
            {
                "achievement": found,
                "description": description_of(found),
                "outcomes": _with_places(outcomes_of(found)),
                "level_words": level_words(found.level),
            },
        )
    )


@require_safe
def achievement_svg(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Achievement, pk=pk)
    return _picture(badge_svg(found).encode(), content_type="image/svg+xml")


@require_safe
def achievement_png(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _picture(badge_png(get_object_or_404(Achievement, pk=pk)), content_type="image/png")


@require_safe
def status_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed list of what was taken back; kept by others for at most a minute."""
    found = get_object_or_404(StatusList.objects.select_related("issuer"), pk=pk)
    try:
        document = current_document(found)
    except KeyUnavailable:
        # Why is in the log; a verifier learns that it has to try again.
        return HttpResponse(
            _("The status list cannot be signed now. Try again in a few minutes."),
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "120", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"},
        )
    return _json(document, content_type=CREDENTIAL_TYPE, max_age=60)


def _with_places(outcomes: list[AchievedOutcome]) -> list[tuple[AchievedOutcome, str]]:
    """Return each outcome with the place on the page that an alignment points to: the first of each competence."""
    placed: dict[str, AchievedOutcome] = {}
    for outcome in outcomes:
        placed.setdefault(outcome.competence.code, outcome)
    return [
        (outcome, outcome.competence.code if placed[outcome.competence.code] is outcome else "") for outcome in outcomes
    ]


def _prefers_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", *JSON_TYPES]) in JSON_TYPES


def _negotiated(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept"])
    return response


def _profile(found: Issuer) -> HttpResponse:
    return _json(profile_document(found), content_type="application/ld+json", max_age=300)


def _json(document: dict[str, Any], *, content_type: str, max_age: int) -> HttpResponse:
    return HttpResponse(
        written(document),
        content_type=content_type,
        headers={"Cache-Control": f"max-age={max_age}", "Access-Control-Allow-Origin": "*"},
    )


def _picture(picture: bytes, *, content_type: str) -> HttpResponse:
    return HttpResponse(
        picture,
        content_type=content_type,
        headers={"Cache-Control": "max-age=300", "Access-Control-Allow-Origin": "*"},
    )
