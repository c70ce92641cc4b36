"""Who may author what belongs to a provider and is no page."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from .groups import providers_of, speaks_for_all_providers
from .h5p.viewset import UnusedPermissionPolicy


class ProviderPermissionPolicy(ModelPermissionPolicy):
    """Teachers have their permissions on the things of their own provider only. The model has an ``organisation``."""

    def user_has_permission_for_instance(self, user: AbstractBaseUser, action: str, instance: Any) -> bool:
        if not super().user_has_permission_for_instance(user, action, instance):
            return False
        return speaks_for_all_providers(user) or providers_of(user).filter(pk=instance.organisation_id).exists()

    def instances_user_has_any_permission_for(
        self, user: AbstractBaseUser, actions: Collection[str]
    ) -> QuerySet[Model]:
        instances = super().instances_user_has_any_permission_for(user, actions)
        if speaks_for_all_providers(user):
            return instances
        return instances.filter(organisation__in=providers_of(user))


class H5PContentPermissionPolicy(UnusedPermissionPolicy, ProviderPermissionPolicy):
    """An H5P activity is authored by its provider, and cannot be deleted while a lesson plays it."""
