"""What the environment may set, written from the registry: ``python -m home.settings.reference``.

Brings the table in ``docs/operations.md`` and the file ``docs/deploy/env.example`` in step. ``--check`` changes nothing
and says whether they are.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby

from .environment import BASE_DIR, VARIABLES, Variable

BEGIN = "<!-- Made by python -m home.settings.reference from home/settings/environment.py. -->"
END = "<!-- End of what is made. -->"

OPERATIONS = BASE_DIR / "docs" / "operations.md"
EXAMPLE = BASE_DIR / "docs" / "deploy" / "env.example"

# What only development reads, and what only the web server's own unit sets: commands beside it count for themselves.
NOT_DEPLOYED = {"PORT", "KENNO_DEMO", "WEB_CONCURRENCY", "PROMETHEUS_MULTIPROC_DIR"}


def table() -> str:
    """Return the reference in Markdown: one table for each group of variables."""
    parts = []
    for group, variables in groupby(VARIABLES, key=lambda variable: variable.group):
        rows = [f"| `{one.name}` | {_default(one)} | {one.meaning} |" for one in variables]
        parts.append("\n".join([f"**{group}**", "", "| Variable | Default | What |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def _default(variable: Variable) -> str:
    if variable.is_required:
        shown = f"; else {variable.shown_default}" if variable.shown_default else ""
        return f"**needed in production**{shown}"
    if variable.shown_default:
        return variable.shown_default
    return f"`{variable.default.replace('$PROJECT/', '')}`" if variable.default else "none"


def env_example() -> str:
    """Return a file of variables for production. What has to be filled in is empty."""
    return "\n".join(_example_lines()) + "\n"


def _example_lines() -> Iterator[str]:
    yield "# Made by python -m home.settings.reference. One NAME=value a line, without quotes."
    yield "# Instead of NAME, NAME_FILE may name a file that holds the value. Commented lines are examples."
    for group, variables in groupby(VARIABLES, key=lambda variable: variable.group):
        yield f"\n# {group}"
        for one in variables:
            if one.name not in NOT_DEPLOYED:
                yield f"\n# {one.meaning}"
                yield _assignment(one)


def _assignment(variable: Variable) -> str:
    if variable.name == "SECRET_KEY":
        return f"# Draw it: openssl rand -hex 32\n{variable.name}="
    if variable.is_required or variable.name in {"DJANGO_SETTINGS_MODULE", "VAR_DIR"}:
        return f"{variable.name}={variable.example}"
    return f"#{variable.name}={variable.example}"


def with_table(text: str) -> str:
    """Return the page with the table as it should be. Raises ValueError when its place is not marked."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"The page has no lines “{BEGIN}” and “{END}” between which the table stands.")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, and end with 1 when something is old")
    is_check = parser.parse_args().check
    wanted = {OPERATIONS: with_table(OPERATIONS.read_text(encoding="utf-8")), EXAMPLE: env_example()}
    old = [file for file, text in wanted.items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    for file in old:
        if not is_check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted[file], encoding="utf-8")
        sys.stdout.write(f"{file.relative_to(BASE_DIR)} {'is old.' if is_check else 'is in step now.'}\n")
    return int(is_check and bool(old))


if __name__ == "__main__":
    sys.exit(main())
