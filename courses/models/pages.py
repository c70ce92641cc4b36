from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageViewRestriction, TranslatableMixin
from wagtail.search import index
from wagtail.url_routing import RouteResult

from ..blocks import LessonBlock
from ..forms import ProviderPageForm
from ..languages import for_reader
from ..routing import route_below
from ..translation import synchronised
from .competences import Competence, LevelField
from .organisations import Organisation

PLAIN_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class Workload(models.Model):
    """How much work something asks: ECTS, competence points, hours.

    Three separate values, each entered by the author and never converted into another: competence points say scope
    and difficulty, ECTS workload, and hours what one learner spends.
    """

    ects = models.DecimalField(
        _("ECTS credits"), max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    competence_points = models.DecimalField(
        _("competence points (osp)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    hours = models.DecimalField(
        _("hours"), max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    FIELDS: ClassVar = ("ects", "competence_points", "hours")

    workload_panels: ClassVar = [
        FieldRowPanel(
            [FieldPanel("ects"), FieldPanel("competence_points"), FieldPanel("hours")],
            heading=_("Workload"),
            help_text=_("Three separate values: fill in those that apply. None is worked out from another."),
        )
    ]

    class Meta:
        abstract = True


class FoundByAddress(models.Model):
    """A page that ``courses.routing`` can find: what it learnt on the way need not be asked again."""

    may_be_restricted = True
    """Whether a restriction may stand on the page or above it. The routing knows; else Wagtail asks."""
    leading_course_path: str | None = None
    """The tree path of the leading course that the page belongs to. The routing knows; else the outline asks."""
    written_in = ""
    """The language that the page is written in. The routing and the outline know; else its tree is looked for."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Return the restrictions on the way to the page, and on the way to the page that leads: they hold for all."""
        if not self.may_be_restricted:
            return PageViewRestriction.objects.none()
        own = super().get_view_restrictions()
        leader = Page.objects.filter(translation_key=self.translation_key).order_by("pk").first()
        return own if leader is None or leader.pk == self.pk else own | leader.get_view_restrictions()


class CourseIndexPage(FoundByAddress, Page):
    """A list of courses: the catalogue, or under it the courses of one provider."""

    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_FEATURES)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="course_indexes",
        verbose_name=_("provider"),
        help_text=_("Whose courses these are. Empty for the catalogue of all."),
    )

    base_form_class = ProviderPageForm
    template = "courses/course_index_page.html"
    admin_default_ordering = "title"
    subpage_types: ClassVar[list[str]] = ["courses.CourseIndexPage", "courses.CoursePage"]

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro"), FieldPanel("organisation")]

    override_translatable_fields: ClassVar = synchronised("organisation")

    class Meta:
        verbose_name = _("course index")
        verbose_name_plural = _("course indexes")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) > 1 and (found := route_below(self, path_components)):
            return found
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..catalogue import catalogue

        return {**super().get_context(request, *args, **kwargs), "catalogue": catalogue(self, request.GET)}


class CoursePage(FoundByAddress, Workload, Page):
    """A course: modules in an order, with what a person can do afterwards."""

    code = models.CharField(_("code"), max_length=20, help_text=_("For example BAT101."))
    title_fi = models.CharField(_("title in Finnish"), max_length=255, blank=True)
    title_sv = models.CharField(_("title in Swedish"), max_length=255, blank=True)
    level = LevelField()
    intro = RichTextField(_("introduction"), features=PLAIN_FEATURES, blank=True)
    audience = models.CharField(_("who it is for"), max_length=500, blank=True)
    how = models.TextField(_("how it is studied"), blank=True)
    languages = models.CharField(
        _("languages of instruction"), max_length=30, blank=True, help_text=_("Codes with spaces: fi sv en")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="courses", verbose_name=_("provider")
    )

    base_form_class = ProviderPageForm
    template = "courses/course_page.html"
    admin_default_ordering = "ord"
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage"]

    content_panels: ClassVar = [
        HelpPanel(heading=_("Modules and lessons"), template="courses/admin/outline_link.html"),
        *Page.content_panels,
        FieldRowPanel([FieldPanel("title_fi"), FieldPanel("title_sv")]),
        FieldRowPanel([FieldPanel("code"), FieldPanel("level"), FieldPanel("languages")]),
        FieldPanel("organisation"),
        FieldPanel("intro"),
        FieldPanel("audience"),
        FieldPanel("how"),
        *Workload.workload_panels,
        InlinePanel("prerequisites", label=_("course to take before"), heading=_("Courses to take before")),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("code", boost=2),
        index.SearchField("title_fi"),
        index.SearchField("title_sv"),
        index.SearchField("intro"),
        index.SearchField("audience"),
        index.AutocompleteField("search_tokens"),
        index.FilterField("level"),
    ]

    override_translatable_fields: ClassVar = synchronised(
        "code", "title_fi", "title_sv", "level", "languages", "organisation", *Workload.FIELDS
    )

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def language_codes(self) -> list[str]:
        return self.languages.split()

    @property
    def search_tokens(self) -> str:
        """Return what the catalogue finds the course by; for the search index."""
        from ..searching import search_tokens_of

        return search_tokens_of(self)

    @property
    def other_titles(self) -> list[tuple[str, str]]:
        """Return (language code, title) for the languages that the course has a title in beside its own."""
        titles = (("fi", self.title_fi), ("sv", self.title_sv))
        return [(language, title) for language, title in titles if title and title != self.title]

    @property
    def courses_to_take_before(self) -> list["CoursePage"]:
        """Return the courses that are better taken before this one, in the language of the reader."""
        return for_reader([needed.course for needed in self.prerequisites.all().select_related("course")])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..outline import outline_of
        from ..seams import panels_for, records_for
        from ..sheets import sheet_of

        outline = outline_of(self, request=request)
        return {
            **super().get_context(request, *args, **kwargs),
            "course": self,
            "sheet": sheet_of(self),
            "outline": outline,
            "records": records_for(request, self, outline=outline),
            "panels": panels_for(self, request),
        }

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from ..learner_view import context_as_learner

        return context_as_learner(self, request)


