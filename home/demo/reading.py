"""The files of the demonstration, as they are."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"


@cache
def read_json(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def read_yaml(name: str) -> Any:
    return yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


def read_folder(name: str) -> dict[str, Any]:
    """Return the YAML files of a folder by their paths inside the content, in the order of their names."""
    return {
        path.relative_to(CONTENT).as_posix(): yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((CONTENT / name).glob("*.yaml"))
    }


def read_translation(name: str, *, language: str) -> Any | None:
    """Return the translation of a YAML file, or None while there is none. TRANSLATING.md says where it lies."""
    path = CONTENT / language / name
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
