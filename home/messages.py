"""Compiles translations in plain Python, because a fresh machine has no gettext tools."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

APPS = ("courses", "learners", "badges", "home")


def compile_messages(root: Path | None = None) -> list[Path]:
    """Write the .mo file beside every .po file that is newer; return what was written.

    Fuzzy messages are left out, so that a guess is never shown as a translation.
    """
    root = root or Path(__file__).resolve().parent.parent
    written = []
    for app in APPS:
        for source in sorted((root / app / "locale").glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as file:
                catalogue = read_po(file)
            with target.open("wb") as file:
                write_mo(file, catalogue)
            written.append(target)
    return written
