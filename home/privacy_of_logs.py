"""What a log may say: what happened, where in the code, at which route; never to whom, or from where.

Plain Python, because the settings need it. Names are kept out by saying no text of an exception and no path; addresses
of mail and of machines are looked for in whatever is said besides, and taken out.
"""

import ipaddress
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

# Bounded, because strangers choose some of the text: a request may name its origin in eight thousand letters.
MAIL = re.compile(r"[^\s@<>\"'(),;=]{1,64}@[^\s@<>\"'(),;]{1,255}\.[^\s@<>\"'(),;]{1,63}")
IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
MAYBE_IPV6 = re.compile(r"(?<![0-9A-Za-z:.])[0-9A-Fa-f:.]{2,64}")
QUERY = re.compile(r"(?<=[\w/])\?[^\s\"'<>=?]{1,200}=[^\s\"'<>]*")

MOST_FRAMES = 25
"""The innermost of an exception are kept; what is around them is the way through Django."""

PROJECT = Path(__file__).resolve().parent.parent

Event = MutableMapping[str, Any]


def without_addresses(text: str) -> str:
    """Return the text without addresses of mail, of machines (IPv4 and IPv6), and without what follows a ? in a URL."""
    text = MAIL.sub("[mail address]", text)
    text = IPV4.sub("[IP address]", text)
    text = MAYBE_IPV6.sub(_without_ipv6, text)
    return QUERY.sub("?[query]", text)


def _without_ipv6(match: re.Match[str]) -> str:
    # A sentence may go on with a colon or end with a full stop.
    candidate = match[0].rstrip(".") if match[0].endswith("::") else match[0].rstrip(".:")
    try:
        ipaddress.IPv6Address(candidate)
    except ValueError:
        return match[0]
    return f"[IP address]{match[0][len(candidate) :]}"


def without_people(logger: Any, method: str, event: Event) -> Event:
    """Take addresses out of everything that a line says (a processor of structlog)."""
    for name, value in event.items():
        if name not in {"timestamp", "level", "logger", "_record"}:
            event[name] = _cleaned(value)
    return event


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return without_addresses(value)
    if isinstance(value, Mapping):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_cleaned(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return without_addresses(str(value))


def errors_without_text(logger: Any, method: str, event: Event) -> Event:
    """Put the kinds and places of an exception and its causes in the place of its text (a processor of structlog).

    What an exception says may be about anybody: a database quotes the row that it refuses.
    """
    error = _exception(event.pop("exc_info", None))
    if error is not None:
        event["error"] = [_described(one) for one in _with_causes(error)]
    return event


def _exception(exc_info: Any) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, error, _):
            return error if isinstance(error, BaseException) else None
        case None | False:
            return None
    return sys.exc_info()[1]


def _with_causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)
    return found


def _described(error: BaseException) -> dict[str, Any]:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    described: dict[str, Any] = {"type": kind, "at": _places(error.__traceback__)}
    # What the operating system or the database says in a code of its own is about nobody.
    if isinstance(error, OSError) and error.strerror:
        described["errno"] = error.errno
    if isinstance(code := getattr(error, "sqlstate", None), str):
        described["sqlstate"] = code
    return described


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    _before, installed, inside = filename.rpartition("site-packages/")
    return inside if installed else filename.removeprefix(f"{PROJECT}/")


def route_of(request: Any) -> str:
    """Return the pattern of the address that was asked for; a path may hold the token of a link, or a name."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "[no route]"


class RouteForPath(logging.Filter):
    """Says the route where Django says the path of a request. Changes the record, and lets every one through."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "path") and isinstance(record.args, tuple):
            paths = {request.path, request.get_full_path()}
            record.args = tuple(route_of(request) if argument in paths else argument for argument in record.args)
        return True
