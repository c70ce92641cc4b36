"""Everything about one's own account on one page, and the few things that allauth has no page for."""

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ..forms import NameForm
from ..second_factor import has_factor
from ..sessions import sessions_of


@login_required
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "account/overview.html",
        {
            "has_factor": has_factor(request.user),
            "session_count": len(sessions_of(request)),
            "institutions": SocialAccount.objects.filter(user=request.user.pk),
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your name is saved."))
        return redirect("account_overview")
    # The form has put what was typed into the user; the page around it goes on to show what is stored.
    request.user.refresh_from_db(fields=["first_name", "last_name"])
    return render(request, "account/name.html", {"form": form}, status=422 if request.method == "POST" else 200)
