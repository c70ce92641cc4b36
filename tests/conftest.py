"""What journeys stand on: a real server with the demonstration in it, and real Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.plugin import blocking_manager_key

from tests.demo_site import DemoSite
from tests.windows import Windows

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_MISSING = (
    "Chromium is not installed; install it with: apt-get install chromium (or your system's package), "
    "then run make test again."
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return where Chromium is. Without it a person's run skips the journeys, and a run of CI fails."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(CHROMIUM_MISSING)
        pytest.skip(CHROMIUM_MISSING)
    return path


# For a module, not for the session: Playwright keeps an event loop running in this thread while it is open, and
# Django refuses its database to whoever calls it from one.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not start for root, and in many containers for nobody.
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running_site(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """One site per worker: what badges and statements name holds its port, so a loaded database cannot be shared.

    Asks for Chromium first, so that nothing is loaded for journeys that will be skipped.
    """
    site = DemoSite(tmp_path_factory.mktemp("site"))
    site.set_up()
    site.start()
    yield site
    site.stop()


@pytest.fixture
def demo_site(running_site: DemoSite) -> DemoSite:
    """Return the running site, started again where the test before killed it."""
    if not running_site.is_running:
        running_site.start()
    return running_site


@pytest.fixture
def windows(chromium: Browser, demo_site: DemoSite) -> Iterator[Windows]:
    """Open windows of the browser, each a person's own: no cookies are shared between two."""
    opened = Windows(chromium, demo_site)
    yield opened
    opened.close()


@pytest.fixture
def open_page(windows: Windows) -> Callable[..., Page]:
    return windows.open


@pytest.fixture(autouse=True)
def english_at_first() -> Iterator[None]:
    """A page of another language leaves it active for whatever runs next in this process."""
    with translation.override("en"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back what Wagtail's migrations wrote, after a test that empties the tables instead of rolling back.

    After every fixture is torn down, the database's too: the tests of several files run in one process. After the last
    test the database of the tests is gone, and what is put back would land in the one that is worked with.
    """
    result = yield
    if nextitem is None:
        return result
    marker = item.get_closest_marker("django_db")
    empties_tables = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if empties_tables or (marker and marker.kwargs.get("transaction")):
        with item.config.stash[blocking_manager_key].unblock():
            restore_what_migrations_wrote()
    return result


def restore_what_migrations_wrote() -> None:
    """Create the locale, the root and welcome pages, the site and the root collection, where they are missing."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Collection, Locale, Page, Site

    locale, _is_new = Locale.objects.get_or_create(language_code="en")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    if not Page.objects.exists():
        kind = ContentType.objects.get_for_model(Page)
        root = Page.add_root(instance=Page(title="Root", slug="root", content_type=kind, locale=locale))
        welcome = root.add_child(instance=Page(title="Welcome", slug="home", content_type=kind, locale=locale))
        Site.objects.get_or_create(hostname="localhost", defaults={"root_page": welcome, "is_default_site": True})
