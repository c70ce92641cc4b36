"""The wheel, and a Wagtail site that is not ours to install it in (``foreign_site/``)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOREIGN_SITE = Path(__file__).parent / "foreign_site"
UV = Path(sys.executable).with_name("uv")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Return what a command wrote; when it fails, fail with all that it said."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def copy_source(target: Path) -> Path:
    """Copy what a wheel is built from, so that nothing is left behind in the tree."""
    for name in ("courses", "learners", "badges", "home"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy(file, target)
    (target / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    return target


def build(source: Path, *, to: Path) -> Path:
    """Build the wheel offline and without isolation: the setuptools of the development packages does it."""
    how = ("--wheel", "--offline", "--no-build-isolation", "--python", sys.executable)
    run(UV, "build", *how, "--out-dir", to, ".", cwd=source, SOURCE_DATE_EPOCH="1735689600")
    [built] = to.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def wheel_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_source(tmp_path_factory.mktemp("source") / "kenno")


@pytest.fixture(scope="session")
def wheel(wheel_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(wheel_source, to=tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path) -> Path:
    """A folder with the wheel in it and nothing else."""
    folder = wheel.parent / "installed"
    how = ("--quiet", "--offline", "--no-deps", "--python", sys.executable)
    run(UV, "pip", "install", *how, "--target", folder, wheel, cwd=wheel.parent)
    return folder


@pytest.fixture(scope="session")
def live_through(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """Return a function that sets up the foreign site with some plugins and returns the facts that a story tells.

    The story runs in a process of its own, in a folder of its own, with the wheel on its path and not this repository.
    """

    def live(*plugins: str, story: str = "story.py", path: Path | None = None, **environment: str) -> dict[str, Any]:
        site_dir = tmp_path_factory.mktemp("-".join(plugins))
        told = run(
            sys.executable,
            FOREIGN_SITE / story,
            cwd=site_dir,
            PYTHONPATH=os.pathsep.join(str(folder) for folder in (installed, path) if folder),
            PYTHONDONTWRITEBYTECODE="1",
            PLUGINS=" ".join(plugins),
            SITE_DIR=str(site_dir),
            **environment,
        )
        return json.loads(told.splitlines()[-1])

    return live
