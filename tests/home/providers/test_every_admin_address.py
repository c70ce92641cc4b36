"""A teacher of one provider tries every address of the admin with what is another's: nothing shows, nothing changes.

The addresses come from the resolver, so that none is forgotten; ``addresses.py`` says what a stranger can put into
each. Whatever the other provider has is called ``xsecretx`` somewhere, and ``xpublishedx`` what the public can read.
"""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile, ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    GroupPagePermission,
    Page,
    PageSubscription,
    PageViewRestriction,
    Revision,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
)
from wagtail_localize.models import StringTranslation, Translation
from wagtailmedia.models import get_media_model

from badges.models import Achievement, Credential, Issuer
from courses.models import CourseRun, H5PContent, Organisation, PageCheck, Quiz
from home.models import Feedback, Invitation
from tests.home.providers.addresses import Address, Unclassified, admin_addresses, cases_of

SECRET, PUBLISHED = "xsecretx", "xpublishedx"

NOT_ASKED = {"wagtailadmin_error_test", "wagtailadmin_logout", "admin/^.*/$"}
"""The address that fails on purpose, the one that ends the visit, and the one that catches what is no address."""

SHOWS_PUBLISHED_TITLES = {
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple",
    # The screens on which a link can be chosen carry the codes of published courses nowhere else.
}
"""Choosers of pages: what is published by one may be linked to by all, by the title that the public reads."""

OPENS_ON_NOTHING = {
    "wagtailadmin_choose_page_child": "a published page of another may be linked to",
    "wagtailadmin_pages:type_use": "lists pages of a kind, one's own",
    "wagtailadmin_pages:type_use_results": "lists pages of a kind, one's own",
    "wagtailadmin_pages:choose_parent": "asks under which of one's own pages a new one goes",
    "wagtailadmin_tag_model_autocomplete": "lists words, of which none belongs to anybody",
    "wagtail_bulk_action": "says that nothing can be done",
}
"""Addresses with parameters that answer all the same, and why; the words are looked for there too."""


def rows_of(held: Any) -> dict[str, str]:
    """Return what stands in the tables of all that the other provider has, and of what could hang on it."""
    tree = Q(page__path__startswith=held.index.path)
    querysets = {
        "pages": Page.objects.filter(path__startswith=held.index.path),
        "revisions": Revision.objects.filter(pk__in=[*revisions_of(held)]),
        "quizzes": Quiz.objects.filter(organisation=held.organisation),
        "activities": H5PContent.objects.filter(organisation=held.organisation),
        "runs": CourseRun.objects.filter(course__path__startswith=held.index.path),
        "images": get_image_model().objects.filter(pk=held.image.pk),
        "documents": get_document_model().objects.filter(pk=held.document.pk),
        "collections": Collection.objects.filter(pk=held.collection.pk),
        "restrictions": PageViewRestriction.objects.filter(tree),
        "folder restrictions": CollectionViewRestriction.objects.filter(collection=held.collection),
        "workflows": Workflow.objects.all(),
        "workflows of pages": WorkflowPage.objects.filter(tree),
        "workflow states": WorkflowState.objects.all(),
        "task states": TaskState.objects.all(),
        "comments": Comment.objects.filter(tree),
        "subscriptions": PageSubscription.objects.filter(tree),
        "checks": PageCheck.objects.filter(tree),
        "sessions": EditingSession.objects.filter(pk=held.session.pk),
        "permissions": GroupPagePermission.objects.filter(tree),
        "organisation": Organisation.objects.filter(pk=held.organisation.pk),
        "groups": Group.objects.filter(pk=held.organisation.staff_group_id),
        "people": get_user_model().objects.filter(pk=held.teacher.pk),
        "issuers": Issuer.objects.filter(pk=held.issuer.pk),
        "achievements": Achievement.objects.filter(pk=held.achievement.pk),
        "credentials": Credential.objects.filter(pk=held.credential.pk),
        "media": get_media_model().objects.filter(pk=held.media.pk),
        "translations": Translation.objects.filter(pk__in=[held.translation.pk, held.quiz_translation.pk]),
        "translated strings": StringTranslation.objects.all(),
        "invitations": Invitation.objects.filter(pk=held.invitation.pk),
        "feedback": Feedback.objects.filter(pk=held.feedback.pk),
        "redirects": Redirect.objects.filter(pk=held.redirect.pk),
    }
    rows = {name: repr(list(queryset.order_by("pk").values_list())) for name, queryset in querysets.items()}
    # A copy of theirs would stand among ours.
    copies = sum(SECRET in repr((quiz.title, quiz.questions.get_prep_value())) for quiz in Quiz.objects.all())
    return {**rows, "number of pages": str(Page.objects.count()), "copies of quizzes": str(copies)}


