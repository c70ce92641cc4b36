"""Collects what people are shown and compiles its translations, in plain Python: few machines have the gettext tools.

``python -m home.messages`` (``make messages``) brings the catalogues in ``<app>/locale/`` in step with the code;
``python -m home.messages compile`` writes what a running site reads. English is the source and needs no catalogue.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"fi": "Finnish", "sv": "Swedish"}
FOLDERS = {
    "courses": ("courses",),
    "learners": ("learners",),
    "badges": ("badges",),
    # The shell belongs to the site and has no Python of its own.
    "home": ("home", "templates"),
}
NOT_SHOWN = {"migrations", "static", "locale", "content_types"}

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

HEADER = """\
# Kenno: the {language} words of {app}. The terms are in docs/terms.md.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def messages_of(app: str, *, root: Path = ROOT) -> Catalog:
    """Return what ``app`` says, from its Python and its templates, with the files that say it but no line numbers."""
    catalogue = Catalog(charset="utf-8")
    for path in _files_of(app, root=root):
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            source = _as_python(source, origin=str(path))
        name = path.relative_to(root).as_posix()
        for _line, message, comments, context in extract(
            "python", BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators",)
        ):
            catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def update_messages(*, root: Path = ROOT) -> None:
    """Bring every catalogue in step with the code: new messages come in empty, those that nobody says any more go.

    No translation is guessed for a message that changed; it is translated anew.
    """
    for app in FOLDERS:
        said = messages_of(app, root=root)
        for code, language in LANGUAGES.items():
            path = catalogue_path(app, code, root=root)
            catalogue = read_catalogue(path) if path.exists() else Catalog(locale=code)
            catalogue.update(said, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            body = BytesIO()
            write_po(
                body, catalogue, width=100, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            header = HEADER.format(app=app, code=code, language=language)
            path.write_text(header + body.getvalue().decode().strip("\n") + "\n", encoding="utf-8")


def compile_messages(root: Path | None = None) -> list[Path]:
    """Write the .mo file beside every .po file that is newer; return what was written.

    Fuzzy messages are left out, so that a guess is never shown as a translation.
    """
    root = root or ROOT
    written = []
    for app in FOLDERS:
        for source in sorted((root / app / "locale").glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with target.open("wb") as file:
                write_mo(file, read_catalogue(source))
            written.append(target)
    return written


def catalogue_path(app: str, language: str, *, root: Path = ROOT) -> Path:
    return root / app / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def _files_of(app: str, *, root: Path) -> Iterator[Path]:
    for folder in FOLDERS[app]:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".svg"} and not NOT_SHOWN & set(path.relative_to(root).parts):
                yield path


def _as_python(template: str, *, origin: str) -> str:
    """Return the calls that the tags of a Django template stand for, one a line, and nothing of what is around them."""
    calls = re.finditer(
        r"""\b(?:gettext|ngettext|pgettext|npgettext|_)\((?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|,|\s|count)*\)""",
        templatize(template, origin=origin),
    )
    return "\n".join(call.group() for call in calls) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        compile_messages()
    else:
        update_messages()
