"""The search of the catalogue: what a course is found by in Wagtail's index, and how the index follows what changes.

A course is one entry, with the words of its published modules and lessons. Those of another language have a course page
of their own in that tree, and an entry of their own.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Model, Q, QuerySet, Value, When
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.index import insert_or_update_object
from wagtail.search.query import And, Or, PlainText

from .models import Competence, CompetenceArea, CoursePage, LearningOutcome, LessonPage, ModulePage, Organisation
from .models.competences import TitledInThreeLanguages
from .stemming import ALGORITHMS, searches_for, tokens_of, words_of

NOT_FOUND, IN_TEXT, IN_TITLE = 0, 1, 2


def search_tokens_of(course: CoursePage) -> str:
    """Return the tokens that a course is found by, separated by spaces. Four queries.

    Title and code, and as what is in its text: introduction, audience, how it is studied, provider, titles of modules
    and lessons, summaries, outcomes, and the competences that they show with their areas, in all languages. What an
    alias repeats from another language is not searched here but there.
    """
    language = course.locale.language_code
    found = tokens_of(course.code, "", is_title=True) | tokens_of(course.title, language, is_title=True)
    for other in ("fi", "sv"):
        found |= tokens_of(getattr(course, f"title_{other}"), other, is_title=True)
    texts = [_text(course.intro), course.audience, course.how]
    found |= tokens_of(course.organisation.name, language)
    below = Page.objects.filter(_own_words(), path__startswith=course.path, live=True).values("pk")
    for title, summary in ModulePage.objects.filter(pk__in=below).values_list("title", "summary"):
        texts += [title, summary]
    texts += LessonPage.objects.filter(pk__in=below).values_list("title", flat=True)
    outcomes = LearningOutcome.objects.filter(page__in=below)
    named: dict[str, TitledInThreeLanguages] = {}
    for outcome in outcomes.select_related("competence__area"):
        texts.append(outcome.text)
        named[f"competence {outcome.competence_id}"] = outcome.competence
        named[f"area {outcome.competence.area_id}"] = outcome.competence.area
    for text in texts:
        found |= tokens_of(text, language)
    for one in named.values():
        for code in ALGORITHMS:
            title, written_in = one.title_in(code)
            found |= tokens_of(title, written_in)
    return " ".join(sorted(found))


def _own_words() -> Q:
    """Return what matches all pages but the aliases that repeat the text of another language."""
    return Q(alias_of__isnull=True) | Q(alias_of__locale=F("locale"))


def _text(markup: str) -> str:
    return strip_tags(markup.replace("<", " <"))


def with_rank(courses: QuerySet, query: str) -> QuerySet:
    """Annotate courses with ``rank``: ``IN_TITLE`` where every word is in a title, else ``IN_TEXT`` or ``NOT_FOUND``.

    A query without a word finds everything. Words stand in any order; case, inflection and diacritics do not matter.
    """
    if not words_of(query):
        return courses.annotate(rank=Value(IN_TEXT, output_field=IntegerField()))
    in_text, in_title = _found_by(query), _found_by(query, in_title=True)
    return courses.annotate(
        rank=Case(
            When(pk__in=in_title, then=Value(IN_TITLE)),
            When(pk__in=in_text, then=Value(IN_TEXT)),
            default=Value(NOT_FOUND),
            output_field=IntegerField(),
        )
    )


def _found_by(query: str, *, in_title: bool = False) -> QuerySet:
    """Return the keys of the courses in which one form of each word stands, as a subquery on the index."""
    wanted = And(
        [Or([PlainText(form) for form in forms]) for forms in searches_for(query, in_title=in_title)],
    )
    results = get_search_backend().autocomplete(wanted, CoursePage.objects.all(), order_by_relevance=False)
    return results.get_queryset().order_by().values("pk")


def index_on_commit(changed: Model) -> None:
    """Index the courses whose entry says something of what has changed, each once, when the change is committed."""
    # A set on the connection, emptied by the first callback: a course that is published has many pages.
    waiting: set[int] = connection.__dict__.setdefault("_courses_to_index", set())
    waiting |= set(courses_that_say(changed).values_list("pk", flat=True))
    if waiting:
        transaction.on_commit(_index_waiting)


def _index_waiting() -> None:
    from .tasks import index_changed_courses

    waiting: set[int] = connection.__dict__.get("_courses_to_index", set())
    pks = sorted(waiting)
    waiting.clear()
    if pks:
        index_changed_courses.enqueue(pks)


def index_courses(pks: Iterable[int]) -> int:
    """Put the words of these courses into the index as they are now, and return of how many."""
    courses = list(CoursePage.objects.filter(pk__in=list(pks)).select_related("organisation", "locale"))
    for course in courses:
        insert_or_update_object(course)
    return len(courses)


def courses_that_say(changed: Model) -> QuerySet:
    """Return the courses whose entry says something of what has changed: page, outcome, provider, competence, area."""
    match changed:
        case LearningOutcome():
            return CoursePage.objects.filter(path__in=_paths_to(changed.page.path))
        case Organisation():
            return CoursePage.objects.filter(organisation=changed)
        case Competence():
            outcomes = LearningOutcome.objects.filter(competence=changed)
        case CompetenceArea():
            outcomes = LearningOutcome.objects.filter(competence__area=changed)
        case Page():
            return CoursePage.objects.filter(path__in=_paths_to(changed.path))
        case _:
            return CoursePage.objects.none()
    paths = {path for page in outcomes.values_list("page__path", flat=True) for path in _paths_to(page)}
    return CoursePage.objects.filter(path__in=paths)


def _paths_to(path: str) -> list[str]:
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
