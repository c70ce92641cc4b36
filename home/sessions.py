"""Where somebody is signed in: on which device, from about where, and when it was last used; and signing out there.

The rows are those of ``allauth.usersessions``. It would write at every request; here a session is written down when it
begins and then every ten minutes at most, and the page of a lesson costs no query more.
"""

import ipaddress
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

SEEN_AT = "seen_at"
SECONDS_BETWEEN = 600

# The first that fits: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
BROWSERS = (
    (r"\bEdg(?:e|A|iOS)?/", "Edge"),
    (r"\bOPR/", "Opera"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bFirefox/|\bFxiOS/", "Firefox"),
    (r"Chrome/|\bChromium/|\bCriOS/", "Chrome"),
    (r"\bSafari/", "Safari"),
)
SYSTEMS = (
    (r"\biPhone\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b|\bMacintosh\b", "Mac"),
    (r"\bLinux\b", "Linux"),
)


@dataclass(frozen=True)
class SignedIn:
    """A place where somebody is signed in. ``address`` is shortened, for example ``192.0.2.…``."""

    pk: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this_one: bool


class LastSeenMiddleware:
    """Writes down that a session is in use, when that was last done some time ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Only where the view asked who is there, so that a file or a public page asks the database nothing for this.
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated:
            remember_visit(request)
        return response


def remember_visit(request: HttpRequest) -> None:
    now = int(time.time())
    if now - request.session.get(SEEN_AT, 0) < SECONDS_BETWEEN or not request.session.session_key:
        return
    request.session[SEEN_AT] = now
    UserSession.objects.filter(session_key=request.session.session_key, user=request.user.pk).update(
        last_seen_at=timezone.now(), ip=shorten(get_adapter().get_client_ip(request))
    )


def note_beginning(sender: Any, *, request: HttpRequest, **kwargs: Any) -> None:
    request.session[SEEN_AT] = int(time.time())


def shorten_before_saving(sender: Any, *, instance: UserSession, **kwargs: Any) -> None:
    instance.ip = shorten(instance.ip)


def shorten(address: str) -> str:
    """Return the address without its last part (IPv4: the last of four; IPv6: all but the first 48 bits).

    Enough to tell home from school, too little to tell one person from another.
    """
    found = ipaddress.ip_address(address)
    bits = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, bits), strict=False).network_address)


def sessions_of(request: HttpRequest) -> list[SignedIn]:
    """Return where the person is signed in, this session first, then the most recently used."""
    here = request.session.session_key
    found = [
        SignedIn(
            pk=one.pk,
            device=device_in_words(one.user_agent),
            address=_shown(one.ip),
            began_at=one.created_at,
            seen_at=one.last_seen_at,
            is_this_one=one.session_key == here,
        )
        for one in UserSession.objects.purge_and_list(request.user)
    ]
    return sorted(found, key=lambda one: (not one.is_this_one, -one.seen_at.timestamp()))


def end_session(request: HttpRequest, pk: int) -> bool:
    """Sign the person out in one place; return whether there was such a session of theirs."""
    session = UserSession.objects.filter(user=request.user.pk, pk=pk).first()
    if session is None:
        return False
    is_this_one = session.session_key == request.session.session_key
    session.end()
    if is_this_one:
        logout(request)
    return True


def end_other_sessions(request: HttpRequest) -> int:
    """Sign the person out everywhere but here; return in how many places."""
    others = UserSession.objects.filter(user=request.user.pk).exclude(session_key=request.session.session_key)
    return _end(others)


def end_all_sessions(request: HttpRequest) -> None:
    """Sign the person out everywhere, here too."""
    end_sessions_of(request.user)
    logout(request)


def end_sessions_of(user: Any) -> int:
    return _end(UserSession.objects.filter(user=user.pk))


def device_in_words(user_agent: str) -> str:
    """Return what a person calls the device, from what the browser calls itself: “Firefox on Windows”."""
    browser = _first_of(BROWSERS, user_agent)
    system = _first_of(SYSTEMS, user_agent)
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or _("Unknown device")


def _end(sessions: Any) -> int:
    found = list(sessions)
    for session in found:
        session.end()
    return len(found)


def _first_of(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, user_agent)), "")


def _shown(address: str) -> str:
    found = ipaddress.ip_address(address)
    if found.is_unspecified:
        return ""
    if found.version == 4:
        return f"{address.rpartition('.')[0]}.…"
    return ":".join(found.exploded.split(":")[:3]) + ":…"
