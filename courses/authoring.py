"""What an author does to the outline of a course: add, rename, reorder, move, duplicate. One function, one transaction.

Each asks Wagtail whether the person may do it on that very page, and leaves Wagtail's revisions and log entries behind,
as the page editor does. Raises PermissionDenied where Wagtail would, and RefusedChange with a sentence for the author.
"""

from enum import Enum
from itertools import count
from typing import cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.edit_page import EditPageAction
from wagtail.models import Page, PageSubscription, Revision

from .models import CoursePage, LessonPage, ModulePage

LONGEST_TITLE = Page._meta.get_field("title").max_length


class RefusedChange(ValueError):
    """A change that cannot be made. Its text is a translated sentence that tells the author why."""


class Renaming(Enum):
    """What became of a new title."""

    UNCHANGED = "unchanged"
    PUBLISHED = "published"
    DRAFTED = "drafted"
    """The page is live and keeps its old title there until somebody who may publish it does."""
    DRAFT = "draft"
    """The page is not live, so nobody saw the old title."""


@transaction.atomic
def add_module(course: CoursePage, *, title: str, by: AbstractBaseUser) -> ModulePage:
    """Add a module at the end of the course, as a draft, with the next free code M1, M2, …"""
    return cast(ModulePage, _add_draft(ModulePage(title=title, code=next_module_code(course)), parent=course, by=by))


@transaction.atomic
def add_lesson(module: ModulePage, *, title: str, by: AbstractBaseUser) -> LessonPage:
    """Add an empty lesson at the end of the module, as a draft."""
    return cast(LessonPage, _add_draft(LessonPage(title=title), parent=module, by=by))


@transaction.atomic
def rename_page(page: Page, *, title: str, by: AbstractBaseUser) -> Renaming:
    """Give a module or lesson another title.

    A live page of somebody who may publish has the new title at once, and nothing else of its draft goes out with it.
    In all other cases the title waits in the draft. The address stays, unless nobody can have seen it yet.
    """
    title = _checked_title(title)
    page = _fresh(page)
    permissions = page.permissions_for_user(by)
    if not permissions.can_edit():
        raise PermissionDenied
    _refuse_where_editing_is_shut(page, by=by)

    draft = page.get_latest_revision_as_object()
    if draft.title == title:
        return Renaming.UNCHANGED
    if page.live and permissions.can_publish():
        _publish_title(page, title=title, by=by)
        return Renaming.PUBLISHED

    draft.title = title
    if not page.live and page.first_published_at is None and not page.get_descendants().live().exists():
        draft.slug = _free_slug(page.get_parent(), wanted=title, besides=page)
    EditPageAction(draft, user=by).execute()
    return Renaming.DRAFTED if page.live else Renaming.DRAFT


@transaction.atomic
def shift_page(page: Page, *, steps: int, by: AbstractBaseUser) -> None:
    """Move a module or lesson one place up (``steps`` -1) or down (+1) among its siblings."""
    if steps not in (-1, 1):
        raise ValueError(f"A page is shifted by -1 or 1, not by {steps}.")
    page = _fresh(page)
    siblings = list(page.get_parent().get_children())
    wanted = [sibling.pk for sibling in siblings].index(page.pk) + steps
    if not 0 <= wanted < len(siblings):
        raise RefusedChange(
            _("“%(title)s” is the first already.") % {"title": page.draft_title}
            if steps < 0
            else _("“%(title)s” is the last already.") % {"title": page.draft_title}
        )
    _require_reordering(page.get_parent(), by=by)
    page.move(siblings[wanted], pos="left" if steps < 0 else "right", user=by)


@transaction.atomic
def place_page(page: Page, *, parent: Page, before: Page | None, by: AbstractBaseUser) -> None:
    """Put a module or lesson under ``parent``, in front of ``before``, or last when that is None."""
    page, parent = _fresh(page), _fresh(parent)
    if before is not None and not before.is_child_of(parent):
        raise RefusedChange(
            _("“%(title)s” has moved meanwhile. This is the outline as it is now: please try again.")
            % {"title": before.draft_title}
        )
    if page.is_child_of(parent):
        _require_reordering(parent, by=by)
        following = page.get_next_sibling()
        wanted = before.pk if before else None
        if wanted in (page.pk, following.pk if following else None):
            return
    else:
        if not page.permissions_for_user(by).can_move_to(parent):
            raise PermissionDenied
        if parent.get_children().filter(slug=page.slug).exists():
            raise RefusedChange(
                _("“%(parent)s” already has a page with the address “%(slug)s”. Change one of the two addresses first.")
                % {"parent": parent.draft_title, "slug": page.slug}
            )
    if before is None:
        page.move(parent, pos="last-child", user=by)
    else:
        page.move(before, pos="left", user=by)


