"""What the app ``practice`` of ``docs/extending.md`` does in the foreign site, told as facts on the last line."""

import json
import os
import re
import sys
from typing import Any

import django
from django.core.management import call_command


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    django.setup()
    from story import facts, publish_course

    call_command("check", fail_level="WARNING")
    call_command("makemigrations", "practice", verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    content = publish_course()
    offer_badge_for_any_course()
    encrypt_keys()
    learn(content)
    look_around(content)
    put_video_into_a_lesson(content)
    tell_what_is_set()
    tell_of_competence_and_lost_badge()
    delete_account()
    sys.stdout.write(json.dumps(facts) + "\n")


def offer_badge_for_any_course() -> None:
    from badges.keys import create_issuer_key
    from badges.models import Achievement, AwardRule, Issuer
    from courses.models import Organisation

    issuer = Issuer.objects.create(
        organisation=Organisation.objects.get(), slug="merikaari", name="Merikaari (demo)", is_fictional=True
    )
    create_issuer_key(issuer)
    achievement = Achievement.objects.create(
        issuer=issuer, name="First course", description="Has completed a course.", criteria="Any course.", code="FIRST"
    )
    rule = AwardRule(achievement=achievement, kind="any_course_completed")
    rule.full_clean()
    rule.save()


def encrypt_keys() -> None:
    """Put each key file under the passphrase, so that the signer that comes with badges could not read it."""
    from cryptography.hazmat.primitives import serialization
    from django.conf import settings

    passphrase = os.environ["ISSUER_PASSPHRASE"].encode()
    for path in settings.BADGES_KEY_DIRECTORY.iterdir():
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(passphrase),
            )
        )


def learn(content: dict[str, Any]) -> None:
    from django.contrib.auth import get_user_model
    from django.core import mail
    from story import browser, facts, text_of

    from badges.models import Credential
    from badges.verification import verify_credential

    learner = browser()
    learner.force_login(get_user_model().objects.create_user("aino", "aino@example.org", "-"))
    course = text_of(learner.get(content["course"].get_url()))
    facts["panel"] = "Ask Merikaari Vocational College for a day at the machines." in course
    facts["order"] = sorted(("contact", "enrolment"), key=lambda name: course.index(f'id="{name}"'))
    facts["panel_on_module"] = "a day at the machines" in text_of(learner.get(content["module"].get_url()))
    learner.post(f"/learning/courses/{content['course'].pk}/enrol/")
    quiz = f"/learning/lessons/{content['lesson'].pk}/quizzes/{content['quiz'].translation_key}/"
    learner.post(quiz, {"q-which": "b"})
    facts["told_too_early"] = len(getattr(mail, "outbox", []))  # made with the first mail
    learner.post(quiz, {"q-which": "a"})
    told = [message for message in mail.outbox if "module" in message.subject]
    facts["told"] = [[*message.to, message.subject, message.body] for message in told]
    credential = Credential.objects.get(achievement__name="First course")
    facts["badge_of"] = credential.recipient.username
    facts["done_by_the_clock"] = [done_by_the_clock(credential.recipient), done_by_the_clock(None)]
    facts["is_genuine"] = verify_credential(credential).is_genuine
    facts["has_plain_key"] = _can_be_read_without_passphrase()


def look_around(content: dict[str, Any]) -> None:
    """A learner and a supervisor enrol, and open the lesson."""
    from django.test import RequestFactory
    from story import facts, somebody

    from courses.outline import outline_of
    from courses.seams import records_for

    facts["answers_of_learner_go_to"] = where_answers_go(somebody("eero"), content)
    supervisor = somebody("supervisor", is_staff=True)
    facts["answers_of_supervisor_go_to"] = where_answers_go(supervisor, content)
    request = RequestFactory().get("/")
    request.user = supervisor
    outline = outline_of(content["course"])
    records = records_for(request, content["course"], outline=outline)
    facts["done_for_supervisor"] = sorted({records.status_of(lesson.key).value for lesson in outline.lessons})


