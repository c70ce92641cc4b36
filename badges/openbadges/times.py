"""Times as Open Badges 3.0 writes them (DateTimeZ): whole seconds, with the time zone."""

import re
from datetime import UTC, datetime

from badges.openbadges.reasons import InvalidValue

_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)


def write_time(moment: datetime) -> str:
    """Return the time in UTC, whole seconds, with Z. Raises InvalidValue if it has no time zone."""
    if moment.tzinfo is None:
        raise InvalidValue(f"The time {moment} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_time(text: object) -> datetime:
    """Return the time in UTC. Raises ValueError unless it is an xsd:dateTime with a time zone."""
    if not isinstance(text, str) or not _DATE_TIME.fullmatch(text):
        raise ValueError(f"{text!r} is not a date and time with a time zone")
    # fromisoformat takes at most six digits of a second.
    whole = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        return datetime.fromisoformat(whole).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} lies outside the years 1 to 9999") from error
