"""Who may translate what: only what the person may edit, in both languages.

wagtail-localize asks whether somebody may submit anything at all for translation, and of quizzes and activities only
whether they may edit that kind of thing. With several providers on one site that is not enough, so each of its
addresses is looked at before its view is asked.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page, TranslatableMixin
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource

from courses.groups import speaks_for_all_providers
from courses.models import H5PContent, Quiz

NAMESPACE = "wagtail_localize"
OPEN = ("javascript_catalog", "translations_report", "translations_report_results")
"""What names nothing. The report lists one's own only, see ``own_translations``."""


def is_beyond(request: HttpRequest, name: str, parameters: dict[str, Any]) -> bool:
    """Whether an address of wagtail-localize is about something that the person may not edit, or publish.

    ``name`` is that of the address without its namespace. What does not exist is the view's to say; what names nothing
    that is known here is for those who speak for all providers.
    """
    user = request.user
    if name in OPEN or speaks_for_all_providers(user):
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


def own_translations(user: AbstractBaseUser, translations: QuerySet[Translation]) -> QuerySet[Translation]:
    """Return the translations of what the person may edit."""
    if speaks_for_all_providers(user):
        return translations
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    own = Q(source__object__in=pages.values("translation_key"))
    for model in (Quiz, H5PContent):
        policy = policy_registry.get_by_type(model)
        instances = policy.instances_user_has_any_permission_for(user, {"change"})
        own |= Q(source__object__in=instances.order_by().values("translation_key"))
    return translations.filter(own)


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
