"""The users section of the admin, with the rules of ``home.staff``: who may be given what, and by whom."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from .staff import groups_that_may_be_given, may_manage


class _GivesOnlyWhatMayBeGiven:
    """A form for an account, filled in ``by`` somebody: only the groups that they may give are theirs to set."""

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = groups_that_may_be_given(by)  # type: ignore[attr-defined]
        if not by.is_superuser:
            self.fields.pop("is_superuser", None)  # type: ignore[attr-defined]

    def clean_groups(self) -> Any:
        """Keep the groups of the account that ``by`` may neither give nor take."""
        chosen = self.cleaned_data["groups"]  # type: ignore[attr-defined]
        account = self.instance  # type: ignore[attr-defined]
        if account.pk is None:
            return chosen
        may_give = self.fields["groups"].queryset.values("pk")  # type: ignore[attr-defined]
        return [*chosen, *account.groups.exclude(pk__in=may_give)]


class CreationForm(_GivesOnlyWhatMayBeGiven, UserCreationForm):
    pass


class EditForm(_GivesOnlyWhatMayBeGiven, UserEditForm):
    pass


class IndexView(users.IndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm("home.add_user"):
            return super().header_buttons
        invite = HeaderButton(_("Invite somebody"), url=reverse("home_invitations:add"), icon_name="mail")
        return [invite, *super().header_buttons]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        if not self.request.user.has_perm("home.add_user"):
            return super().header_more_buttons
        return [
            *super().header_more_buttons,
            HeaderButton(_("Invitations"), url=reverse("home_invitations:list"), icon_name="mail"),
        ]


class CreateView(users.CreateView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}


class EditView(users.EditView):
    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not may_manage(request.user, self.object):
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}


class DeleteView(users.DeleteView):
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not may_manage(request.user, self.get_object()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class UserViewSet(users.UserViewSet):
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    # Its form would not know who may be given what, and no two people are alike.
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:
        return EditForm if for_update else CreationForm


def guard_bulk_action(request: Any, action_type: str, objects: Any, action: Any) -> None:
    """Leave what is done to many accounts at once to administrators: no form of it knows who may be given what."""
    if action.model is get_user_model() and not request.user.is_superuser:
        raise PermissionDenied