def revisions_of(held: Any) -> Iterator[int]:
    for thing in (*held.pages, held.quiz):
        yield from thing.revisions.values_list("pk", flat=True)


def what_a_stranger_sends(address: Address, ours: Any, theirs: Any) -> dict[str, Any]:
    """Return fields that are right for many forms at once, so that only a refusal stops them."""
    sent = {
        "title": "Taken over", "slug": "taken-over", "name": "Taken over", "code": "M77", "level": 4,
        "new_title": "Taken over", "new_slug": "taken-over", "new_parent_page": ours.module.pk,
        "publish_copies": "on", "copy_subpages": "on", "destination_page_id": ours.module.pk,
        "chooser": ours.module.pk, "parent": theirs.module.pk, "comment": "Mine now", "restriction_type": "login",
        "reason": "holder-asked", "note": "", "collection": ours.collection.pk, "tags": "mine",
        "course": ours.course.pk, "starts_on": "2027-01-01", "ends_on": "2027-02-01", "seats": 1, "mode": "online",
        "organisation": ours.organisation.pk, "pass_mark": "0.5", "pause_hours": 1,
        "questions-count": 0, "email": "x@example.org", "is_editing": "1",
        "revision_id": theirs.lesson.latest_revision_id, "recursive": "true", "position": "0",
        "action-publish": "1", "confirm": "1", "is_active": "", "state": "closed",
    }  # fmt: skip
    if address.name == "wagtailadmin_api:pages:action":
        sent.update({"destination_page_id": ours.index.pk, "slug": "copied"})
    return sent


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    except BadZipFile:
        return content.decode(errors="replace")


def tries(held: Any) -> Iterator[tuple[Address, str, bool]]:
    """Yield every address with a way to ask it, and whether it names something of the other provider."""
    names_several = "&".join(f"id={thing.pk}" for thing in (*held.pages, held.quiz, held.activity, held.image))
    for address in admin_addresses():
        if {address.name, address.route} & NOT_ASKED:
            continue
        for parameters in cases_of(address, held):
            url = address.url(parameters)
            if address.name == "wagtail_bulk_action":
                kind = parameters["model_name"]
                things = {
                    "page": held.pages, "image": (held.image,), "document": (held.document,), "quiz": (held.quiz,),
                    "h5pcontent": (held.activity,), "courserun": (held.run,), "user": (held.teacher,),
                }.get(kind, (held.organisation,))  # fmt: skip
                yield address, url + "?" + "&".join(f"id={thing.pk}" for thing in things), True
                yield address, url + "?id=all&childOf=" + str(held.module.pk), True
                continue
            yield address, url, bool(parameters)
            if not parameters:
                # A word that stands beside the secret one in the names of things: no answer repeats it as a question.
                for word in ("quiz", "lesson", "draft", "image"):
                    yield address, f"{url}?q={word}", False
                yield address, f"{url}?export=csv", False
                yield address, f"{url}?export=xlsx", False
                if "multiple" in address.name:
                    yield address, f"{url}?{names_several}", False


def leak_in(address: Address, text: str) -> str | None:
    words = [SECRET] if address.name in SHOWS_PUBLISHED_TITLES else [SECRET, PUBLISHED]
    found = [word for word in words if word in text.lower()]
    if not found:
        return None
    at = text.lower().index(found[0])
    return text[max(at - 100, 0) : at + 60]


def test_every_address_of_the_admin_is_classified(their_holdings):
    unknown = []
    for address in admin_addresses():
        try:
            cases_of(address, their_holdings)
        except Unclassified as error:
            unknown.append(str(error))

    assert not unknown


@pytest.fixture(params=["a teacher", "a teacher to whom everything else was given"])
def visitor(request, teacher):
    """The second has every permission on models of ours that a group can be given, but for speaking for all."""
    if "everything" in request.param:
        ours = Permission.objects.filter(content_type__app_label__in=["courses", "badges", "wagtail_localize"])
        teacher.groups.first().permissions.add(*ours.exclude(codename="change_organisation"))
    return teacher


