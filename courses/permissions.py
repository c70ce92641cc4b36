"""Who may author what belongs to a provider and is no page."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from .groups import reviews_for, speaks_for_all_providers
from .models import CoursePage
from .moderation import is_published
from .ownership import OfProviderPolicy
from .usage import is_used


class ActivityPermissionPolicy(OfProviderPolicy):
    """Quizzes and H5P activities. Nobody may delete one that a lesson uses: first the lesson lets go of it.

    They have no drafts: what is saved is there. So where a provider wants its pages reviewed, only a reviewer changes
    one that a published lesson holds.
    """

    def user_has_permission_for_instance(self, user: AbstractBaseUser, action: str, instance: Any) -> bool:
        if not super().user_has_permission_for_instance(user, action, instance):
            return False
        if action == "change":
            return not self.needs_reviewer(user, instance)
        return action != "delete" or not is_used(instance)

    def needs_reviewer(self, user: AbstractBaseUser, instance: Any) -> bool:
        """Whether the person may author the activity, and may not change it because it stands where learners are."""
        provider = instance.organisation
        if provider is None or not provider.requires_review or reviews_for(user, provider):
            return False
        return is_published(instance.translation_key)


class CourseRunPermissionPolicy(OfProviderPolicy):
    """The runs of a course are changed by whoever may change the course."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(model, provider="course__organisation")

    def own(self, user: AbstractBaseUser) -> Q:
        courses = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
        return Q(course__in=CoursePage.objects.filter(pk__in=courses.values("pk")).values("pk"))


class OrganisationPermissionPolicy(ModelPermissionPolicy):
    """Everybody in the admin who may look at organisations sees all. Who changes them speaks for all providers."""

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        if action in ("add", "delete") and not speaks_for_all_providers(user):
            return False
        return super().user_has_permission(user, action)

    def user_has_any_permission(self, user: AbstractBaseUser, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
