"""The site with production settings, as a proxy in front sees it: several processes, and nothing from a person's own
environment."""

import re
import subprocess
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import requests

from tests.demo_site import DemoSite

SITE_URL = "https://kenno.example.org"
METRICS_TOKEN = "metrics-" * 5


class ProductionSite(DemoSite):
    """Two processes with production settings on the data of a demonstration, in ``folder``."""

    def __init__(self, folder: Path, **environment: str) -> None:
        numbers = folder / "numbers"
        numbers.mkdir()
        super().__init__(folder)
        self.production = {
            "DJANGO_SETTINGS_MODULE": "home.settings.production",
            "SECRET_KEY": "a-long-secret-of-at-least-fifty-characters-with-many-5ymb0ls!",
            "DATABASE_URL": f"sqlite:///{folder}/kenno.sqlite3",
            "SITE_URL": SITE_URL,
            "EMAIL_HOST": "127.0.0.1",
            "DEFAULT_FROM_EMAIL": "kenno@example.org",
            # Mail waits, sealed, for a worker that never comes.
            "TASKS_BACKEND": "database",
            "METRICS_TOKEN": METRICS_TOKEN,
            "PROMETHEUS_MULTIPROC_DIR": str(numbers),
            "WEB_CONCURRENCY": "2",
            **environment,
        }

    def set_up(self, *, prepare: str = "answer = None") -> Any:
        """Make the data of a demonstration, return what the code ``prepare`` answers, and go into production."""
        super().set_up()
        prepared = self.query(prepare)
        self.stop()
        self.environment = self.production
        for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            self.manage(*command)
        return prepared

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text()

    def metrics(self) -> str:
        found = Visitor(self).get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
        assert found.status_code == 200, found.text
        return found.text

    def processes(self) -> list[int]:
        """Return the ids of the processes that serve."""
        assert self._server is not None
        listed = subprocess.run(["pgrep", "-P", str(self._server.pid)], capture_output=True, text=True, check=True)
        return [int(line) for line in listed.stdout.split()]

    def _answers(self) -> bool:
        try:
            return Visitor(self).get("/health/live").status_code == 200
        except requests.RequestException:
            return False


class Visitor:
    """A browser behind the proxy. ``address`` and ``browser`` are what the proxy passes on of it."""

    def __init__(self, site: ProductionSite, *, address: str = "198.51.100.77", browser: str = "Visitor/1.0") -> None:
        self.site = site
        self.cookies: dict[str, str] = {}
        self.headers = {
            "Host": SITE_URL.partition("://")[2],
            "Origin": SITE_URL,
            "Referer": f"{SITE_URL}/",
            "User-Agent": browser,
            "X-Forwarded-For": address,
            "X-Forwarded-Proto": "https",
        }

    def get(self, path: str, headers: dict[str, str] | None = None) -> requests.Response:
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, data: dict[str, Any], *, form: str = "") -> requests.Response:
        """Send a form with the token that the page ``form`` (or ``path``) shows."""
        page = self.get(form or path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        return self._ask("POST", path, data={**data, "csrfmiddlewaretoken": token[1] if token else ""})

    def _ask(self, method: str, path: str, **what: Any) -> requests.Response:
        headers = {**self.headers, **(what.pop("headers", None) or {})}
        # They are sent back to TLS only, which ends at the proxy.
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        url = f"http://127.0.0.1:{self.site.port}{path}"
        response = requests.request(method, url, headers=headers, allow_redirects=False, timeout=60, **what)
        for line in response.raw.headers.getlist("Set-Cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response
