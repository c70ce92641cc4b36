"""Where a quiz or an H5P activity is used: in lessons, as they are published and as drafts. Reads only."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex, Revision

from .models import LessonPage

PLACES_NAMED = 5


def places_of(activity: Model) -> list[str]:
    """Return the titles of all that would lose the activity, in alphabetical order, once each.

    Wagtail's reference index knows what is published and whatever else points at the activity. It knows no drafts of
    pages, so they are read here: the latest of each lesson, and those that wait for their time. A lesson that is not
    published is judged by its draft alone.
    """
    pointing = ReferenceIndex.get_grouped_references_to(activity)
    sources = (source for source, _references in pointing)
    return sorted({*(str(source) for source in sources if not _is_draft_only(source)), *_titles_of_drafts(activity)})


def is_used(activity: Model) -> bool:
    return bool(places_of(activity))


def refusal_to_delete(activity: Model) -> str | None:
    """Return the sentence that says where the activity is used, or None when it is used nowhere."""
    places = places_of(activity)
    if not places:
        return None
    named = ", ".join(_("“%(title)s”") % {"title": place} for place in places[:PLACES_NAMED])
    if more := len(places[PLACES_NAMED:]):
        named = _("%(titles)s and %(number)s more") % {"titles": named, "number": more}
    return _("“%(title)s” cannot be deleted, because it is used in: %(places)s. Take it out there first.") % {
        "title": activity,
        "places": named,
    }


def _is_draft_only(source: Model) -> bool:
    page = getattr(source, "specific", source)
    return isinstance(page, LessonPage) and not page.live and page.has_unpublished_changes


def _titles_of_drafts(activity: Model) -> Iterator[str]:
    latest = LessonPage.objects.filter(has_unpublished_changes=True).values("latest_revision")
    scheduled = Q(approved_go_live_at__isnull=False, content_type=ContentType.objects.get_for_model(LessonPage))
    body = LessonPage._meta.get_field("body")
    held = (type(activity), str(activity.pk))
    for draft in Revision.page_revisions.filter(Q(pk__in=latest) | scheduled).iterator():
        written = draft.content["body"]
        # The stored text, before its blocks are made: most drafts do not hold it.
        if held[1] in written and held in _references_in(body.to_python(written)):
            yield draft.content["title"]


def _references_in(body) -> set[tuple[type[Model], str]]:
    return {(model, pk) for model, pk, _model_path, _content_path in body.stream_block.extract_references(body)}
