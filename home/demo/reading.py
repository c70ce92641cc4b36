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


def read_folder(name: str) -> list[Any]:
    """Return the YAML files of a folder in the order of their names."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((CONTENT / name).glob("*.yaml"))]
