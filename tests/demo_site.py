"""The site as ``make demo`` serves it: a process of its own, with a folder, a database and a port of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_START = 40
LONGEST_COMMAND = 240

# Starting Django costs more than a second, so one process answers all the questions of a run: a line of JSON each way.
_ANSWERING = """
import json, sys, traceback
import django
django.setup()
from django.db import connection
for line in sys.stdin:
    found = {}
    try:
        exec(json.loads(line), found)
        answer = {"answer": found["answer"]}
    except Exception:
        answer = {"error": traceback.format_exc()}
    connection.close()
    print(json.dumps(answer, default=str), flush=True)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class DemoSite:
    """A demonstration in ``folder``. Its port stays the same when it is stopped and started again.

    ``environment`` names what differs from the usual: DATABASE_URL, TASKS_BACKEND and the like.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._server: subprocess.Popen[bytes] | None = None
        self._answering: subprocess.Popen[str] | None = None

    def set_up(self) -> None:
        """Make the database and load the demonstration: one to two minutes on two cores."""
        for command in ("collect_assets", "migrate", "load_demo"):
            self.manage(command)

    @property
    def is_running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    def start(self) -> None:
        """Start the server and wait until it answers. Raises RuntimeError, with what it wrote, when it does not."""
        log = self.folder / "server.log"
        with log.open("ab") as written:
            self._server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "home.wsgi", "--bind", f"127.0.0.1:{self.port}"),
                    *("--worker-class", "gthread", "--threads", "8", "--log-level", "warning"),
                ],
                cwd=PROJECT,
                env=self._environment(),
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        latest = time.monotonic() + LONGEST_START
        while time.monotonic() < latest and self.is_running:
            if self._answers():
                return
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"The site did not answer at {self.url}. It wrote:\n{log.read_text()[-4000:]}")

    def stop(self) -> None:
        """Ask the server to finish what it is at, and wait for it."""
        if self._answering is not None:
            self._answering.communicate(timeout=15)
            self._answering = None
        if self._server is not None and self.is_running:
            self._server.terminate()
            try:
                self._server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End the server and its workers at once, as a power cut would."""
        if self._server is not None and self.is_running:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait(timeout=15)

    def manage(self, *arguments: str) -> str:
        """Run a management command; return what it wrote. Raises RuntimeError when it fails."""
        return self._run([sys.executable, "manage.py", *arguments])

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a management command and return the process, which the caller waits for."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def query(self, code: str) -> Any:
        """Run ``code`` beside the server, on the same database; return what it left in ``answer``, by way of JSON.

        Raises RuntimeError, with the traceback, when it fails.
        """
        if self._answering is None or self._answering.poll() is not None:
            self._answering = subprocess.Popen(
                [sys.executable, "-c", _ANSWERING],
                cwd=PROJECT,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._answering.stdin
        assert self._answering.stdout
        self._answering.stdin.write(json.dumps(code) + "\n")
        self._answering.stdin.flush()
        found = json.loads(self._answering.stdout.readline())
        if "error" in found:
            raise RuntimeError(found["error"])
        return found["answer"]

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[:3])} ended with {done.returncode}:\n{done.stderr[-4000:]}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        # Nothing of the suite's own settings, nor of the person's who runs it.
        foreign = {
            *("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "MEDIA_ROOT", "BADGES_KEY_DIRECTORY", "SITE_URL"),
            *("TASKS_BACKEND", "REDIS_URL"),
        }
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "home.settings.dev",
            "VAR_DIR": str(self.folder),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            **self.environment,
        }

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/en/verify/", timeout=5) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False
