"""Numbers as people write them: ``12,5``, ``1 234.5``, ``-3``, ``6.0e3 A``."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

# What any answer of a course needs, in characters. More is a mistake, or an attack on the arithmetic.
MAX_TEXT = 100
MAX_NUMBER = 40
MAX_UNIT = 50

# Space, no-break space, thin space and narrow no-break space: what Finnish and SI put between thousands.
_SPACES = " \u00a0\u2009\u202f"
# Hyphen-minus; minus sign, as Finnish and Swedish keyboards and calculators write it.
_SIGNS = "+\\-\u2212"
_NUMBER = re.compile(
    rf"(?P<sign>[{_SIGNS}])?[{_SPACES}]?"
    rf"(?P<whole>[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?![0-9])|[0-9]*)"
    rf"(?:[.,](?P<fraction>[0-9]*))?"
    rf"(?:[eE](?P<exponent>[{_SIGNS}]?[0-9]+))?"
)
# Letters first, so that what follows is a unit and not more of the number: "m/s^2", "°C", "ampere hours".
_UNIT = re.compile(r"[^\W\d_][\w/·*^ .()\u2044+-]*|[%°][\w /]*")
# SI prefixes that differ by case alone: milli and mega, pico and peta, yocto and yotta, zepto and zetta.
_PREFIXES_WITH_CASE = frozenset("mMpPyYzZ")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the unit that was written after it, "" if none was."""

    number: Decimal
    unit: str = ""

    def __str__(self) -> str:
        number = plain(self.number)
        return f"{number} {self.unit}" if self.unit else number


def read_quantity(text: str) -> Quantity | None:
    """Return the number at the start of ``text`` and the unit after it, or None if it is not one.

    The decimal sign is a point or a comma; spaces may stand between thousands. One comma and one point in a
    number can be read in two ways, and are refused.
    """
    text = text.strip()
    match = _NUMBER.match(text) if len(text) <= MAX_TEXT else None
    if match is None:
        return None
    whole = re.sub(f"[{_SPACES}]", "", match["whole"])
    fraction, exponent = match["fraction"] or "", _ascii_minus(match["exponent"] or "0")
    if not (whole or fraction) or abs(int(exponent)) > MAX_NUMBER:
        return None
    number = Decimal(f"{_ascii_minus(match['sign'] or '')}{whole}.{fraction}e{exponent}")
    if len(plain(number)) > MAX_NUMBER:
        return None
    rest = unicodedata.normalize("NFKC", text[match.end() :]).strip()
    if rest and not (len(rest) <= MAX_UNIT and _UNIT.fullmatch(rest)):
        return None
    return Quantity(number, " ".join(rest.split()))


def plain(number: Decimal) -> str:
    """Return ``number`` without exponent and without zeros at the end: ``60``, ``0.005``."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def is_same_unit(written: str, *, symbol: str, labels: tuple[str, ...] = ()) -> bool:
    """Return whether ``written`` means the unit with this ``symbol`` or one of these ``labels``.

    Labels may be in any case, and with or without the s of an English plural. Symbols may be in any case too
    ("kwh"), except where case makes another unit of it: "mW" is not "MW".
    """
    written, symbol = _folded(written), _folded(symbol)
    if written.casefold() == symbol.casefold():
        first, expected = written[:1], symbol[:1]
        return first == expected or len(symbol) == 1 or expected not in _PREFIXES_WITH_CASE
    return any(_singular(written) == _singular(_folded(label)) for label in labels)


def _folded(unit: str) -> str:
    # NFKC makes the two micro signs, and the ohm sign and omega, one; a superscript two becomes 2.
    return " ".join(unicodedata.normalize("NFKC", unit).split())


def _singular(label: str) -> str:
    return label.casefold().removesuffix("s")


def _ascii_minus(text: str) -> str:
    return text.replace("\u2212", "-")
