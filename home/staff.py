"""Who may make whom what. Nobody gives a group that they do not have, nor touches somebody who may do more.

Wagtail lets everybody who may change users give any group, and the whole site with it. Here administrators may do
everything; others who may add or change users hand on the groups that they are in themselves.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet


def groups_that_may_be_given(by: Any) -> QuerySet[Group]:
    """Return the groups that the person may put others into."""
    if not by.is_active:
        return Group.objects.none()
    if by.is_superuser:
        return Group.objects.order_by("name")
    return Group.objects.filter(user=by.pk).order_by("name") if by.has_perm("home.add_user") else Group.objects.none()


def may_manage(by: Any, person: Any) -> bool:
    """Whether ``by`` may change the account of ``person``: not when that opened what is closed to ``by``.

    Whoever sets somebody's address or password can sign in as them.
    """
    if by.is_superuser or by.pk == person.pk:
        return True
    own = set(Group.objects.filter(user=by.pk).values_list("pk", flat=True))
    theirs = set(person.groups.values_list("pk", flat=True))
    return not person.is_superuser and theirs <= own and not person.user_permissions.exists()
