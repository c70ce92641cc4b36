"""Whose is it? The question behind every list, chooser and view of the admin, asked of the policy of the model."""

from collections.abc import Collection
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionPermissionLookupMixin
from wagtail.permissions import policy_registry

from .groups import providers_of, speaks_for_all_providers

SEEN_BY = frozenset({"add", "change", "delete", "view", "choose", "publish", "lock", "unlock", "bulk_delete"})
"""Who may do any of this with a thing may know that it exists."""


class OfProviderPolicy(ModelPermissionPolicy):
    """People have their permissions on what belongs to their own provider only.

    Who speaks for all providers has them on everything, also on what belongs to none.
    """

    def __init__(self, model: type[Model], *, provider: str = "organisation") -> None:
        """``provider`` is the path from the model to the organisation, as in a lookup."""
        super().__init__(model)
        self.provider = provider

    def is_limited(self, user: AbstractBaseUser) -> bool:
        return not speaks_for_all_providers(user)

    def own(self, user: AbstractBaseUser) -> Q:
        return Q(**{f"{self.provider}__in": providers_of(user)})

    def choosable(self, user: AbstractBaseUser) -> QuerySet[Model]:
        """Return what the person may put into something of the own: the provider's, and what belongs to none."""
        found = self.model._default_manager.all()
        if not self.is_limited(user):
            return found
        return found.filter(self.own(user) | Q(**{f"{self.provider}__isnull": True}))

    def user_has_permission_for_instance(self, user: AbstractBaseUser, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action) and self.is_within(user, instance)

    def user_has_any_permission_for_instance(
        self, user: AbstractBaseUser, actions: Collection[str], instance: Any
    ) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def is_within(self, user: AbstractBaseUser, instance: Any) -> bool:
        if not self.is_limited(user):
            return True
        return self.model._default_manager.filter(self.own(user), pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: AbstractBaseUser, actions: Collection[str]
    ) -> QuerySet[Model]:
        instances = super().instances_user_has_any_permission_for(user, actions)
        return instances.filter(self.own(user)) if self.is_limited(user) else instances


class _ViewOfObject(Protocol):
    model: type[Model]
    request: HttpRequest

    def get_object(self, *args: Any, **kwargs: Any) -> Any: ...


class OfOwnProvider:
    """A view of one object. Wagtail asks for the permission on the model; this also asks on the very object."""

    permissions_on_object: Collection[str] = frozenset({"add", "change", "delete", "view"})

    def get_object(self: _ViewOfObject, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[safe-super]
        policy = policy_registry.get_by_type(self.model)
        # A view that adds has none yet.
        wanted = self.permissions_on_object  # type: ignore[attr-defined]
        if found is not None and not policy.user_has_any_permission_for_instance(self.request.user, wanted, found):
            raise PermissionDenied
        return found


class OwnObjects:
    """A viewset whose list holds what the person may author or see, and whose views open nothing else."""

    model: type[Model]
    list_display: Any

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)
        instances = policy.instances_user_has_any_permission_for(request.user, {"add", "change", "delete", "view"})
        links = {field.name for field in self.model._meta.fields if field.remote_field}
        shown = links & {name for name in self.list_display if isinstance(name, str)}
        return instances.select_related(*shown) if shown else instances

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        if hasattr(view_class, "get_object") and not issubclass(view_class, OfOwnProvider):
            view_class = type(view_class.__name__, (OfOwnProvider, view_class), {"__module__": view_class.__module__})
        return super().construct_view(view_class, **kwargs)  # type: ignore[misc]


def may_see(user: AbstractBaseUser, instance: Model) -> bool:
    """Whether the admin may tell the person of a thing, by the policy of its model."""
    policy = policy_registry.get_by_type(type(instance))
    if isinstance(instance, Page):
        return policy.explorable_instances(user).filter(pk=instance.pk).exists()
    return policy.user_has_any_permission_for_instance(user, SEEN_BY, instance)


def may_choose(user: AbstractBaseUser, model: type[Model], keys: Collection[Any]) -> set[Any]:
    """Return those of the keys whose things the person may put into something of the own.

    Of pages those are what is published, whoever has it, and the own; of quizzes and the like the own, and what belongs
    to nobody; of files those of the collections from which the person may choose. In one query.
    """
    if issubclass(model, Page):
        own = policy_registry.get_by_type(Page).explorable_instances(user).filter(pk__in=keys)
        found = Page.objects.filter(Q(live=True) | Q(pk__in=own.values("pk")), pk__in=keys)
        return set(found.values_list("pk", flat=True))
    policy = policy_registry.get_by_type(model)
    if isinstance(policy, OfProviderPolicy):
        return set(policy.choosable(user).filter(pk__in=keys).values_list("pk", flat=True))
    if isinstance(policy, CollectionPermissionLookupMixin):
        files = policy.instances_user_has_any_permission_for(user, {"choose", "change", "add"})
        return set(files.filter(pk__in=keys).values_list("pk", flat=True))
    return set(keys)


def colleagues_of(user: AbstractBaseUser) -> QuerySet[Any]:
    """Return the people of the person's own providers, and the person."""
    people = get_user_model()._default_manager.all()
    if speaks_for_all_providers(user):
        return people
    providers = providers_of(user)
    groups = Group.objects.filter(Q(organisation__in=providers) | Q(reviews_for__in=providers))
    return people.filter(Q(pk__in=people.filter(groups__in=groups).values("pk")) | Q(pk=user.pk))
