"""The form by which anybody writes to the site, with or without an account."""

from typing import Any
from urllib.parse import urlsplit

from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ..feedback import receive_feedback
from ..models import Feedback

WAIT = 60 * 60
"""Seconds: the time of the limit on messages, see ``ACCOUNT_RATE_LIMITS``."""


class FeedbackForm(forms.ModelForm):
    # Nobody sees it; a machine that fills in whatever it finds does so here too.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    class Meta:
        model = Feedback
        fields = ("subject", "message", "page", "email")
        labels = {  # noqa: RUF012
            "subject": _("What is it about?"),
            "message": _("Your message"),
            "page": _("Address of the page that it is about"),
            "email": _("Your e-mail address, if you want an answer"),
        }
        widgets = {  # noqa: RUF012
            "subject": forms.RadioSelect,
            "message": forms.Textarea(attrs={"rows": 7}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        error_messages = {  # noqa: RUF012
            "message": {"required": _("Write what you want to tell us.")},
        }

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            # Said, not hidden: the browser of a person may have filled it in for them.
            self.data = self.data.copy()
            self.data["website"] = ""
            raise ValidationError(_("A hidden field was filled in, as machines do. It is empty again: send once more."))
        return ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, FeedbackForm(initial=_initial(request)))
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    if not ratelimit.consume(request, action="feedback"):
        form.add_error(None, _("Many messages came from where you are. Nothing was sent: try again in an hour."))
        response = _show(request, form, status=429)
        response["Retry-After"] = str(WAIT)
        return response
    written = {name: form.cleaned_data[name] for name in FeedbackForm.Meta.fields}
    sender = request.user if request.user.is_authenticated else None
    receive_feedback(**written, language=get_language() or "en", sender=sender)
    return redirect("feedback_sent")


@require_safe
def feedback_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "home/feedback_sent.html")


def _show(request: HttpRequest, form: FeedbackForm, *, status: int = 200) -> HttpResponse:
    return render(request, "home/feedback.html", {"form": form}, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    is_known = request.GET.get("about") in Feedback.Subject.values
    return {
        "subject": request.GET["about"] if is_known else Feedback.Subject.ACCESSIBILITY,
        "page": _page_before(request),
        "email": getattr(request.user, "email", ""),
    }


def _page_before(request: HttpRequest) -> str:
    """Return the address of the page on which the person was, without its query; "" unless it is one of ours."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    parts = urlsplit(before)
    if parts.path.startswith(reverse("feedback")):
        return ""
    return parts._replace(query="", fragment="").geturl()[:500]
