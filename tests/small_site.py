"""A small site with everything that has to outlive an upgrade and a move: a course, what a learner did, badges.

What is done is done by the code of the site over its own addresses, of whatever release it is.
"""

import hashlib
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.demo_site import DemoSite

SITE_URL = "https://kenno.example.org"
LEARNER = "aino@example.org"
HOLDER_OF_REVOKED = "onni@example.org"
ADMIN = "admin@example.org"
PASSWORD = "a-long-password"
TEXT = "A cell has two electrodes."

RIGHT = "11111111-1111-4111-8111-111111111111"
WRONG = "22222222-2222-4222-8222-222222222222"
QUESTION = "33333333-3333-4333-8333-333333333333"

SENTENCE = b"A key of the upgrade test, which nobody trusts."


def known_key() -> Ed25519PrivateKey:
    """Return the key that signs the badges of the site. It is made from a sentence, so that no key is in the tree."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(SENTENCE).digest())


def live_through() -> None:
    """Make the site in the database that Django is set up for, with the known key as the key of its issuer."""
    from django.test.utils import override_settings

    from badges import keys

    keys.generate_key = known_key
    with override_settings(ALLOWED_HOSTS=["*"]):
        make_site()


def make_site() -> None:
    from django.contrib.auth import get_user_model
    from wagtail.models import Page, Site

    from badges.credentials import issue_credential, revoke_credential, share_credential
    from badges.keys import create_issuer_key
    from badges.models import Achievement, AwardRule, Credential, Issuer
    from courses.models import (
        Competence,
        CompetenceArea,
        CompetencyFramework,
        CourseIndexPage,
        CoursePage,
        LearningOutcome,
        LessonPage,
        ModulePage,
        Organisation,
        Quiz,
    )
    from home.models import HomePage

    user_model = get_user_model()
    aino = user_model.objects.create_user(LEARNER, PASSWORD, first_name="Aino", last_name="Esimerkki")
    onni = user_model.objects.create_user(HOLDER_OF_REVOKED, PASSWORD, first_name="Onni", last_name="Esimerkki")
    admin = user_model.objects.create_superuser(ADMIN, PASSWORD)

    college = Organisation.objects.create(slug="merikaari", name="Merikaari", kind="provider", is_fictional=True)
    framework = CompetencyFramework.objects.create(slug="chain", title="Value chain", version="1")
    area = CompetenceArea.objects.create(framework=framework, code="FND", title="Fundamentals", stage="cross")
    competence = Competence.objects.create(area=area, code="FND-01", title="Cell chemistry")

    home = Page.get_first_root_node().add_child(instance=HomePage(title="Kenno", slug="front"))
    Site.objects.update(root_page=home)
    index = home.add_child(instance=CourseIndexPage(title="Courses", slug="courses", organisation=college))
    course = index.add_child(
        instance=CoursePage(title="Battery basics", slug="bat101", code="BAT101", level=4, organisation=college)
    )
    outcome = LearningOutcome(text="Name the parts", competence=competence, level=5)
    module = course.add_child(instance=ModulePage(title="Inside a cell", slug="m1", code="M1", outcomes=[outcome]))
    options = [
        {"type": "item", "id": option, "value": {"text": text, "is_correct": option == RIGHT, "feedback": ""}}
        for option, text in ((RIGHT, "A separator"), (WRONG, "A cathode"))
    ]
    question = {"prompt": "What keeps the electrodes apart?", "options": options}
    quiz = Quiz.objects.create(
        title="Parts of a cell",
        organisation=college,
        pass_mark=Decimal("0.8"),
        max_attempts=2,
        pause_hours=24,
        questions=[{"type": "single_choice", "id": QUESTION, "value": question}],
    )
    text = {"type": "paragraph", "value": f"<p>{TEXT}</p>", "id": "44444444-4444-4444-8444-444444444444"}
    block = {"type": "quiz", "value": {"quiz": quiz.pk}, "id": "55555555-5555-4555-8555-555555555555"}
    lesson = module.add_child(instance=LessonPage(title="Parts of a cell", slug="parts", body=[text, block]))
    lesson.save_revision().publish()

    issuer = Issuer.objects.create(organisation=college, slug="merikaari", name="Merikaari (demo)", is_fictional=True)
    create_issuer_key(issuer)
    badge = Achievement.objects.create(
        issuer=issuer,
        name="Inside a Cell",
        description="Knows the parts of a lithium-ion cell.",
        criteria="All lessons of the module done and its quiz passed.",
        level=4,
        code="BAT101",
        hours=12,
        assessment="Quiz, marked by the server",
    )
    AwardRule.objects.create(achievement=badge, kind="module_completed", target_key=module.translation_key)

    study(aino, course=course, lesson=lesson, quiz=quiz)
    share_credential(Credential.objects.get(recipient=aino))
    taken_back = issue_credential(badge, recipient=onni)
    revoke_credential(taken_back, reason=Credential.Reason.ISSUED_IN_ERROR, note="By mistake.", by=admin)


def study(learner, *, course, lesson, quiz) -> None:
    """Enrol, fail once and then pass, as a browser would: the release writes down what follows from it."""
    from django.test import Client

    browser = Client()
    browser.force_login(learner)
    address = f"/en/learning/lessons/{lesson.pk}/quizzes/{quiz.translation_key}/"
    posts = [
        (f"/en/learning/courses/{course.pk}/enrol/", {}),
        (address, {f"q-{QUESTION}": WRONG}),
        (address, {f"q-{QUESTION}": RIGHT}),
    ]
    for path, fields in posts:
        status = browser.post(path, fields).status_code
        assert status == 302, f"{path} answered {status}."


_GET = """
from django.test import Client
from home.models import User
browser = Client(HTTP_HOST="localhost")
if {email!r}:
    browser.force_login(User.objects.get(email={email!r}), backend="django.contrib.auth.backends.ModelBackend")
response = browser.get({path!r}, follow=True)
content = b"".join(response.streaming_content) if response.streaming else response.content
answer = [response.status_code, content.decode(errors="replace"), response.request["PATH_INFO"]]
"""
_FOUND = """
from badges.models import Credential
from courses.models import LessonPage
shared = Credential.objects.exclude(share_token=None).get()
revoked = Credential.objects.exclude(revoked_at=None).get()
answer = {
    "lesson": LessonPage.objects.get().url_path.removeprefix("/front"),
    "editor": LessonPage.objects.get().pk,
    "shared": f"/en/badges/shared/{shared.share_token}/",
    "valid": shared.document,
    "revoked": revoked.document,
    "places": [shared.status_index, revoked.status_index],
}
"""
_VERDICT = """
import json
from badges.verification import verify_text
answer = str(verify_text(json.dumps({document!r})).verdict.status)
"""


def get(site: DemoSite, path: str, *, by: str = "") -> tuple[str, str]:
    """Ask the site for a page as a browser would; return it and where it was found."""
    status, text, address = site.query(_GET.format(email=by, path=path))
    assert status == 200, f"{path} answered {status}."
    return text, address


def addresses_and_badges(site: DemoSite) -> dict[str, Any]:
    """Return where the lesson and the shared badge are, the two badges as signed, and their places in the list."""
    return site.query(_FOUND)


def verdict_on(site: DemoSite, document: dict[str, Any]) -> str:
    """Return how the site judges a file that somebody brings."""
    return site.query(_VERDICT.format(document=document))
