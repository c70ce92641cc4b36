"""The only way a statement gets in: stored once per id, then attempts and completions follow, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.activities import key_in_iri, kind_named
from courses.models import CoursePage, LessonActivity, LessonPage

from . import conf
from .attempts import update_attempt
from .completions import complete_what_is_done
from .models import Enrolment, StoredStatement
from .xapi.comparison import is_same
from .xapi.statement import Activity, Agent, Statement, parse_statement

SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId"


class StatementRefused(Exception):
    """A valid statement that this person may not make. The message is for a person."""


class StatementConflict(Exception):
    """A statement with this id is stored already, and says something else (xAPI 1.0.3 Communication, 2.1.1)."""


@dataclass(frozen=True)
class Target:
    """The activity, lesson or course that a statement is about, and the course in which the learner is enrolled."""

    kind: str
    key: UUID
    course_key: UUID
    lesson_ids: tuple[int, ...]
    """The published lessons that hold it, in the courses that the learner takes, and no other."""
    is_part: bool = False
    """About a question inside the activity: kept, but it says nothing of the activity as a whole."""


def account_of(learner) -> dict[str, object]:
    """Return the xAPI actor of a learner: an account at this site, with neither name nor address."""
    return {
        "objectType": "Agent",
        "account": {"homePage": conf.home_page(), "name": str(learner.pk)},
    }


@transaction.atomic
def record_statements(
    statements: Sequence[Statement], *, learner, source: StoredStatement.Source = StoredStatement.Source.BROWSER
) -> list[UUID]:
    """Store statements about what ``learner`` did, and whatever follows from them; return their ids in order.

    A statement that is stored already, and the same, changes nothing. From a browser only for oneself, only about
    activities whose kind the browser may report, and only where the learner is enrolled.

    Raises StatementRefused or StatementConflict; then nothing of the batch is kept.
    """
    ids: list[UUID] = []
    targets: dict[str, Target] = {}
    for statement in statements:
        _refuse_another_actor(statement, learner=learner)
        target = _target_of(statement, learner=learner, source=source, known=targets)
        statement_id = statement.id or uuid4()
        ids.append(statement_id)
        now = timezone.now()
        if not _store(statement, statement_id, target=target, learner=learner, source=source, at=now):
            continue
        if target.is_part:
            continue
        _project(statement, target=target, learner=learner, source=source, at=now)
    return ids


def replay_statement(stored: StoredStatement, *, learner) -> None:
    """Draw the consequences of a stored statement again. Must run in a transaction.

    Whether the learner is still enrolled does not matter: that was asked when it was recorded.
    """
    statement = parse_statement(stored.statement)
    if _is_part(statement):
        return
    taken = list(Enrolment.objects.of(learner).values_list("course_key", flat=True))
    lesson_ids = _lesson_ids_in(_lessons_with(stored.activity_kind, stored.activity_key), course_keys=taken)
    target = Target(stored.activity_kind, stored.activity_key, stored.course_key, lesson_ids)
    source = StoredStatement.Source(stored.source)
    _project(statement, target=target, learner=learner, source=source, at=stored.happened_at)


def _project(statement: Statement, *, target: Target, learner, source: StoredStatement.Source, at: datetime) -> None:
    """Bring attempts, and then what is complete, in step with one statement."""
    is_said_done = target.kind == "lesson"
    if is_said_done or update_attempt(
        statement,
        learner=learner,
        kind=target.kind,
        key=target.key,
        is_assessed=source == StoredStatement.Source.SERVER,
        at=at,
    ):
        complete_what_is_done(learner=learner, lesson_ids=target.lesson_ids, at=at, said_done=is_said_done)


def _refuse_another_actor(statement: Statement, *, learner) -> None:
    wanted = account_of(learner)["account"]
    actor = statement.actor
    if not isinstance(actor, Agent) or (
        actor.identifier.kind != "account"
        or actor.identifier.value != wanted["name"]  # type: ignore[index]
        or actor.identifier.home_page != wanted["homePage"]  # type: ignore[index]
    ):
        raise StatementRefused(_("The statement is about somebody else. You can only record what you did yourself."))


def _target_of(statement: Statement, *, learner, source: StoredStatement.Source, known: dict[str, Target]) -> Target:
    if not isinstance(statement.object, Activity):
        raise StatementRefused(_("The statement is not about an activity of this site."))
    iri = statement.object.id.partition("#")[0]
    if iri not in known:
        known[iri] = _find_target(iri, learner=learner, source=source)
    return replace(known[iri], is_part=_is_part(statement))


def _is_part(statement: Statement) -> bool:
    """Whether a statement is about a question inside an activity rather than the activity as a whole."""
    if not isinstance(statement.object, Activity):
        return False
    definition = statement.object.definition
    return "#" in statement.object.id or bool(definition and SUB_CONTENT in definition.extensions)


def _find_target(iri: str, *, learner, source: StoredStatement.Source) -> Target:
    names = key_in_iri(iri)
    if names is None:
        raise StatementRefused(
            _("The statement is about %(iri)s, which is no activity of this site.") % {"iri": iri[:200]}
        )
    kind, key = names
    if source == StoredStatement.Source.BROWSER and not _browser_may_report(kind):
        raise StatementRefused(_("This is marked by the server, so a browser cannot report its result."))
    lessons = _lessons_with(kind, key)
    if not lessons:
        raise StatementRefused(_("This activity is in no published lesson."))
    # Locked: two statements of one learner in one course follow each other, so that attempts keep their numbers and
    # the later of two last answers sees the earlier.
    enrolled = list(
        Enrolment.objects.active()
        .of(learner)
        .filter(course_key__in=CoursePage.objects.live().filter(path__in=lessons).values("translation_key"))
        .order_by("enrolled_at")
        .select_for_update()
        .values_list("course_key", flat=True)
    )
    if not enrolled:
        raise StatementRefused(_("You are not enrolled in the course that this activity belongs to."))
    return Target(kind, key, enrolled[0], _lesson_ids_in(lessons, course_keys=enrolled))


def _browser_may_report(kind: str) -> bool:
    try:
        return not kind_named(kind).is_assessed
    except KeyError:
        return False


def _lessons_with(kind: str, key: UUID) -> dict[str, list[int]]:
    """Return the ids of the published lessons that hold the activity (or are it), by the tree path of their course."""
    if kind == "lesson":
        rows: Iterable = LessonPage.objects.live().filter(translation_key=key).values_list("pk", "path")
    else:
        rows = LessonActivity.objects.filter(activity_key=key, kind=kind, lesson__live=True).values_list(
            "lesson_id", "lesson__path"
        )
    lessons: dict[str, list[int]] = {}
    for pk, path in rows:
        lessons.setdefault(path[: -2 * LessonPage.steplen], []).append(pk)
    return lessons


def _lesson_ids_in(lessons: dict[str, list[int]], *, course_keys: list[UUID]) -> tuple[int, ...]:
    """Return the lessons of these courses: an activity may stand in others too, which the learner does not take."""
    if len(lessons) > 1:
        paths = CoursePage.objects.live().filter(path__in=lessons, translation_key__in=course_keys)
        lessons = {path: lessons[path] for path in paths.values_list("path", flat=True)}
    return tuple(pk for ids in lessons.values() for pk in ids)


def _store(
    statement: Statement, statement_id: UUID, *, target: Target, learner, source: StoredStatement.Source, at: datetime
) -> bool:
    """Write the statement down; return False if the very same is stored already. Raises StatementConflict."""
    raw = _as_stored(statement, statement_id, learner=learner, at=at)
    try:
        with transaction.atomic():
            StoredStatement.objects.create(
                id=statement_id,
                learner=learner,
                verb=statement.verb_id,
                activity_kind=target.kind,
                activity_key=target.key,
                course_key=target.course_key,
                source=source,
                happened_at=at,
                statement=raw,
            )
    except IntegrityError:
        stored = StoredStatement.objects.filter(pk=statement_id).first()
        if stored is None:
            raise
        # The time is the server's, so two deliveries of one statement differ in it.
        same = {**raw, "timestamp": stored.statement["timestamp"]}
        if stored.learner_id != learner.pk or not is_same(parse_statement(same), parse_statement(stored.statement)):
            raise StatementConflict(
                _("A statement with the id %(id)s is stored already, and it says something else.")
                % {"id": statement_id}
            ) from None
        return False
    return True


def _as_stored(statement: Statement, statement_id: UUID, *, learner, at: datetime) -> dict[str, Any]:
    """Return a statement as the log keeps it: who, when and on whose authority are this server's to say."""
    told = {name: statement.raw[name] for name in ("verb", "object", "result", "context") if name in statement.raw}
    return {
        "id": str(statement_id),
        "actor": account_of(learner),
        **told,
        "timestamp": at.isoformat(),
        "stored": at.isoformat(),
        "authority": {"objectType": "Agent", "account": {"homePage": conf.home_page(), "name": "kenno"}},
        "version": "1.0.0",
    }