@transaction.atomic
def duplicate_page(page: Page, *, by: AbstractBaseUser) -> Page:
    """Copy a lesson, or a module with its lessons, next to the original. All copies are drafts.

    The copies have identities of their own, so nobody has done them yet. Quizzes and H5P activities are shared with the
    original, as pictures are: who has passed a quiz has passed it wherever it stands.
    """
    page = _fresh(page)
    parent = page.get_parent()
    title = _("%(title)s (copy)") % {"title": page.draft_title}
    attributes = {"title": title[:LONGEST_TITLE], "slug": _free_slug(parent, wanted=f"{page.slug}-copy")}
    if isinstance(page, ModulePage):
        attributes["code"] = next_module_code(parent)
    copy = CopyPageAction(page, update_attrs=attributes, recursive=True, keep_live=False, user=by).execute()
    if copy.get_prev_sibling().pk != page.pk:
        copy.move(_fresh(page), pos="right", user=by)
    return _fresh(copy)


def next_module_code(course: Page) -> str:
    """Return the first of M1, M2, … above the number of every module that the course has, drafts included."""
    codes = ModulePage.objects.child_of(course).values_list("code", flat=True)
    numbers = [int(code[1:]) for code in codes if code[:1] == "M" and code[1:].isdecimal()]
    return f"M{max(numbers, default=0) + 1}"


def _fresh(page: Page) -> Page:
    """Return the page as it is in the database now: moves of others change its path."""
    return Page.objects.get(pk=page.pk).specific


def _checked_title(title: str) -> str:
    title = " ".join(title.replace("\0", " ").split())
    if not title:
        raise RefusedChange(_("Write a title."))
    if len(title) > LONGEST_TITLE:
        raise RefusedChange(
            _("The title has %(length)s characters, and %(most)s fit.") % {"length": len(title), "most": LONGEST_TITLE}
        )
    return title


def _add_draft(page: Page, *, parent: Page, by: AbstractBaseUser) -> Page:
    """Create the page as Wagtail's own view for adding does: a revision, two log entries, comments to its owner."""
    page.title = _checked_title(page.title)
    parent = _fresh(parent)
    if not parent.permissions_for_user(by).can_add_subpage() or type(page) not in parent.creatable_subpage_models():
        raise PermissionDenied
    page.live = False
    page.owner = by
    page.slug = _free_slug(parent, wanted=page.title)
    parent.add_child(instance=page)
    PageSubscription.objects.create(page=page, user=by, comment_notifications=True)
    page.save_revision(user=by, log_action=True, clean=False)
    return page


def _publish_title(page: Page, *, title: str, by: AbstractBaseUser) -> None:
    """Publish the new title on what is live now, and carry it into the draft, if one is waiting."""
    waiting = page.latest_revision_id if page.has_unpublished_changes else None
    page.title = title
    try:
        EditPageAction(page, user=by, publish=True).execute()
    except ValidationError as invalid:
        raise RefusedChange(
            _("“%(title)s” cannot be published as it is: %(reasons)s Open it, mend that, and publish it there.")
            % {"title": title, "reasons": " ".join(invalid.messages)}
        ) from invalid
    if waiting:
        draft = Revision.objects.get(pk=waiting).as_object()
        draft.title = title
        draft.save_revision(user=by, log_action=True, clean=False)


def _refuse_where_editing_is_shut(page: Page, *, by: AbstractBaseUser) -> None:
    if page.alias_of_id:
        raise RefusedChange(
            _("“%(title)s” follows another page, so its title is changed there.") % {"title": page.draft_title}
        )
    # Wagtail also locks a page whose draft waits for its time to be published.
    lock = page.get_lock()
    if lock is not None and lock.for_user(by):
        raise RefusedChange(
            _("“%(title)s” is locked or waits to be published, so it cannot be renamed now.")
            % {"title": page.draft_title}
        )


def _require_reordering(parent: Page, *, by: AbstractBaseUser) -> None:
    """A new order is public at once, so Wagtail asks for the permission to publish."""
    if not parent.permissions_for_user(by).can_reorder_children():
        raise PermissionDenied


def _free_slug(parent: Page, *, wanted: str, besides: Page | None = None) -> str:
    """Return an address made of ``wanted`` that no child of ``parent`` has, except ``besides``."""
    base = slugify(wanted)[:200] or "page"
    siblings = parent.get_children()
    if besides is not None:
        siblings = siblings.exclude(pk=besides.pk)
    taken = set(siblings.values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)
