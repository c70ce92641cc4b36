"""The same statements to wagtail-lms, in its own virtual environment. Started by ``bench_statements``; prints JSON."""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

TIMES = 100
FINISHING_TIMES = 30
FOLDER = tempfile.mkdtemp()


def database() -> dict:
    found = urlsplit(os.environ.get("DATABASE_URL", ""))
    if found.scheme.startswith("postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": f"{found.path.lstrip('/')}_peer",
            "USER": found.username or "",
            "PASSWORD": found.password or "",
            "HOST": found.hostname,
            "PORT": found.port or 5432,
            "CONN_MAX_AGE": 60,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{FOLDER}/peer.sqlite3",
        "TEST": {"NAME": f"{FOLDER}/test.sqlite3"},
        # The same as Kenno's own.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def set_up() -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="not-secret",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="peer_urls",
        DATABASES={"default": database()},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        MEDIA_ROOT=FOLDER,
        STATIC_URL="/static/",
        WAGTAIL_SITE_NAME="Peer",
        WAGTAILADMIN_BASE_URL="http://localhost",
        INSTALLED_APPS=[
            "wagtail_lms", "wagtail.contrib.forms", "wagtail.contrib.redirects", "wagtail.embeds", "wagtail.sites",
            "wagtail.users", "wagtail.snippets", "wagtail.documents", "wagtail.images", "wagtail.search",
            "wagtail.admin", "wagtail", "modelcluster", "taggit", "django.contrib.admin", "django.contrib.auth",
            "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "django.contrib.staticfiles",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )  # fmt: skip
    Path(FOLDER, "peer_urls.py").write_text(
        "from django.urls import include, path\n"
        "from wagtail import urls as wagtail_urls\n"
        "from wagtail.admin import urls as wagtailadmin_urls\n"
        "urlpatterns = [path('admin/', include(wagtailadmin_urls)), path('lms/', include('wagtail_lms.urls')),\n"
        "    path('', include(wagtail_urls))]\n"
    )
    sys.path.insert(0, FOLDER)
    django.setup()


def statement(verb: str) -> str:
    return json.dumps(
        {
            "id": str(uuid4()),
            "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-US": verb}},
            "object": {
                "objectType": "Activity",
                "id": "http://localhost/activity",
                "definition": {
                    "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                    "name": {"en-US": "Which part is missing?"},
                    "description": {"en-US": "Which part is missing?"},
                    "interactionType": "choice",
                    "correctResponsesPattern": ["2"],
                    "choices": [{"id": str(number), "description": {"en-US": f"Part {number}"}} for number in range(4)],
                },
            },
            "result": {
                "score": {"min": 0, "max": 1, "raw": 1, "scaled": 1},
                "completion": True,
                "success": True,
                "duration": "PT12.5S",
                "response": "2",
            },
        }
    )


def measure() -> list[dict]:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from wagtail.models import Page
    from wagtail_lms.models import CourseEnrollment, CoursePage, H5PActivity, H5PLessonPage

    course = Page.get_first_root_node().add_child(instance=CoursePage(title="Course", slug="course"))
    activities = []
    for number in range(2):
        activity = H5PActivity.objects.create(title=f"Activity {number}", extracted_path="x")
        block = {"type": "h5p_activity", "value": {"activity": activity.pk}, "id": str(uuid4())}
        course.add_child(instance=H5PLessonPage(title=f"Lesson {number}", slug=f"lesson-{number}", body=[block]))
        activities.append(activity)
    address = f"/lms/h5p-xapi/{activities[0].pk}/"

    clients = []
    for number in range(FINISHING_TIMES + 3):
        person = get_user_model().objects.create_user(f"person{number}")
        CourseEnrollment.objects.create(user=person, course=course)
        client = Client(headers={"host": "localhost"})
        client.force_login(person)
        clients.append(client)

    def post(client: Client, verb: str) -> None:
        answer = client.post(address, statement(verb), content_type="application/json")
        if answer.status_code != 200:
            raise RuntimeError(f"A statement was answered with {answer.status_code}.")

    def cost(what: str, call, *, times: int) -> dict:
        call()
        taken = []
        for _number in range(times):
            before = time.process_time()
            call()
            taken.append((time.process_time() - before) * 1000)
        with CaptureQueriesContext(connection) as captured:
            call()
        boundaries = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
        queries = sum(not query["sql"].startswith(boundaries) for query in captured)
        return {"what": what, "cpu_ms": statistics.median(taken), "queries": queries}

    one, others = clients[0], iter(clients[1:])
    return [
        cost("one that changes no attempt", lambda: post(one, "interacted"), times=TIMES),
        cost(
            "one that finishes the activity and completes the lesson",
            lambda: post(next(others), "completed"),
            times=FINISHING_TIMES,
        ),
    ]


def main() -> None:
    set_up()
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        found = measure()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
