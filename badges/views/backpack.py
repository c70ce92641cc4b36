"""The learner's own badges. Everybody else gets 404, so that not even their number shows."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ..addresses import absolute
from ..credentials import share_credential, show_name_of_holder, stop_sharing_credential
from ..models import Credential
from ..openbadges.summary import summarise
from ..words import level_words
from .files import json_file, png_file

BADGES_PER_PAGE = 60


@never_cache
@require_safe
@login_required
def badges(request: HttpRequest) -> HttpResponse:
    page = Paginator(Credential.objects.of(request.user).for_display(), BADGES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "badges/badge_list.html", {"credentials": page})


@never_cache
@require_safe
@login_required
def badge(request: HttpRequest, pk: UUID) -> HttpResponse:
    credential = _own(request, pk)
    summary = summarise(credential.document)
    return render(
        request,
        "badges/badge.html",
        {
            "credential": credential,
            "summary": summary,
            "level_words": level_words(summary.eqf_level),
            "shared_url": (
                absolute(reverse("badges:shared", args=[credential.share_token])) if credential.is_shared else ""
            ),
        },
    )


@login_required
@require_POST
def sharing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Share the badge, withdraw its link, show or hide the holder's name, as the button says that was pressed."""
    credential = _own(request, pk)
    action = request.POST.get("action", "")
    if action == "share":
        share_credential(credential)
        messages.success(request, _("Your badge has a link now. Whoever has the link can see it."))
    elif action == "withdraw":
        stop_sharing_credential(credential)
        messages.success(request, _("The link is withdrawn. Nobody can see the badge with it any more."))
    elif action == "show-name":
        show_name_of_holder(credential, shows_name=True)
        messages.success(request, _("The shared page shows your name now."))
    elif action == "hide-name":
        show_name_of_holder(credential, shows_name=False)
        messages.success(request, _("The shared page does not show your name any more."))
    else:
        messages.error(request, _("Nothing was changed: the page did not say what to do. Press the button again."))
    return redirect("badges:credential", pk=credential.pk)


@never_cache
@require_safe
@login_required
def badge_png(request: HttpRequest, pk: UUID) -> HttpResponse:
    return png_file(_own(request, pk))


@never_cache
@require_safe
@login_required
def badge_json(request: HttpRequest, pk: UUID) -> HttpResponse:
    return json_file(_own(request, pk))


def _own(request: HttpRequest, pk: UUID) -> Credential:
    return get_object_or_404(Credential.objects.of(request.user).for_display(), pk=pk)
