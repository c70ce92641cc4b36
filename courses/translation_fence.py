"""Whose translations are these? Only what a person may edit, in both languages, may that person translate.

``wagtail-localize`` asks whether somebody may submit anything at all for translation, and of snippets only whether they
may edit that kind of thing. With several providers on one site that is not enough. Imported only where it is installed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page, TranslatableMixin
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.report import TranslationsReportView

from .groups import speaks_for_all_providers
from .ownership import OfProviderPolicy

NAMES_NOTHING = ("javascript_catalog", "translations_report", "translations_report_results")
"""Of these the report lists one's own only, see ``show_own_translations_in_report``."""


def names_foreign_translation(request: HttpRequest, name: str, parameters: dict[str, Any]) -> bool:
    """Whether an address of ``wagtail-localize`` is about something that the person may not edit, or not publish.

    ``name`` is that of the address without its namespace. What does not exist is the view's to say. An address that
    names nothing that is known here is for those who speak for all providers, and they are not asked.
    """
    user = request.user
    if name in NAMES_NOTHING:
        return False
    if "translation_id" in parameters:
        translation = Translation.objects.filter(pk=parameters["translation_id"]).first()
        return translation is not None and not _may_edit(user, _target_of(translation))
    if "translation_source_id" in parameters:
        source = TranslationSource.objects.filter(pk=parameters["translation_source_id"]).first()
        return source is not None and not _may_update(request, source)
    if "page_id" in parameters:
        page = Page.objects.filter(pk=parameters["page_id"]).first()
        return page is not None and not _may_edit(user, page)
    if name == "submit_snippet_translation":
        snippet = _snippet(parameters)
        return snippet is not None and not _may_edit(user, snippet)
    return True


def show_own_translations_in_report() -> None:
    """The report of translations lists those of the whole site."""
    TranslationsReportView.get_queryset = _of_own_things(TranslationsReportView.get_queryset)


def _may_update(request: HttpRequest, source: TranslationSource) -> bool:
    """Updating may publish, which wagtail-localize does without asking."""
    targets = [_target_of(translation) for translation in source.translations.filter(enabled=True)]
    if not _may_edit(request.user, _source_instance(source)) or not all(_may_edit(request.user, t) for t in targets):
        return False
    publishes = request.method == "POST" and "publish_translations" in request.POST
    return not publishes or all(_may_publish(request.user, target) for target in targets)


def _may_edit(user: AbstractBaseUser, instance: Model | None) -> bool:
    if instance is None:
        return False
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_edit()
    policy = policy_registry.get_by_type(type(instance))
    return bool(policy.user_has_permission_for_instance(user, "change", instance))


def _may_publish(user: AbstractBaseUser, instance: Model | None) -> bool:
    return not isinstance(instance, Page) or instance.permissions_for_user(user).can_publish()


def _target_of(translation: Translation) -> Model | None:
    """Return what the translation has made, or its source while it has made nothing."""
    model = translation.source.specific_content_type.model_class()
    made = model._default_manager.filter(
        translation_key=translation.source.object_id, locale=translation.target_locale_id
    )
    return made.first() or _source_instance(translation.source)


def _source_instance(source: TranslationSource) -> Model | None:
    model = source.specific_content_type.model_class()
    return model._default_manager.filter(translation_key=source.object_id, locale=source.locale_id).first()


def _snippet(parameters: dict[str, Any]) -> Model | None:
    try:
        model = apps.get_model(parameters["app_label"], parameters["model_name"])
    except LookupError:
        return None
    key = str(parameters["pk"])
    if not issubclass(model, TranslatableMixin) or not key.isdecimal():
        return None
    return model._default_manager.filter(pk=key).first()


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
            things = policy.instances_user_has_any_permission_for(user, {"change"})
            own |= Q(source__object__in=things.order_by().values("translation_key"))
    return own
