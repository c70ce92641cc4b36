"""Whose translations are these? ``wagtail-localize`` asks of pages, and of snippets only for the model.

Imported only where ``wagtail_localize`` is installed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.report import TranslationsReportView

from .groups import speaks_for_all_providers
from .ownership import OfProviderPolicy, may_choose, may_see


def names_foreign_translation(user: AbstractBaseUser, parameters: dict[str, Any]) -> bool:
    """Whether an address of ``wagtail-localize`` names a thing, or a translation of one, of which nobody may know."""
    things = list(_named(parameters))
    if "model_name" in parameters and "pk" not in parameters:
        # Everything of a kind: only who speaks for all may have that.
        return True
    return any(not (may_see(user, thing) or _is_offered(user, thing)) for thing in things)


def show_own_translations_in_report() -> None:
    """The report of translations lists those of the whole site."""
    TranslationsReportView.get_queryset = _of_own_things(TranslationsReportView.get_queryset)


def _named(parameters: dict[str, Any]) -> list[Model]:
    found: list[Model | None] = []
    if "translation_id" in parameters:
        translation = Translation.objects.filter(pk=parameters["translation_id"]).first()
        found.append(translation.source.get_source_instance() if translation else None)
    if "translation_source_id" in parameters:
        source = TranslationSource.objects.filter(pk=parameters["translation_source_id"]).first()
        found.append(source.get_source_instance() if source else None)
    if "pk" in parameters:
        try:
            model = apps.get_model(parameters["app_label"], parameters["model_name"])
            found.append(model._default_manager.filter(pk=parameters["pk"]).first())
        except (LookupError, ValueError):
            # What there is no such thing of is the view's to say.
            pass
    return [thing for thing in found if thing is not None]


def _is_offered(user: AbstractBaseUser, thing: Model) -> bool:
    return not isinstance(thing, Page) and thing.pk in may_choose(user, type(thing), {thing.pk})


def _of_own_things(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def get_queryset(self: TranslationsReportView) -> QuerySet[Translation]:
        found = original(self)
        user = self.request.user
        return found if speaks_for_all_providers(user) else found.filter(_own(user))

    return get_queryset


def _own(user: AbstractBaseUser) -> Q:
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    own = Q(source__object__in=pages.values("translation_key"))
    for model, policy in policy_registry.values_by_class.items():
        if isinstance(policy, OfProviderPolicy) and hasattr(model, "translation_key"):
            things = model._default_manager.filter(policy.own(user))
            own |= Q(source__object__in=things.values("translation_key"))
    return own
