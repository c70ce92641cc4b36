"""What stands under “Training” in the admin: courses, runs, quizzes, H5P activities, organisations, competences."""

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.forms import Select
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import Column, DateColumn, UpdatedAtColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import ModelLogEntry
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.views.snippets import (
    DeleteView,
    EditView,
    HistoryView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from .forms import OwnProviderForm
from .h5p.viewset import H5PContentViewSet
from .models import Competence, CompetencyFramework, CoursePage, CourseRun, H5PContent, Organisation, Quiz
from .usage import refusal_to_delete


class OwnListing:
    """Lists what the person may author, by the permission policy of the model."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)
        instances = policy.instances_user_has_any_permission_for(request.user, {"add", "change", "delete", "view"})
        links = {field.name for field in self.model._meta.fields if field.remote_field}
        shown = links & {name for name in self.list_display if isinstance(name, str)}
        return instances.select_related(*shown) if shown else instances


class TrainingViewSet(OwnListing, SnippetViewSet):
    """Lists what the person may author, with the dates of the log: when it was created and last changed."""

    # The database's own search: a few hundred rows, and part of a word is found too.
    search_backend_name = None
    dates = (DateColumn("_created_at", label=_("Created"), sort_key="_created_at"), UpdatedAtColumn())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        created = (
            ModelLogEntry.objects.filter(
                content_type=ContentType.objects.get_for_model(self.model, for_concrete_model=False),
                object_id=Cast(OuterRef("pk"), CharField()),
                action="wagtail.create",
            )
            .order_by("timestamp")
            .values("timestamp")[:1]
        )
        return super().get_queryset(request).annotate(_created_at=Subquery(created))


class CourseListingViewSet(PageListingViewSet):
    """All courses in one flat list, wherever they stand in the tree."""

    name = "course_list"
    url_prefix = "courses/list"
    model = CoursePage
    icon = "list-ol"
    menu_label = _("Courses")
    columns: ClassVar = [
        PageTitleColumn("title", label=_("Title"), sort_key="title"),
        Column("code", label=_("Code"), sort_key="code"),
        Column("level", label=_("Level (EQF)"), sort_key="level"),
        Column("organisation", label=_("Provider"), sort_key="organisation__name"),
        DateColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]


class CourseRunViewSet(TrainingViewSet):
    model = CourseRun
    icon = "calendar-alt"
    menu_label = _("Course runs")
    list_display = (
        "code",
        "course",
        "starts_on",
        "ends_on",
        "seats",
        "region",
        "mode",
        *TrainingViewSet.dates,
    )
    list_filter = ("region", "mode", "starts_on")
    search_fields = ("code", "course__title", "course__code")
    ordering = ("-starts_on", "code")
    panels: ClassVar = [
        FieldPanel("code"),
        PageChooserPanel("course"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("seats")]),
        FieldRowPanel([FieldPanel("region"), FieldPanel("mode")]),
    ]


class OfOwnProvider:
    """A view of one object. Wagtail asks for the permission on the model; this also asks on the very object."""

    permission_on_object = "change"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)
        policy = policy_registry.get_by_type(self.model)
        if not policy.user_has_permission_for_instance(self.request.user, self.permission_on_object, found):
            raise PermissionDenied
        return found


class QuizEditView(OfOwnProvider, EditView):
    pass


class DeletesUnused(OfOwnProvider):
    """Deletes an activity that nothing uses. Of another it says where that is used, and leads back to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("delete") and (refusal := refusal_to_delete(self.object)):
            messages.error(request, refusal)
            return redirect(self.edit_url_name, self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class DeleteActivitiesAction(DeleteBulkAction):
    """Deletes those of the chosen activities that nothing uses, and says of the others where they are used."""

    models: ClassVar = [Quiz, H5PContent]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for activity in context["items_with_no_access"]:
            if refusal := refusal_to_delete(activity):
                messages.warning(self.request, refusal)
        return context


class QuizDeleteView(DeletesUnused, DeleteView):
    pass


class QuizHistoryView(OfOwnProvider, HistoryView):
    pass


class QuizViewSet(TrainingViewSet):
    model = Quiz
    icon = "help"
    menu_label = _("Quizzes")
    edit_view_class = QuizEditView
    delete_view_class = QuizDeleteView
    history_view_class = QuizHistoryView
    list_display = ("title", "organisation", "locale", *TrainingViewSet.dates)
    list_filter = ("organisation", "locale")
    search_fields = ("title", "organisation__name")
    ordering = ("title",)
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("organisation", widget=Select),
            FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("max_attempts"), FieldPanel("pause_hours")]),
            FieldPanel("questions"),
        ],
        base_form_class=OwnProviderForm,
    )


class H5PEditView(OfOwnProvider, H5PContentViewSet.edit_view_class):
    pass


class H5PDeleteView(DeletesUnused, H5PContentViewSet.delete_view_class):
    pass


class OwnH5PContentViewSet(OwnListing, H5PContentViewSet):
    edit_view_class = H5PEditView
    delete_view_class = H5PDeleteView


class OrganisationViewSet(TrainingViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    list_display = ("name", "kind", "region", "is_fictional", *TrainingViewSet.dates)
    list_filter = ("kind", "region", "size_class", "is_fictional")
    search_fields = ("name", "slug", "sector")
    ordering = ("name",)


class CompetencyFrameworkViewSet(TrainingViewSet):
    """A framework with what its levels mean and its areas. The competences of the areas have a list of their own."""

    model = CompetencyFramework
    icon = "table"
    menu_label = _("Competency frameworks")
    list_display = ("title", "version", "status", *TrainingViewSet.dates)
    search_fields = ("title", "slug")
    ordering = ("title",)


class CompetenceViewSet(TrainingViewSet):
    model = Competence
    icon = "tick-inverse"
    menu_label = _("Competences")
    list_display = ("code", "title", "area", *TrainingViewSet.dates)
    list_filter = ("area", "area__stage", "area__framework")
    search_fields = ("code", "title", "title_fi", "title_sv", "levels__descriptor")
    ordering = ("area__sort_order", "sort_order", "code")


class TrainingViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Training")
    menu_name = "training"
    menu_icon = "clipboard-list"
    menu_order = 150
    items = (
        CourseListingViewSet,
        CourseRunViewSet,
        QuizViewSet,
        OwnH5PContentViewSet,
        OrganisationViewSet,
        CompetencyFrameworkViewSet,
        CompetenceViewSet,
    )