def test_no_address_shows_what_is_anothers(signed_in, visitor, our_holdings, their_holdings):
    browser = signed_in(visitor)
    browser.raise_request_exception = False

    wrong = []
    for address, url, names_theirs in tries(their_holdings):
        response = browser.get(url)
        if response.status_code >= 500:
            wrong.append(f"{address.name} {url} failed: {response.status_code}")
        elif response.status_code == 200:
            if names_theirs and address.name not in OPENS_ON_NOTHING:
                wrong.append(f"{address.name} {url} opens")
            if leak := leak_in(address, text_of(response)):
                wrong.append(f"{address.name} {url} shows: …{leak!r}")

    assert not wrong, "\n".join(wrong)
    assert browser.get("/admin/").status_code == 200, "the visitor was signed out on the way"


def test_no_address_changes_what_is_anothers(signed_in, visitor, our_holdings, their_holdings):
    browser = signed_in(visitor)
    browser.raise_request_exception = False
    before = rows_of(their_holdings)

    wrong = []
    for address, url, names_theirs in tries(their_holdings):
        if not names_theirs:
            continue
        response = browser.post(url, what_a_stranger_sends(address, our_holdings, their_holdings))
        if response.status_code >= 500:
            wrong.append(f"{address.name} {url} failed: {response.status_code}")
        elif response.status_code == 200 and (leak := leak_in(address, text_of(response))):
            wrong.append(f"{address.name} {url} shows: …{leak!r}")
        if (after := rows_of(their_holdings)) != before:
            changed = [name for name in before if before[name] != after[name]]
            wrong.append(f"{address.name} {url} changed {changed}")
            before = after

    assert not wrong, "\n".join(wrong)
    assert browser.get("/admin/").status_code == 200, "the visitor was signed out on the way"


def test_the_same_addresses_open_for_an_administrator_and_show_it(signed_in, make_person, our_holdings, their_holdings):
    """So that the walk does not pass because its addresses lead nowhere."""
    browser = signed_in(make_person("root", is_superuser=True))
    browser.raise_request_exception = False

    shut, shown = set(), set()
    opened = set()
    for address, url, names_theirs in tries(their_holdings):
        response = browser.get(url)
        if response.status_code in (200, 302, 405):
            opened.add(address.name)
        elif names_theirs:
            shut.add(address.name)
        if response.status_code == 200 and SECRET in text_of(response).lower():
            shown.add(address.name)

    assert shut - opened <= NOTHING_THERE_EVEN_FOR_ADMINISTRATORS
    assert len(shown) > 100


def test_an_administrator_can_change_it_at_those_addresses(signed_in, make_person, our_holdings, their_holdings):
    """What the walk sends is good enough to do harm, wherever nobody is stopped."""
    browser = signed_in(make_person("root", is_superuser=True))
    browser.raise_request_exception = False

    changed = set()
    for address, url, names_theirs in tries(their_holdings):
        if not names_theirs:
            continue
        before = rows_of(their_holdings)
        savepoint = transaction.savepoint()
        browser.post(url, what_a_stranger_sends(address, our_holdings, their_holdings))
        if rows_of(their_holdings) != before:
            changed.add(address.name)
        transaction.savepoint_rollback(savepoint)

    assert changed >= DOES_HARM


NOTHING_THERE_EVEN_FOR_ADMINISTRATORS = {
    "wagtail_localize:convert_to_alias",
    "wagtail_localize:preview_translation",
    "wagtailadmin_pages:convert_alias",
    "wagtailforms:list_submissions",
    "wagtailforms:list_submissions_results",
    "wagtailimages:url_generator",
    "wagtailimages:url_generator_output",
}
"""The provider has no alias, no form and no translated page, and the site offers no addresses of pictures."""

DOES_HARM = {
    "courses_admin:add_lesson",
    "courses_admin:add_module",
    "courses_admin:check_page",
    "courses_admin:duplicate",
    "courses_admin:rename",
    "credential:revoke",
    "feedback:delete",
    "feedback:edit",
    "wagtail_bulk_action",
    "wagtailadmin_api:pages:action",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:lock",
    "wagtailadmin_pages:move_confirm",
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_pages:unlock",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_workflows:disable",
    "wagtailadmin_workflows:remove",
    "wagtaildocs:delete",
    "wagtailimages:delete",
    "wagtailsnippets_courses_courserun:delete",
}
