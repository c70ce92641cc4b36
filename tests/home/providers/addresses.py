"""Every address of the admin, with what a stranger can put into it. One that nobody has classified is an error."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail_localize.models import OverridableSegment, StringSegment

from tests.home.providers.holdings import Holdings

Cases = list[dict[str, Any]]
CasesOf = Callable[[Holdings], Cases]


class Unclassified(Exception):
    """An address of the admin that no rule here knows. Say what its parameters are, then what is expected of it."""


@dataclass(frozen=True)
class Address:
    """An address as the resolver has it: its full name, its route and the names of its parameters."""

    name: str
    route: str
    parameters: frozenset[str]
    defaults: tuple[tuple[str, Any], ...] = ()

    def url(self, parameters: dict[str, Any]) -> str:
        if not self.is_named:
            return f"/{self.route}"
        return reverse(self.name, kwargs=parameters)

    @property
    def is_named(self) -> bool:
        return bool(self.name.rpartition(":")[2])


def admin_addresses() -> list[Address]:
    """Return every address under the admin, once per name and parameters."""
    found = {}
    for address in _walk(get_resolver(), names=(), route="", parameters=frozenset()):
        if address.route.startswith("admin/"):
            found[(address.name or address.route, address.parameters)] = address
    return sorted(found.values(), key=lambda address: (address.name, sorted(address.parameters)))


def _walk(
    resolver: URLResolver, *, names: tuple[str, ...], route: str, parameters: frozenset[str]
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        own = frozenset(pattern.pattern.converters) | frozenset(
            pattern.pattern.regex.groupindex if not pattern.pattern.converters else ()
        )
        path, held = route + str(pattern.pattern), parameters | own
        if isinstance(pattern, URLPattern):
            yield Address(":".join((*names, pattern.name or "")), path, held)
        else:
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern, names=inner, route=path, parameters=held)


def each_page(parameter: str, **more: Any) -> CasesOf:
    return lambda held: [{parameter: page.pk, **more} for page in held.pages]


def of(parameter: str, *paths: str) -> CasesOf:
    """The keys of what the holdings have at ``paths``, as the one parameter."""
    return lambda held: [{parameter: _read(held, path).pk} for path in paths]


def _read(held: Holdings, path: str) -> Any:
    value: Any = held
    for part in path.split("."):
        value = getattr(value, part)
    return value


def _revisions(held: Holdings) -> Cases:
    return [
        {"page_id": page.pk, "revision_id": revision.pk}
        for page in (held.lesson, held.draft)
        for revision in page.revisions.all()
    ]


def _outline(held: Holdings) -> Cases:
    return [{"course_id": held.course.pk, "page_id": page.pk} for page in (held.module, held.lesson, held.draft)]


QUIZ = "wagtailsnippets_courses_quiz:*"
OBJECTS = {
    "courserun": "run",
    "quiz": "quiz",
    "h5pcontent": "activity",
    "achievement": "achievement",
    "issuer": "issuer",
    "credential": "credential",
}

NOTHING_OF_A_PROVIDER = (
    "wagtaillocales:*",
    "wagtailsites:*",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset*",
    "wagtailadmin_error_test",
    "wagtailadmin_sprite",
    "wagtailadmin_dismissibles",
    "wagtailadmin_javascript_catalog",
    "wagtailmedia:add",
    "wagtailmedia:chooser_typed",
    "wagtailmedia:chooser_upload",
    "wagtailsettings:*",
    "wagtailsnippets_courses_competencyframework:*",
    "wagtailsnippets_courses_competence:*",
    "wagtailsnippetchoosers_courses_competencyframework:*",
    "wagtailsnippetchoosers_courses_competence:*",
    # Who the providers are is public; that only coordinators change them is told in test_groups.
    "wagtailsnippetchoosers_courses_organisation:chosen*",
    "wagtailsnippets_courses_organisation:inspect",
)
"""Addresses whose parameters cannot name anything that a provider has."""

RULES: tuple[tuple[str, CasesOf], ...] = (
    # Pages
    ("wagtailadmin_api:pages:detail", each_page("pk")),
    (
        "wagtailadmin_api:pages:action",
        lambda held: [
            {"pk": page.pk, "action_name": action}
            for page in held.pages
            for action in (
                "copy",
                "delete",
                "publish",
                "unpublish",
                "move",
                "convert_alias",
                "create_alias",
                "copy_for_translation",
                "revert_to_page_revision",
            )
        ],
    ),
    ("wagtailadmin_explore*", each_page("parent_page_id")),
    (
        "wagtailadmin_pages:add",
        lambda held: [
            {"content_type_app_name": "courses", "content_type_model_name": kind, "parent_page_id": parent.pk}
            for kind, parent in (("coursepage", held.index), ("modulepage", held.course), ("lessonpage", held.module))
        ],
    ),
    (
        "wagtailadmin_pages:preview_on_add",
        lambda held: [
            {"content_type_app_name": "courses", "content_type_model_name": kind, "parent_page_id": parent.pk}
            for kind, parent in (("coursepage", held.index), ("modulepage", held.course), ("lessonpage", held.module))
        ],
    ),
    (
        "wagtailadmin_pages:type_use*",
        lambda held: [
            {"content_type_app_name": "courses", "content_type_model_name": kind}
            for kind in ("courseindexpage", "coursepage", "modulepage", "lessonpage")
        ],
    ),
    (
        "wagtailadmin_pages:choose_parent",
        lambda held: [{"app_label": "courses", "model_name": kind} for kind in ("modulepage", "lessonpage")],
    ),
    ("wagtailadmin_pages:add_subpage", each_page("parent_page_id")),
    (
        "wagtailadmin_pages:move_confirm",
        lambda held: [
            {"page_to_move_id": held.lesson.pk, "destination_id": held.module.pk},
            {"page_to_move_id": held.draft.pk, "destination_id": held.module.pk},
        ],
    ),
    ("wagtailadmin_pages:move", each_page("page_to_move_id")),
    ("wagtailadmin_pages:set_page_position", each_page("page_to_move_id")),
    (
        "wagtailadmin_pages:*workflow_action*",
        lambda held: [
            {"page_id": held.draft.pk, "action_name": action, "task_state_id": held.task_state.pk}
            for action in ("approve", "reject")
        ],
    ),
    (
        "wagtailadmin_pages:workflow_preview",
        lambda held: [{"page_id": held.draft.pk, "task_id": held.task.pk}],
    ),
    (
        "wagtailadmin_pages:workflow_history_detail",
        lambda held: [{"page_id": held.draft.pk, "workflow_state_id": held.workflow_state.pk}],
    ),
    (
        "wagtailadmin_pages:revisions_compare",
        lambda held: [
            {"pk": page.pk, "revision_id_a": "earliest", "revision_id_b": "latest"} for page in held.pages[1:]
        ],
    ),
    ("wagtailadmin_pages:revisions_index", each_page("page_id")),
    ("wagtailadmin_pages:revisions_*", _revisions),
    ("wagtailadmin_pages:*", each_page("page_id")),
    ("wagtailadmin_choose_page_child", each_page("parent_page_id")),
    ("wagtailforms:*", each_page("page_id")),
    ("wagtailredirects:*", of("redirect_id", "redirect")),
    # Translations
    (
        "wagtail_localize:update_translations",
        of("translation_source_id", "translation.source", "quiz_translation.source"),
    ),
    (
        "wagtail_localize:edit_string_translation",
        lambda held: [
            {"translation_id": translation.pk, "string_segment_id": segment.pk}
            for translation in (held.translation, held.quiz_translation)
            for segment in StringSegment.objects.filter(source=translation.source)
        ],
    ),
    (
        "wagtail_localize:edit_override",
        lambda held: (
            [
                {"translation_id": translation.pk, "overridable_segment_id": segment.pk}
                for translation in (held.translation, held.quiz_translation)
                for segment in OverridableSegment.objects.filter(source=translation.source)
            ]
            or [{"translation_id": held.translation.pk, "overridable_segment_id": 1}]
        ),
    ),
    (
        "wagtail_localize:*snippet*",
        lambda held: [
            {"app_label": "courses", "model_name": model, **({"pk": thing.pk} if keyed else {})}
            for model, thing in (("quiz", held.quiz), ("h5pcontent", held.activity))
            for keyed in (True, False)
        ],
    ),
    ("wagtail_localize:submit_page_translation", each_page("page_id")),
    ("wagtail_localize:convert_to_alias", each_page("page_id")),
    (
        "wagtail_localize:preview_translation",
        lambda held: [
            {"translation_id": translation.pk, **mode}
            for translation in (held.translation, held.quiz_translation)
            for mode in ({}, {"mode": "default"})
        ],
    ),
    ("wagtail_localize:*", of("translation_id", "translation", "quiz_translation")),
    # Workflows
    ("wagtailadmin_workflows:remove", lambda held: [{"page_pk": held.index.pk}]),
    (
        "wagtailadmin_workflows:add_task",
        lambda held: [{"app_label": "wagtailcore", "model_name": "groupapprovaltask"}],
    ),
    ("wagtailadmin_workflows:task_chosen", of("task_id", "task")),
    ("wagtailadmin_workflows:*task*", of("pk", "task")),
    ("wagtailadmin_workflows:*", of("pk", "workflow_state.workflow")),
    # The editor
    ("wagtailadmin_editing_sessions:release", of("session_id", "session")),
    (
        "wagtailadmin_editing_sessions:ping",
        lambda held: [
            {"app_label": "courses", "model_name": kind, "object_id": thing.pk, "session_id": held.session.pk}
            for kind, thing in (
                ("lessonpage", held.draft),
                ("coursepage", held.course),
                ("quiz", held.quiz),
                ("h5pcontent", held.activity),
                ("courserun", held.run),
            )
        ],
    ),
    (
        "wagtailadmin_tag_model_autocomplete",
        lambda held: [{"app_name": "taggit", "model_name": "tag"}],
    ),
    # Files
    ("wagtailadmin_collections:set_privacy", of("collection_id", "collection")),
    ("wagtailadmin_collections:*", of("pk", "collection")),
    ("wagtailadmin_api:images:*", of("pk", "image")),
    ("wagtailadmin_api:documents:*", of("pk", "document")),
    ("wagtailimages:preview", lambda held: [{"image_id": held.image.pk, "filter_spec": "max-100x100"}]),
    ("wagtailimages:create_multiple_from_uploaded_image", of("uploaded_file_id", "image")),
    ("wagtailimages:delete_upload_multiple", of("uploaded_file_id", "image")),
    ("wagtaildocs:create_multiple_from_uploaded_document", of("uploaded_file_id", "document")),
    ("wagtaildocs:delete_upload_multiple", of("uploaded_file_id", "document")),
    ("wagtailimages:*", of("image_id", "image")),
    ("wagtaildocs:edit_multiple", of("doc_id", "document")),
    ("wagtaildocs:delete_multiple", of("doc_id", "document")),
    ("wagtaildocs:*", of("document_id", "document")),
    ("wagtailimages_chooser:select_format", of("image_id", "image")),
    ("wagtailimages_chooser:*", of("pk", "image")),
    ("wagtaildocs_chooser:*", of("pk", "document")),
    ("wagtailmedia:*", of("media_id", "media")),
    # What hangs on several at once: see the walk, which adds ?id=
    (
        "wagtail_bulk_action",
        lambda held: [
            {"app_label": app, "model_name": model, "action": action}
            for app, model, actions in (
                ("wagtailcore", "page", ("delete", "move", "publish", "unpublish")),
                ("wagtailimages", "image", ("delete", "add_tags", "add_to_collection")),
                ("wagtaildocs", "document", ("delete", "add_tags", "add_to_collection")),
                ("courses", "quiz", ("delete",)),
                ("courses", "h5pcontent", ("delete",)),
                ("courses", "courserun", ("delete",)),
                ("courses", "organisation", ("delete",)),
                ("home", "user", ("delete", "assign_role", "set_active_state")),
            )
            for action in actions
        ],
    ),
    # Ours
    ("courses_admin:outline", of("course_id", "course")),
    ("courses_admin:add_module", of("course_id", "course")),
    (
        "courses_admin:try_quiz",
        lambda held: [{"course_id": held.course.pk, "page_id": held.lesson.pk, "quiz_key": held.quiz.translation_key}],
    ),
    ("courses_admin:run_work_now", lambda held: [{"name": "courses.sweep_h5p_files"}]),
    ("courses_admin:check_page", each_page("page_id")),
    ("courses_admin:*", _outline),
    (
        "wagtailsnippets_courses_quiz:revisions_compare",
        lambda held: [{"pk": held.quiz.pk, "revision_id_a": "earliest", "revision_id_b": "latest"}],
    ),
    (
        "wagtailsnippets_courses_quiz:revisions_*",
        lambda held: [{"pk": held.quiz.pk, "revision_id": held.quiz_revision.pk}],
    ),
    *((f"wagtailsnippets_courses_{model}:*", of("pk", held)) for model, held in OBJECTS.items()),
    *((f"wagtailsnippetchoosers_courses_{model}:*", of("pk", held)) for model, held in OBJECTS.items()),
    *((f"{model}:*", of("pk", held)) for model, held in OBJECTS.items()),
    ("wagtailsnippets_courses_organisation:*", of("pk", "organisation")),
    # People
    ("home_invitations:*", of("pk", "invitation")),
    ("feedback:*", of("pk", "feedback")),
    ("wagtailusers_users:*", of("pk", "teacher")),
    ("wagtailusers_groups:*", of("pk", "organisation.staff_group")),
)
"""What stands in the addresses: the first rule whose pattern fits the name says which keys a stranger would try."""


def cases_of(address: Address, held: Holdings) -> Cases:
    """Return the parameters with which to call the address. Raises Unclassified."""
    if not address.parameters:
        return [{}]
    if any(fnmatchcase(address.name, pattern) for pattern in NOTHING_OF_A_PROVIDER):
        return []
    for pattern, cases in RULES:
        if fnmatchcase(address.name, pattern):
            found = cases(held)
            fitting = [case for case in found if set(case) == address.parameters]
            if not fitting and "workflow_pk" in address.parameters:
                return [{"page_pk": held.index.pk, "workflow_pk": held.workflow_state.workflow.pk}]
            if not fitting:
                break
            return fitting
    raise Unclassified(f"{address.name} ({address.route}) takes {sorted(address.parameters)}: which are they?")
