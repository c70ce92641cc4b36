"""Who may do what in the admin: coordinators everything, teachers and reviewers what is their own provider's.

All of it may be run again at any time: it sets what a group may do, and takes nothing from its members.
"""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import get_resolver
from wagtail import hooks
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from .models import CourseIndexPage, Organisation
from .moderation import end_review, set_up_review

COORDINATORS = "Coordinators"
TRANSLATORS = "Translators"
TEACHERS = "Teachers: {organisation}"
REVIEWERS = "Reviewers: {organisation}"
SHARED = "Shared"

COORDINATOR_PAGE_PERMISSIONS = (
    "add_page",
    "change_page",
    "publish_page",
    "bulk_delete_page",
    "lock_page",
    "unlock_page",
)
TEACHER_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
TEACHER_PAGE_PERMISSIONS_UNDER_REVIEW = ("add_page", "change_page")
REVIEWER_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
TEACHER_MODEL_PERMISSIONS = (
    "add_quiz",
    "change_quiz",
    "view_quiz",
    "add_h5pcontent",
    "change_h5pcontent",
    "view_h5pcontent",
    "add_courserun",
    "change_courserun",
    "view_courserun",
    # Of what all providers share, to look at: who changes an organisation speaks for all of them.
    "view_organisation",
    "view_competence",
    "view_competencyframework",
)
FILE_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
    # Of wagtailmedia, where it is installed.
    "add_media",
    "change_media",
)
SHARED_FILE_PERMISSIONS = ("choose_image", "choose_document")
COLLECTION_PERMISSIONS = ("add_collection", "change_collection", "delete_collection")

# Of the apps above. A site that does not have them has no such permission, and nothing is granted.
PERMISSIONS_OF_OTHER_APPS = ("revoke_credential", "change_feedback", "delete_feedback", "view_feedback")


@transaction.atomic
def set_up_groups() -> Group:
    """Create the coordinators, or bring them up to date. Return their group.

    They may do everything with pages, pictures and documents, and with all that the installed apps put into the admin.
    People, groups, sites and workflows stay with the administrators.
    """
    group, _ = Group.objects.get_or_create(name=COORDINATORS)
    group.permissions.set(_coordinator_permissions())
    _set_page_permissions(group, pages=[Page.get_first_root_node()], codenames=COORDINATOR_PAGE_PERMISSIONS)
    _set_collection_permissions(
        group,
        collection=Collection.get_first_root_node(),
        codenames=FILE_PERMISSIONS + COLLECTION_PERMISSIONS,
    )
    shared_collection()
    return group


def shared_collection() -> Collection:
    """Return the folder whose pictures and documents every provider may use, and only coordinators change."""
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=SHARED).first() or root.add_child(name=SHARED)


@transaction.atomic
def set_up_translators() -> Group:
    """Create the translators, or bring them up to date. Return their group.

    They translate the pages of all providers, as drafts: publishing is for the provider. Quizzes and H5P activities
    have no drafts, so the provider's teachers translate those.
    """
    group, _ = Group.objects.get_or_create(name=TRANSLATORS)
    group.permissions.set([*_to_translate(), _access_admin()])
    _set_page_permissions(group, pages=[Page.get_first_root_node()], codenames=("change_page",))
    return group


@transaction.atomic
def give_provider_group(organisation: Organisation, index_page: CourseIndexPage) -> Group:
    """Give a provider the group of its teachers: ``index_page`` and what is below it, and a folder for its files.

    Other indexes of the same provider, such as translations, go with it. Where the provider wants its pages reviewed,
    teachers do not publish, and a group of reviewers does. Raises ValueError when the index page is not the provider's
    own.
    """
    if index_page.organisation_id != organisation.pk:
        raise ValueError(
            f"The course index “{index_page.title}” belongs to {index_page.organisation or 'no provider'}, "
            f"so the teachers of {organisation} cannot be given it."
        )
    teachers = _group_of(organisation, field="staff_group", named=TEACHERS)
    folder = _collection_of(teachers)
    _set_permissions(
        teachers,
        organisation=organisation,
        codenames=TEACHER_PAGE_PERMISSIONS_UNDER_REVIEW if organisation.requires_review else TEACHER_PAGE_PERMISSIONS,
        folder=folder,
    )
    if organisation.requires_review:
        set_up_review(organisation, reviewers=give_reviewer_group(organisation))
    elif organisation.reviewer_group:
        end_review(give_reviewer_group(organisation))
    return teachers


@transaction.atomic
def give_reviewer_group(organisation: Organisation) -> Group:
    """Give a provider the group of its reviewers, also before its review is switched on. Its teachers come first.

    Raises ValueError when the provider has no group of teachers.
    """
    if organisation.staff_group is None:
        raise ValueError(f"{organisation} has no group of teachers yet, so there is nothing to review.")
    reviewers = _group_of(organisation, field="reviewer_group", named=REVIEWERS)
    folder = _collection_of(organisation.staff_group)
    _set_permissions(reviewers, organisation=organisation, codenames=REVIEWER_PAGE_PERMISSIONS, folder=folder)
    return reviewers


