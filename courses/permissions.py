"""Who may author what belongs to a provider and is no page."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from .groups import providers_of, speaks_for_all_providers
from .usage import is_used


class ActivityPermissionPolicy(ModelPermissionPolicy):
    """Teachers have their permissions on quizzes and H5P activities (``organisation``) of their own provider only.

    Nobody may delete one that a lesson uses, alone or with others: first the lesson lets go of it.
    """

    def user_has_permission_for_instance(self, user: AbstractBaseUser, action: str, instance: Any) -> bool:
        if not super().user_has_permission_for_instance(user, action, instance):
            return False
        if not speaks_for_all_providers(user) and not providers_of(user).filter(pk=instance.organisation_id).exists():
            return False
        return action != "delete" or not is_used(instance)

    def instances_user_has_any_permission_for(
        self, user: AbstractBaseUser, actions: Collection[str]
    ) -> QuerySet[Model]:
        instances = super().instances_user_has_any_permission_for(user, actions)
        if speaks_for_all_providers(user):
            return instances
        return instances.filter(organisation__in=providers_of(user))
