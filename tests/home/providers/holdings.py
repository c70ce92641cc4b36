"""All that a provider can have in the admin, one of each, with a word in every name by which it is recognised."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Comment, CommentReply, Locale, Page, Revision, Task, TaskState, WorkflowState
from wagtail_localize.models import Translation, TranslationSource
from wagtailmedia.models import get_media_model

from badges.credentials import issue_credential
from badges.keys import create_issuer_key
from badges.models import Achievement, AwardRule, Credential, Issuer
from courses.models import (
    CourseIndexPage,
    CoursePage,
    CourseRun,
    H5PContent,
    H5PLibrary,
    LessonPage,
    ModulePage,
    Organisation,
    Quiz,
)
from courses.moderation import workflow_of
from home.models import Feedback, Invitation

OPTION, OTHER, QUESTION = (str(uuid.UUID(int=number)) for number in (1, 2, 3))


@dataclass(frozen=True)
class Holdings:
    """What one provider has. ``draft`` was never published; ``lesson`` is live with a draft that waits for review."""

    organisation: Organisation
    index: CourseIndexPage
    course: CoursePage
    module: ModulePage
    lesson: LessonPage
    draft: LessonPage
    quiz: Quiz
    activity: H5PContent
    image: Any
    document: Any
    collection: Collection
    run: CourseRun
    achievement: Achievement
    issuer: Issuer
    credential: Credential
    media: Any
    translation: Translation
    quiz_translation: Translation
    invitation: Invitation
    feedback: Feedback
    redirect: Redirect
    comment: Comment
    session: EditingSession
    workflow_state: WorkflowState | None
    task_state: TaskState | None
    teacher: Any

    @property
    def pages(self) -> tuple[Page, ...]:
        return (self.index, self.course, self.module, self.lesson, self.draft)

    @property
    def quiz_revision(self) -> Revision:
        return self.quiz.latest_revision

    @property
    def task(self) -> Task | None:
        return self.task_state.task if self.task_state else None


def make_holdings(organisation: Organisation, *, by: Any, word: str, public_word: str) -> Holdings:
    """Make one of everything: ``word`` is in all that only the provider may know, ``public_word`` in live titles."""
    locale = Locale.get_default()
    index = organisation.course_indexes.get()
    collection = Collection.objects.get(name=f"Teachers: {organisation.name}")
    image = get_image_model().objects.create(
        title=f"Image {word}",
        file=get_test_image_file(filename=f"{word}.png"),
        collection=collection,
        uploaded_by_user=by,
    )
    document = get_document_model().objects.create(
        title=f"Document {word}",
        file=ContentFile(word.encode(), name=f"{word}.txt"),
        collection=collection,
        uploaded_by_user=by,
    )
    media = get_media_model().objects.create(
        title=f"Media {word}",
        file=ContentFile(word.encode(), name=f"{word}.mp4"),
        type="video",
        duration=1,
        collection=collection,
        uploaded_by_user=by,
    )
    quiz = _quiz(organisation, word=word)
    quiz.save_revision(user=by, log_action=True)
    quiz.refresh_from_db()
    activity = _activity(organisation, word=word, locale=locale)
    course = index.add_child(
        instance=CoursePage(
            title=f"Course {public_word}",
            slug=f"course-{public_word}",
            code=public_word[:12].upper(),
            level=4,
            organisation=organisation,
            owner=by,
        )
    )
    module = course.add_child(instance=ModulePage(title=f"Module {public_word}", code="M1", owner=by))
    lesson = module.add_child(
        instance=LessonPage(
            title=f"Lesson {public_word}",
            owner=by,
            body=[
                {"type": "quiz", "value": {"quiz": quiz.pk}, "id": str(uuid.uuid4())},
                {"type": "h5p", "value": {"content": activity.pk, "is_required": False}, "id": str(uuid.uuid4())},
            ],
        )
    )
    for page in (course, module, lesson):
        page.save_revision(user=by, log_action=True).publish()
        page.refresh_from_db()
        page.title = f"{page.title} then {word}"
        page.save_revision(user=by, log_action=True)
    draft = module.add_child(instance=LessonPage(title=f"Draft {word}", slug=f"draft-{word}", live=False, owner=by))
    draft.save_revision(user=by, log_action=True)
    Page.objects.filter(pk=lesson.pk).update(locked=True, locked_by=by, locked_at=timezone.now())
    comment = Comment.objects.create(
        page=draft, user=by, text=f"Comment {word}", contentpath="title", revision_created=draft.latest_revision
    )
    CommentReply.objects.create(comment=comment, user=by, text=f"Reply {word}")
    state = task_state = None
    if organisation.reviewer_group_id and (workflow := workflow_of(organisation.reviewer_group)):
        state = workflow.start(draft, by)
        task_state = state.current_task_state
    session = EditingSession.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(LessonPage),
        object_id=str(draft.pk),
        last_seen_at=timezone.now(),
        is_editing=True,
    )
    run = CourseRun.objects.create(
        code=f"RUN-{word}", course=course, starts_on=date(2027, 1, 1), ends_on=date(2027, 2, 1), seats=9, mode="online"
    )
    issuer = Issuer.objects.create(
        organisation=organisation, slug=f"issuer-{word}", name=f"Issuer {word} (demo)", is_fictional=True
    )
    create_issuer_key(issuer)
    achievement = Achievement.objects.create(
        issuer=issuer, name=f"Achievement {word}", description=word, criteria=word, level=4, code=word[:8]
    )
    AwardRule.objects.create(achievement=achievement, kind="module_completed", target_key=module.translation_key)
    return Holdings(
        organisation=organisation,
        index=CourseIndexPage.objects.get(pk=index.pk),
        course=CoursePage.objects.get(pk=course.pk),
        module=ModulePage.objects.get(pk=module.pk),
        lesson=LessonPage.objects.get(pk=lesson.pk),
        draft=LessonPage.objects.get(pk=draft.pk),
        quiz=quiz,
        activity=activity,
        image=image,
        document=document,
        collection=collection,
        run=run,
        achievement=achievement,
        issuer=issuer,
        credential=issue_credential(achievement, recipient=by),
        invitation=_invitation(organisation, by=by, word=word),
        feedback=Feedback.objects.create(message=f"About {word}", email=f"{word}@example.org", language="en"),
        media=media,
        translation=_translation(lesson),
        quiz_translation=_translation(quiz),
        redirect=Redirect.objects.create(old_path=f"/{word}", redirect_page=draft),
        comment=comment,
        session=session,
        workflow_state=state,
        task_state=task_state,
        teacher=by,
    )


def _invitation(organisation: Organisation, *, by: Any, word: str) -> Invitation:
    invitation = Invitation.objects.create(
        email=f"{word}@example.org", first_name=word, last_name=word, language="en", invited_by=by, nonce=word
    )
    invitation.groups.add(organisation.staff_group)
    return invitation


def _translation(thing: Any) -> Translation:
    finnish, _ = Locale.objects.get_or_create(language_code="fi")
    source, _ = TranslationSource.update_or_create_from_instance(thing)
    translation = Translation.objects.create(source=source, target_locale=finnish)
    # A page has none before the pages above it have theirs.
    if isinstance(thing, Quiz):
        translation.save_target(publish=True)
    return translation


def _quiz(organisation: Organisation, *, word: str) -> Quiz:
    options = [
        {
            "type": "item",
            "id": option,
            "value": {"text": word, "is_correct": option == OPTION, "feedback": ""},
        }
        for option in (OPTION, OTHER)
    ]
    question = {
        "prompt": f"Question {word}",
        "options": options,
        "feedback_correct": word,
        "feedback_incorrect": word,
    }
    return Quiz.objects.create(
        title=f"Quiz {word}",
        organisation=organisation,
        pass_mark=Decimal("0.8"),
        questions=[{"type": "single_choice", "id": QUESTION, "value": question}],
    )


def _activity(organisation: Organisation, *, word: str, locale: Locale) -> H5PContent:
    library, _ = H5PLibrary.objects.get_or_create(
        machine_name="Kenno.MultiChoice",
        major=1,
        minor=0,
        defaults={
            "patch": 0,
            "title": "Choice",
            "is_runnable": True,
            "folder": "Kenno.MultiChoice-1.0.0",
            "metadata": {
                "title": "Choice",
                "machineName": "Kenno.MultiChoice",
                "majorVersion": 1,
                "minorVersion": 0,
                "patchVersion": 0,
                "runnable": 1,
            },
            "semantics": [],
        },
    )
    return H5PContent.objects.create(
        title=f"Activity {word}",
        library=library,
        organisation=organisation,
        params={"text": word},
        filtered_params={"text": word},
        locale=locale,
    )