class CoursePrerequisite(Orderable):
    """A course that is better taken before this one. It advises, it does not lock."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("course"))

    panels: ClassVar = [PageChooserPanel("course")]

    def __str__(self) -> str:
        return str(self.course)


class ModulePage(FoundByAddress, Workload, Page):
    """A module: lessons in an order, and the competences that it builds."""

    class Assessment(models.TextChoices):
        QUIZ = "quiz", _("quiz, marked by the server")
        ASSIGNMENT = "assignment", _("assignment")
        PRACTICAL = "practical", _("practical test")
        PROJECT = "project", _("project")
        PLAN = "plan-approval", _("plan approval")
        LOGBOOK = "logbook", _("logbook and host confirmation")
        PEER_REVIEW = "peer-review", _("published module and peer review")

    code = models.CharField(_("code"), max_length=20, help_text=_("For example M1."))
    summary = models.TextField(_("summary"), blank=True)
    assessment = models.CharField(_("assessment"), max_length=30, choices=Assessment, blank=True)

    base_form_class = ProviderPageForm
    template = "courses/module_page.html"
    admin_default_ordering = "ord"
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("code"), FieldPanel("assessment")]),
        FieldPanel("summary"),
        InlinePanel("outcomes", label=_("learning outcome"), heading=_("Learning outcomes")),
        *Workload.workload_panels,
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("summary")]
    MARKED_BY_SERVER: ClassVar = ("", Assessment.QUIZ)

    override_translatable_fields: ClassVar = synchronised("code", "assessment", *Workload.FIELDS)

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..outline import outline_of
        from ..seams import panels_for, records_for

        outline = outline_of(self, request=request)
        return {
            **super().get_context(request, *args, **kwargs),
            "course": outline.course,
            "outline": outline,
            "module": outline.module(self.translation_key),
            "records": records_for(request, self, outline=outline),
            "panels": panels_for(self, request),
        }

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from ..learner_view import context_as_learner

        return context_as_learner(self, request)

    @property
    def awaits_assessment(self) -> bool:
        """Whether the module asks for something that nobody can hand in or judge here yet: it cannot be completed."""
        return self.assessment not in self.MARKED_BY_SERVER


class LearningOutcome(TranslatableMixin, Orderable):
    """What a person can do after a module: a sentence, the competence that it shows, and at which level.

    It has the language of its module; only the sentence is translated.
    """

    page = ParentalKey(ModulePage, on_delete=models.CASCADE, related_name="outcomes")
    code = models.CharField(_("code"), max_length=40, blank=True)
    text = models.CharField(_("a learner can …"), max_length=500)
    competence = models.ForeignKey(
        Competence, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("competence")
    )
    level = LevelField()

    panels: ClassVar = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("competence"), FieldPanel("level"), FieldPanel("code")]),
    ]

    override_translatable_fields: ClassVar = synchronised("code", "competence", "level")

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("learning outcome")
        verbose_name_plural = _("learning outcomes")

    def __str__(self) -> str:
        return self.text


class LessonPage(FoundByAddress, Page):
    """A lesson: something to read, look at, try and answer, in one sitting."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, help_text=_("How long a learner needs, answers included.")
    )
    lead = models.TextField(_("lead"), blank=True, help_text=_("What the learner can do after this lesson."))
    body = StreamField(LessonBlock(), verbose_name=_("lesson"), blank=True)

    base_form_class = ProviderPageForm
    template = "courses/lesson_page.html"
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("minutes"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    override_translatable_fields: ClassVar = synchronised("minutes")

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..activities import in_language_of
        from ..outline import outline_of
        from ..seams import endpoints_for, panels_for, records_for

        in_language_of(self)
        outline = outline_of(self, request=request)
        place = outline.place_of(self.translation_key)
        return {
            **super().get_context(request, *args, **kwargs),
            "course": outline.course,
            "outline": outline,
            "place": place,
            "module": place.module if place else None,
            "records": records_for(request, self, outline=outline),
            "endpoints": endpoints_for(request, self),
            "panels": panels_for(self, request),
        }

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from ..learner_view import context_as_learner

        return context_as_learner(self, request)
