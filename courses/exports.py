"""What is exported for spreadsheets. They take a cell that begins in a certain way for a formula, and run it."""

from typing import Any

BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""OWASP, CSV Injection. The last four are what input methods of East Asia write for the first four."""


def without_formula(value: Any) -> Any:
    """Return text so that no spreadsheet runs it: an apostrophe in front makes it text. Everything else stays.

    Numbers stay numbers: a negative one is no text. Text that is a plain number stays as well.
    """
    if not isinstance(value, str) or not value.lstrip(" ").startswith(BEGIN_FORMULAS):
        return value
    return value if _is_number(value) else f"'{value}"


def _is_number(text: str) -> bool:
    digits = text[1:].replace(".", "", 1)
    return text[0] in "+-" and digits.isascii() and digits.isdecimal()