def where_answers_go(person: Any, content: dict[str, Any]) -> str:
    """Return the first part of the address to which the quiz of the lesson posts, for somebody who has enrolled."""
    from story import browser, text_of

    visitor = browser()
    visitor.force_login(person)
    visitor.post(f"/learning/courses/{content['course'].pk}/enrol/")
    page = text_of(visitor.get(content["lesson"].get_url()))
    found = re.search(rf'action="(/\w+/)[^"]*{content["quiz"].translation_key}/[#"]', page)
    return found[1] if found else ""


def put_video_into_a_lesson(content: dict[str, Any]) -> None:
    from django.core.files.base import ContentFile
    from story import facts
    from wagtailmedia.models import get_media_model

    from courses.models import LessonActivity, LessonPage

    video = get_media_model().objects.create(
        title="A cell", type="video", duration=1, file=ContentFile(b"-", name="cell.mp4")
    )
    lesson = LessonPage.objects.get(pk=content["lesson"].pk)
    lesson.body.append(("video", {"video": video, "title": "A cell", "captions": [], "transcript": "", "caption": ""}))
    lesson.save_revision().publish()
    facts["activities"] = list(
        LessonActivity.objects.filter(lesson=lesson).order_by("sort_order").values_list("kind", flat=True)
    )


def tell_what_is_set() -> None:
    from pathlib import Path

    from story import facts

    from courses import conf
    from learners.conf import signup_url

    facts["settings"] = {
        "months": conf.check_months(),
        "cost": conf.offer_category(),
        "fonts": (conf.font_directory() or Path()).name,
        "drawings": [Path(folder).name for folder in conf.drawing_folders()],
        "seconds": conf.h5p_token_seconds(),
        "signup": signup_url(),
    }


def tell_of_competence_and_lost_badge() -> None:
    from story import browser, facts, text_of

    from badges.credentials import revoke_credential
    from badges.models import Credential
    from learners.signals import competence_demonstrated

    person = person_called("aino")
    revoke_credential(
        Credential.objects.get(achievement__name="First course"), reason=Credential.Reason.ISSUED_IN_ERROR
    )
    competence_demonstrated.send_robust(
        sender=None, learner=person, competence="Cell chemistry", level=4, module_key=None
    )
    learner = browser()
    learner.force_login(person)
    facts["dashboard"] = text_of(learner.get("/learning/"))
    facts["notes"] = sorted(person.practice_notes.values_list("text", flat=True))


def delete_account() -> None:
    from practice.models import Note
    from story import facts

    from learners.privacy import erasures

    facts["goes"] = "The notes that your supervisor has about you." in [
        str(sentence) for erasure in erasures() for sentence in erasure.goes
    ]
    person_called("aino").delete()
    facts["notes_after_deletion"] = Note.objects.count()


def person_called(name: str) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


def done_by_the_clock(learner: Any) -> str:
    """Run the work of the page, with something to forget if there is a learner; return what the command said."""
    from datetime import timedelta
    from io import StringIO
    from uuid import uuid4

    from django.utils import timezone

    from learners.models import ActivityState

    if learner is not None:
        state = ActivityState.objects.create(learner=learner, activity_key=uuid4(), state={})
        ActivityState.objects.filter(pk=state.pk).update(updated_at=timezone.now() - timedelta(days=400))
    said = StringIO()
    call_command("run_due", only=["practice.forget_states"], force=True, stdout=said)
    return said.getvalue().strip()


def _can_be_read_without_passphrase() -> bool:
    from badges.keys import KeyUnavailable, current_key
    from badges.models import Issuer
    from badges.signing import FileSigner

    try:
        FileSigner().sign(b"-", key=current_key(Issuer.objects.get()))
    except KeyUnavailable:
        return False
    return True


if __name__ == "__main__":
    main()
