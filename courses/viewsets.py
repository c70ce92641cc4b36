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
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import DeleteView, EditView, SnippetViewSet, SnippetViewSetGroup

from .forms import OwnCourseForm, OwnProviderForm
from .h5p.viewset import H5PContentViewSet
from .models import Competence, CompetencyFramework, CoursePage, CourseRun, H5PContent, Organisation, Quiz
from .ownership import OfOwnProvider, OwnObjects
from .usage import refusal_to_delete

_NEEDS_REVIEWER = _(
    "“%(title)s” stands in a published lesson, and %(provider)s has its pages reviewed: a reviewer changes it. "
    "Or make another one, and put that into a draft of the lesson."
)


class OwnChooseView(ChooseView):
    def get_object_list(self) -> QuerySet[Any]:
        return policy_registry.get_by_type(self.model_class).choosable(self.request.user)


class OwnChooseResultsView(ChooseResultsView):
    def get_object_list(self) -> QuerySet[Any]:
        return policy_registry.get_by_type(self.model_class).choosable(self.request.user)


class OwnChosenView(SnippetChosenView):
    def get_object(self, pk: str) -> Any:
        return policy_registry.get_by_type(self.model_class).choosable(self.request.user).get(pk=pk)


class OwnChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return policy_registry.get_by_type(self.model_class).choosable(self.request.user).filter(pk__in=pks)


class OwnChooserViewSet(SnippetChooserViewSet):
    """Offers what the person may put into something of the own: the provider's, and what belongs to none."""

    choose_view_class = OwnChooseView
    choose_results_view_class = OwnChooseResultsView
    chosen_view_class = OwnChosenView
    chosen_multiple_view_class = OwnChosenMultipleView


class TrainingViewSet(OwnObjects, SnippetViewSet):
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
    chooser_viewset_class = OwnChooserViewSet
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
    edit_handler = ObjectList(
        [
            FieldPanel("code"),
            PageChooserPanel("course"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("seats")]),
            FieldRowPanel([FieldPanel("region"), FieldPanel("mode")]),
        ],
        base_form_class=OwnCourseForm,
    )


class EditsActivity(OfOwnProvider):
    """Edits a quiz or an activity. Of one that only a reviewer may change it says so, and leads back to the list."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy = policy_registry.get_by_type(self.model)
        if policy.needs_reviewer(request.user, self.object):
            messages.error(request, _NEEDS_REVIEWER % {"title": self.object, "provider": self.object.organisation})
            return redirect(self.index_url_name)
        if not policy.user_has_permission_for_instance(request.user, "change", self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class QuizEditView(EditsActivity, EditView):
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


class QuizViewSet(TrainingViewSet):
    model = Quiz
    icon = "help"
    menu_label = _("Quizzes")
    edit_view_class = QuizEditView
    delete_view_class = QuizDeleteView
    chooser_viewset_class = OwnChooserViewSet
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


class H5PEditView(EditsActivity, H5PContentViewSet.edit_view_class):
    pass


class H5PDeleteView(DeletesUnused, H5PContentViewSet.delete_view_class):
    pass


class OwnH5PContentViewSet(OwnObjects, H5PContentViewSet):
    chooser_viewset_class = OwnChooserViewSet
    edit_view_class = H5PEditView
    delete_view_class = H5PDeleteView


class OrganisationViewSet(TrainingViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    list_display = ("name", "kind", "region", "is_fictional", *TrainingViewSet.dates)
    list_filter = ("kind", "region", "size_class", "is_fictional")
    search_fields = ("name", "slug", "sector")
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = ["name", "slug", "kind", "sector", "region", "size_class", "is_fictional"]
    ordering = ("name",)


class CompetencyFrameworkViewSet(TrainingViewSet):
    """A framework with what its levels mean and its areas. The competences of the areas have a list of their own."""

    model = CompetencyFramework
    icon = "table"
    menu_label = _("Competency frameworks")
    list_display = ("title", "version", "status", *TrainingViewSet.dates)
    search_fields = ("title", "slug")
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = ["title", "slug", "version", "licence", "status", "level_note"]
    ordering = ("title",)


class CompetenceViewSet(TrainingViewSet):
    model = Competence
    icon = "tick-inverse"
    menu_label = _("Competences")
    list_display = ("code", "title", "area", *TrainingViewSet.dates)
    list_filter = ("area", "area__stage", "area__framework")
    search_fields = ("code", "title", "title_fi", "title_sv", "levels__descriptor")
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = ["code", "area", "title", "title_fi", "title_sv"]
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
