from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learners import privacy

from ..account_deletion import LastAdministrator, delete_account


class DeletionForm(forms.Form):
    is_sure = forms.BooleanField(
        label=_("I have downloaded what I want to keep, and want my account deleted. It cannot be brought back."),
        error_messages={"required": _("Nothing was deleted. Tick the box first, if you are sure.")},
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.account")
def delete(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; after a tick delete the account of the person, who was there a moment ago."""
    form = DeletionForm(request.POST) if request.method == "POST" else DeletionForm()
    if request.method == "POST" and form.is_valid():
        person = get_user_model().objects.get(pk=request.user.pk)
        try:
            delete_account(person)
        except LastAdministrator:
            form.add_error(None, _("You are the only administrator. Make somebody else one first; then you can leave."))
        else:
            logout(request)
            return redirect("account_deleted")
    erasures = privacy.erasures()
    return render(
        request,
        "account/delete.html",
        {
            "form": form,
            "goes": [sentence for erasure in erasures for sentence in erasure.goes],
            "stays": [sentence for erasure in erasures for sentence in erasure.stays],
        },
        status=422 if form.errors else 200,
    )


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "account/deleted.html")
