"""Forms of the admin that offer and accept what is the author's own provider's."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

Reference = tuple[type[Model], Any]


class UsesOwnMaterial:
    """A form whose author puts in only what a chooser would offer: own quizzes, activities and files, public pages.

    What the choosers do not offer comes from nobody's hand but that of somebody who tries keys, so it is refused as a
    whole: to show the form again would show what has been tried. What is there already may stay, whoever chose it.
    """

    for_user: Any
    instance: Any
    cleaned_data: dict[str, Any]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self._limit_material()

    def _limit_material(self) -> None:
        from .groups import speaks_for_all_providers
        from .ownership import may_choose

        if self.for_user is None or speaks_for_all_providers(self.for_user):
            return
        foreign = {
            (model, key)
            for model, keys in _by_model(self._references()).items()
            for key in keys - may_choose(self.for_user, model, keys)
        }
        if foreign and not foreign <= self._references_before():
            raise PermissionDenied

    def _references(self) -> set[Reference]:
        found = set(_references_in(self.instance))
        for form in (self, *self._child_forms()):
            values = getattr(form, "cleaned_data", {}).items()
            found |= {_reference_to(value) for name, value in values if isinstance(value, Model) and name != "id"}
        return found

    def _child_forms(self) -> Iterator[Any]:
        for formset in getattr(self, "formsets", {}).values():
            if formset.is_bound:
                formset.is_valid()
                yield from formset.forms

    def _references_before(self) -> set[Reference]:
        if self.instance.pk is None:
            return set()
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        latest = getattr(stored, "get_latest_revision_as_object", lambda: stored)()
        found = set()
        for version in (stored, latest):
            found |= set(_references_in(version))
            for relation in getattr(version._meta, "child_relations", ()):
                for child in getattr(version, relation.get_accessor_name()).all():
                    found |= set(_references_in(child))
        return found


def _references_in(instance: Model) -> Iterator[Reference]:
    """Yield what the fields of one row point to, in StreamFields and formatted text too."""
    for field in instance._meta.get_fields():
        value = getattr(instance, field.attname, None) if field.many_to_one and field.concrete else None
        if value is not None and field.remote_field.model is not None:
            yield _base_of(field.remote_field.model), value
        elif hasattr(field, "extract_references"):
            for model, key, _model_path, _content_path in field.extract_references(field.value_from_object(instance)):
                yield _base_of(model), model._meta.pk.to_python(key)


def _reference_to(instance: Model) -> Reference:
    return _base_of(type(instance)), instance.pk


def _base_of(model: type[Model]) -> type[Model]:
    from wagtail.models import Page

    return Page if issubclass(model, Page) else model


def _by_model(references: set[Reference]) -> dict[type[Model], set[Any]]:
    sorted_keys: dict[type[Model], set[Any]] = {}
    for model, key in references:
        sorted_keys.setdefault(model, set()).add(key)
    return sorted_keys


class OwnProviderForm(UsesOwnMaterial, WagtailAdminModelForm):
    """Teachers author for their own provider, so it is chosen already and the others are not offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_own_providers(self)


class OwnCourseForm(WagtailAdminModelForm):
    """What belongs to a course is written for a course that the author may change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from wagtail.models import Page
        from wagtail.permissions import policy_registry

        super().__init__(*args, **kwargs)
        course = self.fields.get("course")
        if course is not None and self.for_user is not None:
            own = policy_registry.get_by_type(Page).instances_user_has_permission_for(self.for_user, "change")
            course.queryset = course.queryset.filter(pk__in=own.values("pk"))


class ProviderPageForm(UsesOwnMaterial, WagtailAdminPageForm):
    """A page of a course, or an index of courses. Whose it is does not change by the hand of one provider's people."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_own_providers(self)


def _offer_own_providers(form: Any) -> None:
    from .groups import providers_of, speaks_for_all_providers

    provider = form.fields.get("organisation")
    if provider is None or form.for_user is None or speaks_for_all_providers(form.for_user):
        return
    offered = providers_of(form.for_user)
    if form.instance.organisation_id is not None and form.instance.pk is not None:
        # What a coordinator has set stays as it is.
        offered = provider.queryset.filter(pk=form.instance.organisation_id)
    provider.queryset = offered
    provider.required = True
    if form.instance.organisation_id is None:
        form.initial["organisation"] = offered.first()
