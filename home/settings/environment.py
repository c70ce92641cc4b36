"""Every variable of the environment that the settings read: declared once, read here and nowhere else.

A value may instead come from a file that ``NAME_FILE`` names, which is how secrets reach containers and services.
``docs/operations.md`` and ``docs/deploy/env.example`` are written from this registry: ``python -m
home.settings.reference``.
"""

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from home.oidc.configuration import InvalidConfiguration, read_institutions

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEVELOPMENT_SECRET_KEY = "development-only-and-public-so-never-use-it-where-a-stranger-can-reach-the-site"  # noqa: S105
SHORTEST_SECRET_KEY = 50
SHORTEST_TOKEN = 32

# What Django draws for a new project begins so, and such a key has usually been committed somewhere.
INSECURE_PREFIX = "django-insecure-"

Values = dict[str, Any]


class Unusable(ValueError):
    """The value cannot be used. The message ends a sentence that began with the name of the variable."""


@dataclass(frozen=True)
class Variable:
    """One variable.

    ``meaning``: one sentence. ``read``: makes the value from the text, or raises Unusable. ``default``: the text that
    counts when nothing is set; ``$NAME`` in it stands for another variable declared before. ``check``: raises Unusable
    for a value that production must not have. ``is_required``: production needs it to be set. ``group``: the heading
    under which it is explained.
    """

    name: str
    group: str
    meaning: str
    read: Callable[[str], Any]
    example: str
    default: str = ""
    shown_default: str = ""
    is_required: bool = False
    is_secret: bool = False
    check: Callable[[Any], None] | None = None


def read_environment(source: Mapping[str, str] | None = None) -> Values:
    """Return the value of every variable by its name. Raises ImproperlyConfigured with one line for each problem."""
    values, problems = _read_all(os.environ if source is None else source)
    _refuse(problems)
    return values


def read_production_environment(source: Mapping[str, str] | None = None) -> Values:
    """As ``read_environment``, but what is missing or unsafe in production is a problem too."""
    source = os.environ if source is None else source
    values, problems = _read_all(source)
    for variable in VARIABLES:
        if variable.name in problems:
            continue
        if variable.is_required and not _is_set(variable.name, source):
            problems[variable.name] = f"is missing; set it, for example to {variable.example}."
        elif variable.check is not None:
            try:
                variable.check(values[variable.name])
            except Unusable as unusable:
                problems[variable.name] = str(unusable)
    for name, problem in _contradictions(values):
        problems.setdefault(name, problem)
    _refuse(problems)
    return values


def _read_all(source: Mapping[str, str]) -> tuple[Values, dict[str, str]]:
    values: Values = {}
    problems: dict[str, str] = {}
    for variable in VARIABLES:
        try:
            text = _text_of(variable.name, source)
            if not text:
                known = {name: str(value) for name, value in values.items()}
                text = Template(variable.default).safe_substitute(known, PROJECT=str(BASE_DIR))
            values[variable.name] = variable.read(text)
        except Unusable as unusable:
            problems[variable.name] = str(unusable)
            # Something for those that are made from it; nobody sees it, because a problem stops the start.
            values[variable.name] = None
    return values, problems


def _text_of(name: str, source: Mapping[str, str]) -> str:
    text, path = source.get(name, "").strip(), source.get(f"{name}_FILE", "").strip()
    if text and path:
        raise Unusable(f"and {name}_FILE are both set; keep one of them.")
    if not path:
        return text
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise Unusable(f"is to come from the file {path}, which cannot be read: {reason}.") from error


def _is_set(name: str, source: Mapping[str, str]) -> bool:
    return bool(source.get(name, "").strip() or source.get(f"{name}_FILE", "").strip())


def _refuse(problems: Mapping[str, str]) -> None:
    if problems:
        sentences = [f"The environment variable {name} {problem}" for name, problem in problems.items()]
        raise ImproperlyConfigured("\n".join(["The settings cannot be used.", *sentences]))


