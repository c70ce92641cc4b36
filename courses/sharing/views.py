from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from .cards import card_of, card_png
from .offering import public_page

A_YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The picture of a page that anybody may read, for ever: another picture has another address.

    The address of a picture that is no more leads to the one that is, so a link that was shared keeps its picture, and
    nobody can have anything drawn but what a page shows now.
    """
    page = public_page(pk)
    if page is None:
        raise Http404
    card = card_of(page)
    if digest != card.digest:
        response = redirect(reverse("courses_sharing:picture", args=(pk, card.digest)))
        response["Cache-Control"] = "max-age=300"
        return response
    return HttpResponse(
        card_png(card),
        content_type="image/png",
        headers={"Cache-Control": f"public, max-age={A_YEAR}, immutable", "Access-Control-Allow-Origin": "*"},
    )
