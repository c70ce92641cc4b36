from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..sessions import end_all_sessions, end_other_sessions, end_session, sessions_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where the person is signed in; sign them out in one place (``end``), elsewhere or everywhere (``scope``)."""
    if request.method != "POST":
        return render(request, "account/sessions.html", {"sessions": sessions_of(request)})
    scope = request.POST.get("scope", "")
    if scope == "all":
        end_all_sessions(request)
        messages.success(request, _("You are signed out everywhere."))
        return redirect("account_login")
    if scope == "others":
        count = end_other_sessions(request)
        said = ngettext(
            "You are signed out in one other place.", "You are signed out in %(count)d other places.", count
        )
        messages.success(request, said % {"count": count})
    elif request.POST.get("end", "").isdecimal() and end_session(request, int(request.POST["end"][:18])):
        messages.success(request, _("You are signed out there."))
    else:
        messages.info(request, _("You are not signed in there any more."))
    return redirect("account_sessions" if request.user.is_authenticated else "account_login")