# How a text is read


def _text(text: str) -> str:
    return text


def _words(text: str) -> list[str]:
    return re.split(r"[\s,]+", text) if text else []


def _folder(text: str) -> Path:
    return Path(text)


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unusable(f"is {text}, but has to be an address such as https://kenno.example.org.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise Unusable(f"is {text}, but has to end with the host: the site has a host to itself.")
    return text.rstrip("/")


def _number(*, least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise Unusable(f"is {text}, but has to be a whole number from {least} to {most}.")
        return int(text)

    return read


def _one_of(*known: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in known:
            raise Unusable(f"is {text}, but has to be {', '.join(known[:-1])} or {known[-1]}.")
        return text

    return read


def _switch(text: str) -> bool:
    return _one_of("0", "1")(text) == "1"


def _database(text: str) -> str:
    # The value is not shown: there may be a password in it.
    if text.partition("://")[0] not in {"postgres", "postgresql", "sqlite"}:
        raise Unusable("has to begin with postgres:// or sqlite:///.")
    try:
        dj_database_url.parse(text)
    except ValueError as error:
        raise Unusable("is no address of a database; expected is postgres://USER:PASSWORD@HOST/NAME.") from error
    return text


def _redis(text: str) -> str:
    if text and text.partition(":")[0] not in {"redis", "rediss", "unix"}:
        raise Unusable("has to begin with redis://, rediss:// or unix://.")
    return text


def _institutions(text: str) -> Any:
    try:
        return read_institutions(text)
    except InvalidConfiguration as invalid:
        raise Unusable(f"cannot be used. {invalid}") from invalid


# What production must not have


def _strong_secret(value: str) -> None:
    if value == DEVELOPMENT_SECRET_KEY:
        raise Unusable("is the one for development, which everybody knows; draw 50 random characters.")
    if value.startswith(INSECURE_PREFIX):
        raise Unusable(f"begins with {INSECURE_PREFIX}, so it was made for development; draw 50 random characters.")
    if len(value) < SHORTEST_SECRET_KEY or len(set(value)) < 5:
        raise Unusable(f"has {len(value)} characters, {len(set(value))} of them different; draw 50 at random.")


def _no_public_secret(values: list[str]) -> None:
    if DEVELOPMENT_SECRET_KEY in values:
        raise Unusable("holds the secret for development, which everybody knows; leave it out.")


def _over_tls(value: str) -> None:
    if not value.startswith("https://"):
        raise Unusable(f"is {value}, but production needs an address that begins with https://.")


def _writable_folder(value: str) -> None:
    if value and not (Path(value).is_dir() and os.access(value, os.W_OK | os.X_OK)):
        raise Unusable(f"is {value}, which is no folder that this account can write to.")


def _off(value: bool) -> None:
    if value:
        raise Unusable("is 1, but a demonstration with public passwords is nothing for production; take it out.")


def _private_folder(value: Path) -> None:
    """Refuse a folder of keys that others can enter or that this account cannot. A missing one is made when needed."""
    try:
        mode = stat.S_IMODE(value.stat().st_mode)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Unusable(f"is {value}, which cannot be looked at: {error.strerror}.") from error
    if not value.is_dir():
        raise Unusable(f"is {value}, which is no folder.")
    if mode & 0o077:
        raise Unusable(f"is {value}, which has mode {mode:04o}, so other accounts can reach it; expected is 0700.")
    if not os.access(value, os.R_OK | os.X_OK):
        raise Unusable(f"is {value}, which this account cannot read.")


def _long_token(value: str) -> None:
    if value and len(value) < SHORTEST_TOKEN:
        raise Unusable(f"has {len(value)} characters; draw at least {SHORTEST_TOKEN} at random.")


def _sender(value: str) -> None:
    host = parseaddr(value)[1].rpartition("@")[2]
    if "." not in host:
        raise Unusable(f"is {value}, but needs an address that can be answered, such as Kenno <kenno@example.org>.")


def _contradictions(values: Values) -> Iterator[tuple[str, str]]:
    """Yield the name of a variable and what is wrong with it beside the others. One that could not be read is None."""
    if values["TASKS_BACKEND"] == "redis" and values["REDIS_URL"] == "":
        yield "REDIS_URL", "is missing, and TASKS_BACKEND is redis; set it, for example to redis://127.0.0.1:6379/1."
    yield from _served_keys(values)
    if values["METRICS_TOKEN"] and (values["WEB_CONCURRENCY"] or 1) > 1 and not values["PROMETHEUS_MULTIPROC_DIR"]:
        yield (
            "PROMETHEUS_MULTIPROC_DIR",
            "is missing, and with several processes each would tell of its own work; set it to /run/kenno/metrics.",
        )


def _served_keys(values: Values) -> Iterator[tuple[str, str]]:
    keys, media, var = values["BADGES_KEY_DIRECTORY"], values["MEDIA_ROOT"], values["VAR_DIR"]
    for folder in (media, var and var / "static"):
        if keys and folder and keys.resolve().is_relative_to(folder.resolve()):
            yield "BADGES_KEY_DIRECTORY", f"is {keys}, but what lies in {folder} may be served; choose another folder."


VARIABLES: Sequence[Variable] = (
    Variable(
        "DJANGO_SETTINGS_MODULE",
        "The site",
        "Which settings count; Django itself reads it.",
        _text,
        example="home.settings.production",
        default="home.settings.dev",
    ),
    Variable(
        "SECRET_KEY",
        "The site",
        "Signs sessions and links, and encrypts what second factors and queued mail hold.",
        _text,
        example="50 random characters",
        shown_default="a public one in development",
        default=DEVELOPMENT_SECRET_KEY,
        is_required=True,
        is_secret=True,
        check=_strong_secret,
    ),
    Variable(
        "SECRET_KEY_FALLBACKS",
        "The site",
        "Earlier values of SECRET_KEY, by spaces or commas: what they signed or encrypted is still read.",
        _words,
        example="the one before",
        is_secret=True,
        check=_no_public_secret,
    ),
    Variable(
        "PORT",
        "The site",
        "Where `make demo` serves.",
        _number(least=1, most=65535),
        example="8000",
        default="8000",
    ),
    Variable(
        "SITE_URL",
        "The site",
        "The address of the site and the one host that is answered; it stands in records and badges for good.",
        _address,
        example="https://kenno.example.org",
        default="http://localhost:$PORT",
        is_required=True,
        check=_over_tls,
    ),
    Variable(
        "TRUSTED_PROXIES",
        "The site",
        "How many proxies stand in front; a limit on tries is for the address that the outermost has written down.",
        _number(least=0, most=9),
        example="1",
        default="1",
    ),
    Variable(
        "WEB_CONCURRENCY",
        "The site",
        "How many processes serve; gunicorn itself reads it.",
        _number(least=1, most=256),
        example="3",
        default="1",
    ),
    Variable(
        "VAR_DIR",
        "Files and database",
        "Everything that a running site writes, as far as nothing else is said.",
        _folder,
        example="/var/lib/kenno",
        default="$PROJECT/var",
    ),
    Variable(
        "MEDIA_ROOT",
        "Files and database",
        "Uploads, and what H5P packages unpack to.",
        _folder,
        example="/var/lib/kenno/media",
        default="$VAR_DIR/media",
    ),
    Variable(
        "BADGES_KEY_DIRECTORY",
        "Files and database",
        "Private keys of issuers: mode 0700, outside media and static files.",
        _folder,
        example="/var/lib/kenno/keys",
        default="$VAR_DIR/keys",
        check=_private_folder,
    ),
    Variable(
        "DATABASE_URL",
        "Files and database",
        "PostgreSQL, or SQLite (sqlite:////var/lib/kenno/kenno.sqlite3) for one machine and a small group.",
        _database,
        example="postgres://%2Fvar%2Frun%2Fpostgresql/kenno",
        default="sqlite:///$VAR_DIR/kenno.sqlite3",
        is_required=True,
        is_secret=True,
    ),
    Variable(
        "REDIS_URL",
        "Files and database",
        "Redis: in production the cache that all processes share, and the queue where TASKS_BACKEND is redis.",
        _redis,
        example="redis://127.0.0.1:6379/1",
        shown_default="none: the cache is a table",
        is_secret=True,
    ),
    Variable(
        "TASKS_BACKEND",
        "Work and mail",
        "Where tasks run: immediate (in the process that asks), or a queue in the database or in redis.",
        _one_of("immediate", "database", "redis"),
        example="database",
        default="immediate",
    ),
    Variable(
        "COURSES_CHECK_MONTHS",
        "Work and mail",
        "After how many months a page is to be checked again; a provider may differ.",
        _number(least=1, most=120),
        example="12",
        default="12",
    ),
    Variable(
        "DEFAULT_FROM_EMAIL",
        "Work and mail",
        "Sender of mail.",
        _text,
        example="kenno@example.org",
        default="Kenno <no-reply@localhost>",
        is_required=True,
        check=_sender,
    ),
    Variable(
        "EMAIL_HOST",
        "Work and mail",
        "The mail server; addresses have to be confirmed, so without mail nobody registers. Development uses none.",
        _text,
        example="smtp.example.org",
        is_required=True,
    ),
    Variable(
        "EMAIL_PORT",
        "Work and mail",
        "587 with STARTTLS; 465 with TLS from the start; any other without.",
        _number(least=1, most=65535),
        example="587",
        default="587",
    ),
    Variable(
        "EMAIL_HOST_USER", "Work and mail", "The account, where the mail server wants one.", _text, example="kenno"
    ),
    Variable(
        "EMAIL_HOST_PASSWORD",
        "Work and mail",
        "Its password.",
        _text,
        example="the password",
        is_secret=True,
    ),
    Variable(
        "EMAIL_TIMEOUT",
        "Work and mail",
        "Seconds that a mail server may take.",
        _number(least=1, most=300),
        example="10",
        default="10",
    ),
    Variable(
        "OIDC_PROVIDERS",
        "Signing in",
        "Institutions by which people sign in, as a JSON list or the path of a file that holds it.",
        _institutions,
        example="/etc/kenno/institutions.json",
        is_secret=True,
    ),
    Variable(
        "LOG_LEVEL",
        "Watching",
        "From which level the site's own messages are written.",
        _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        example="INFO",
        default="INFO",
    ),
    Variable(
        "LOG_FORMAT",
        "Watching",
        "How production writes its log: json (one object a line) or text.",
        _one_of("json", "text"),
        example="json",
        default="json",
    ),
    Variable(
        "METRICS_TOKEN",
        "Watching",
        "Who sends it as a bearer token may read /metrics.",
        _text,
        example="32 random characters",
        shown_default="none: no metrics",
        is_secret=True,
        check=_long_token,
    ),
    Variable(
        "PROMETHEUS_MULTIPROC_DIR",
        "Watching",
        "Where several processes put their numbers together, empty at each start; prometheus_client itself reads it.",
        _text,
        example="/run/kenno/metrics",
        check=_writable_folder,
    ),
    Variable(
        "KENNO_DEMO",
        "Watching",
        "1 says on every page that the content is fictional; never in production.",
        _switch,
        example="0",
        default="0",
        check=_off,
    ),
    Variable(
        "KENNO_NOINDEX",
        "Watching",
        "1 asks search engines to list nothing of this site, for example of one that is being tried out.",
        _switch,
        example="0",
        default="0",
    ),
)
