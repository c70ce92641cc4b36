"""Short-lived addresses. The player document has an opaque origin, which sends no cookies for what it loads."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core import signing

from .. import conf
from ..models import H5PContent

_SALT = "courses.h5p.player"
_SEPARATOR = "."


class InvalidToken(Exception):
    """The address is forged, damaged or too old."""


@dataclass(frozen=True)
class Claim:
    """Who was given the address of which content. ``user_pk`` is empty when the lesson was shown to a visitor."""

    content_pk: int
    user_pk: str


def mint_token(content: H5PContent, *, user: AbstractBaseUser | AnonymousUser | None) -> str:
    """Return a token to play the content, good for ``COURSES_H5P_TOKEN_SECONDS`` (six hours)."""
    user_pk = str(user.pk) if user is not None and user.is_authenticated else ""
    return signing.TimestampSigner(salt=_SALT).sign(f"{content.pk}{_SEPARATOR}{user_pk}")


def read_token(token: str) -> Claim:
    """Return what the token says. Raises InvalidToken."""
    try:
        value = signing.TimestampSigner(salt=_SALT).unsign(token, max_age=conf.h5p_token_seconds())
        content_pk, user_pk = value.split(_SEPARATOR, 1)
        return Claim(int(content_pk), user_pk)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidToken(str(error)) from error
