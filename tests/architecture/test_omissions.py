"""A site that forgot a step of ``docs/install.md`` is told which, in one sentence, before it serves anything.

The site is ``foreign_site/``, with all three plugins and one thing taken away.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import FOREIGN_SITE, ROOT

FENCE = "courses.middleware.OwnProviderMiddleware"
ADDRESSES = "The site has no addresses named “{name}:…”; add path(…, include('{module}')) to its URL configuration."


def take_away_app(name: str) -> str:
    return f"INSTALLED_APPS.remove({name!r})"


def take_away_all_addresses() -> str:
    """The site then uses its own URL configuration without what it includes of the plugins."""
    return (
        "import sys\n"
        f"lines = Path({str(FOREIGN_SITE / 'urls.py')!r}).read_text(encoding='utf-8').splitlines()\n"
        "kept = [line for line in lines if 'include(\"' not in line]\n"
        "assert len(lines) - len(kept) == 6\n"
        "Path('fewer_urls.py').write_text('\\n'.join(kept), encoding='utf-8')\n"
        "sys.path.insert(0, str(Path.cwd()))\n"
        "ROOT_URLCONF = 'fewer_urls'\n"
    )


def told(more_settings: str, *, folder: Path) -> tuple[int, str]:
    """Return how ``manage.py check`` ended with these settings after those of the site, and what it wrote."""
    (folder / "more_settings.py").write_text(more_settings, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--fail-level", "WARNING"],
        cwd=folder,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": os.pathsep.join((str(FOREIGN_SITE), str(ROOT))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PLUGINS": "badges learners courses",
            "SITE_DIR": str(folder),
            "MORE_SETTINGS": str(folder / "more_settings.py"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout + done.stderr


def test_with_nothing_taken_away_nothing_is_missing(tmp_path):
    assert told("", folder=tmp_path) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("name", "needed_by"),
    [
        ("courses", "badges"),
        ("learners", "badges"),
        ("django_tasks", "courses"),
        ("laces", "courses"),
        ("wagtail.contrib.table_block", "courses"),
        ("wagtailmedia", "courses"),
    ],
)
def test_an_app_that_was_forgotten_is_named_with_the_one_that_needs_it(tmp_path, name, needed_by):
    status, said = told(take_away_app(name), folder=tmp_path)

    assert status != 0
    assert f"{needed_by} needs {name}: add it to INSTALLED_APPS." in said


@pytest.fixture(scope="module")
def all_the_rest_forgotten(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said when neither an address, nor the middleware, nor a setting of the page was taken over."""
    omissions = [
        take_away_all_addresses(),
        f"MIDDLEWARE.remove({FENCE!r})",
        *(f"del {name}" for name in ("WAGTAILADMIN_BASE_URL", "LOGIN_URL", "BADGES_BASE_URL", "BADGES_KEY_DIRECTORY")),
    ]
    status, said = told("\n".join(omissions), folder=tmp_path_factory.mktemp("forgetful"))
    assert status != 0
    return said


@pytest.mark.parametrize(
    "sentence",
    [
        *(
            ADDRESSES.format(name=name, module=module)
            for name, module in (
                ("courses", "courses.urls"),
                ("h5p", "courses.h5p.urls"),
                ("learners", "learners.urls"),
                ("xapi", "learners.xapi.urls"),
                ("badges", "badges.urls"),
                ("badges_public", "badges.public_urls"),
            )
        ),
        f"{FENCE} is not in MIDDLEWARE, so teachers of one provider can find titles of drafts of another in the admin.",
        "WAGTAILADMIN_BASE_URL is not set, and the identity of every activity begins with it.",
        "LOGIN_URL leads to /accounts/login/, where this site has no view; lessons send people there to sign in.",
        "BADGES_BASE_URL is “”, but it has to be the address of this site, for example https://kenno.example.org.",
        "BADGES_KEY_DIRECTORY is not set; name a folder outside the media and static files for the private keys.",
    ],
)
def test_whatever_else_was_forgotten_is_named_in_one_sentence_each(all_the_rest_forgotten, sentence):
    assert all_the_rest_forgotten.count(sentence) == 1


def test_learners_alone_say_what_they_need(tmp_path):
    status, said = told("INSTALLED_APPS.remove('badges'); INSTALLED_APPS.remove('courses')", folder=tmp_path)

    assert status != 0
    assert said.splitlines()[-1].endswith("ImproperlyConfigured: learners needs courses: add it to INSTALLED_APPS.")
