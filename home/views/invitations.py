"""Inviting staff, in the admin; and taking an invitation up, for whom it was sent to."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from ..forms import NameForm
from ..invitations import (
    InvitationRefused,
    accept_as,
    accept_as_somebody_new,
    account_of,
    invitation_of,
    invite,
    send_again,
    withdraw,
)
from ..models import Invitation
from ..staff import groups_that_may_be_given


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150)
    groups = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Groups"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What the person may do. You can give the groups that you are in yourself."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = groups_that_may_be_given(by)  # type: ignore[attr-defined]


class AcceptForm(NameForm):
    """What somebody new chooses: what to be called, and a password."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(password_validators_help_text_html, str)(),
    )

    def _post_clean(self) -> None:
        super()._post_clean()
        # After the name is in the account that is being made: a password may not be like it.
        try:
            validate_password(self.cleaned_data.get("password") or "", self.instance)
        except ValidationError as error:
            if "password" not in self.errors:
                self.add_error("password", error)


class _ForThoseWhoInvite(WagtailAdminTemplateMixin):
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_invite(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
            {"url": reverse("home_invitations:list"), "label": _("Invitations")},
        ]


class InvitationListView(_ForThoseWhoInvite, TemplateView):
    page_title = gettext_lazy("Invitations")
    template_name = "home/admin/invitations.html"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Invite somebody"), url=reverse("home_invitations:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = invitations_of(self.request.user).select_related("invited_by").prefetch_related("groups")
        return super().get_context_data(invitations=found[:200], **kwargs)


class InviteView(_ForThoseWhoInvite, FormView):
    page_title = gettext_lazy("Invite somebody")
    template_name = "home/admin/invite.html"
    form_class = InviteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"language": self.request.LANGUAGE_CODE}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            invitation = invite(**form.cleaned_data, by=self.request.user)
        except InvitationRefused as refused:
            form.add_error(None, ValidationError(str(refused)))
            return self.form_invalid(form)
        messages.success(self.request, _("The invitation is on its way to {email}.").format(email=invitation.email))
        return redirect("home_invitations:list")


@require_POST
def send_invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _own_or_404(request, pk)
    try:
        send_again(invitation, by=request.user)
    except InvitationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("A new link is on its way to {email}. The old one works no more.").format(email=invitation.email)
        )
    return redirect("home_invitations:list")


@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _own_or_404(request, pk)
    if withdraw(invitation, by=request.user).withdrawn_at:
        messages.success(request, _("The invitation to {email} is withdrawn.").format(email=invitation.email))
    else:
        messages.info(request, _("{email} has taken up the invitation already.").format(email=invitation.email))
    return redirect("home_invitations:list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let the invited choose a name and a password, or take it up with the account that they have."""
    try:
        found = invitation_of(token)
        account = account_of(found)
        if account is not None and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.is_authenticated:
            return _for_somebody_known(request, found, token=token, account=account)
        return _for_somebody_new(request, found, token=token)
    except InvitationRefused as refused:
        return render(request, "account/invitation_refused.html", {"sentence": str(refused)}, status=410)


def may_invite(user: Any) -> bool:
    return user.is_active and user.has_perm("home.add_user")


def invitations_of(user: Any) -> QuerySet[Invitation]:
    """Return the invitations that the person may see and withdraw: administrators all, others their own."""
    return Invitation.objects.all() if user.is_superuser else Invitation.objects.filter(invited_by=user.pk)


def _own_or_404(request: HttpRequest, pk: int) -> Invitation:
    if not may_invite(request.user):
        raise PermissionDenied
    return get_object_or_404(invitations_of(request.user), pk=pk)


def _for_somebody_known(request: HttpRequest, found: Invitation, *, token: str, account: Any) -> HttpResponse:
    if account != request.user:
        return render(request, "account/invitation_of_another.html", {"invitation": found}, status=403)
    if request.method == "POST":
        accept_as(token, person=get_user_model().objects.get(pk=request.user.pk))
        messages.success(request, _("Welcome. You may work in the admin now."))
        return redirect("wagtailadmin_home")
    return render(request, "account/invitation_known.html", {"invitation": found})


def _for_somebody_new(request: HttpRequest, found: Invitation, *, token: str) -> HttpResponse:
    person = get_user_model()(email=found.email)
    initial = {"first_name": found.first_name, "last_name": found.last_name}
    form = AcceptForm(request.POST if request.method == "POST" else None, instance=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = accept_as_somebody_new(
            token,
            first_name=form.cleaned_data["first_name"],
            last_name=form.cleaned_data["last_name"],
            password=form.cleaned_data["password"],
        )
        login = Login(user=made, redirect_url=reverse("wagtailadmin_home"))
        return perform_password_login(request, {"email": made.email}, login)
    return render(
        request,
        "account/invitation.html",
        {"form": form, "invitation": found},
        status=422 if request.method == "POST" else 200,
    )