def bring_up_to_date(organisation: Organisation) -> None:
    """Give the provider's groups what they should have now, if it has groups and a course index."""
    index = organisation.course_indexes.first() if organisation.staff_group_id else None
    if index is not None:
        give_provider_group(organisation, index)


def speaks_for_all_providers(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the person may touch what belongs to any provider: who may change the providers themselves may."""
    return user.has_perm("courses.change_organisation")


def providers_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Organisation]:
    """Return the providers whose content the person may author or review."""
    if speaks_for_all_providers(user):
        return Organisation.objects.all()
    groups = Group.objects.filter(user=user.pk).values("pk")
    return Organisation.objects.filter(Q(staff_group__in=groups) | Q(reviewer_group__in=groups))


def works_for_provider(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the person belongs to a provider's group and speaks for no other."""
    return not speaks_for_all_providers(user) and providers_of(user).exists()


def reviews_for(user: AbstractBaseUser | AnonymousUser, organisation: Organisation) -> bool:
    """Whether the person's word is enough for what the provider wants reviewed."""
    if speaks_for_all_providers(user):
        return True
    group = organisation.reviewer_group_id
    return group is not None and Group.objects.filter(pk=group, user=user.pk).exists()


def _coordinator_permissions() -> list[Permission]:
    """Return what the installed apps have registered with Wagtail, without what only administrators decide."""
    # The admin registers its permissions while its addresses are read, which a command has not done yet.
    get_resolver().url_patterns  # noqa: B018
    registered = Q(pk__in=())
    for permissions in hooks.get_hooks("register_permissions"):
        registered |= Q(pk__in=permissions().order_by().values("pk"))
    reserved = ("auth", "wagtailcore", "wagtailusers", "sites", get_user_model()._meta.app_label)
    return list(
        Permission.objects.filter(
            registered & ~Q(content_type__app_label__in=reserved)
            | Q(content_type__app_label="courses")
            | Q(codename__in=PERMISSIONS_OF_OTHER_APPS)
        )
    )


def _group_of(organisation: Organisation, *, field: str, named: str) -> Group:
    """Return the group that the provider has in ``field``, or a new one, which is then no other provider's."""
    # What is in memory may be older than the group: a save of the course index makes it by a signal.
    organisation.refresh_from_db(fields=[field])
    held = getattr(organisation, field)
    if held is not None:
        return held
    longest = Group._meta.get_field("name").max_length
    name = named.format(organisation=organisation.name)[:longest]
    # Two providers may be called the same.
    if Organisation.objects.filter(**{f"{field}__name": name}).exists():
        name = named.format(organisation=organisation.slug)[:longest]
    group, _ = Group.objects.get_or_create(name=name)
    setattr(organisation, field, group)
    organisation.save(update_fields=[field])
    return group


def _set_permissions(
    group: Group, *, organisation: Organisation, codenames: tuple[str, ...], folder: Collection
) -> None:
    group.permissions.set([*_named(TEACHER_MODEL_PERMISSIONS, app_label="courses"), *_to_translate(), _access_admin()])
    _set_page_permissions(group, pages=organisation.course_indexes.all(), codenames=codenames)
    _set_collection_permissions(group, collection=folder, codenames=FILE_PERMISSIONS)
    _add_collection_permissions(group, collection=shared_collection(), codenames=SHARED_FILE_PERMISSIONS)


def _collection_of(group: Group) -> Collection:
    """Return the folder that the group fills already, or a new one that nobody else has."""
    held = (
        group.collection_permissions.filter(permission__codename="add_image")
        .exclude(collection__depth=1)
        .select_related("collection")
        .first()
    )
    return held.collection if held else Collection.get_first_root_node().add_child(name=group.name)


def _set_page_permissions(group: Group, *, pages: Iterable[Page], codenames: tuple[str, ...]) -> None:
    """Let the group do this, on these pages and below them, and nothing anywhere else."""
    wanted = _named(codenames, app_label="wagtailcore")
    group.page_permissions.exclude(page__in=[page.pk for page in pages], permission__in=wanted).delete()
    for page in pages:
        for permission in wanted:
            GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def _set_collection_permissions(group: Group, *, collection: Collection, codenames: tuple[str, ...]) -> None:
    """Let the group do this with the files of the folder, and nothing with those of any other."""
    wanted = _add_collection_permissions(group, collection=collection, codenames=codenames)
    group.collection_permissions.exclude(collection=collection, permission__in=wanted).delete()


def _add_collection_permissions(
    group: Group, *, collection: Collection, codenames: tuple[str, ...]
) -> list[Permission]:
    wanted = list(
        Permission.objects.filter(
            codename__in=codenames,
            content_type__app_label__in=("wagtailimages", "wagtaildocs", "wagtailmedia", "wagtailcore"),
        )
    )
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return wanted


def _named(codenames: tuple[str, ...], *, app_label: str) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=codenames, content_type__app_label=app_label))


def _to_translate() -> list[Permission]:
    """Return the permission to submit for translation, where wagtail-localize is installed: one's own, see the site."""
    return _named(("submit_translation",), app_label="wagtail_localize")


def _access_admin() -> Permission:
    return Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
