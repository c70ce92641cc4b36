"""Every cookie that the site sets, and when: what the privacy notice says. The language stands in the address.

A test asks the site for each of its public pages and holds it to this list.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .views.theme import A_YEAR, COOKIE


@dataclass(frozen=True)
class Cookie:
    """``lasts``: seconds from when it was last set."""

    name: str
    purpose: str | Promise
    set_when: str | Promise
    lasts: int

    @property
    def duration(self) -> str:
        days = timedelta(seconds=self.lasts).days
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def cookies() -> tuple[Cookie, ...]:
    return (
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Keeps you signed in from page to page."),
            _("When you sign in or register."),
            settings.SESSION_COOKIE_AGE,
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Makes sure that a form was sent by you and not by another site in your name."),
            _("When a page shows you a form to fill in."),
            settings.CSRF_COOKIE_AGE,
        ),
        Cookie(
            COOKIE,
            _("Remembers whether you chose light or dark colours."),
            _("When you choose colours at the bottom of a page."),
            A_YEAR,
        ),
    )
