"""Results and scores: xAPI 1.0.3 Data, 2.4.5."""

from dataclasses import dataclass, field
from decimal import Decimal

from learners.xapi.data_types import (
    Extensions,
    optional,
    read_boolean,
    read_duration,
    read_extensions,
    read_object,
    read_text,
    refusal,
)

_RESULT_PROPERTIES = frozenset({"score", "success", "completion", "response", "duration", "extensions"})
_SCORE_PROPERTIES = frozenset({"scaled", "raw", "min", "max"})


@dataclass(frozen=True, slots=True)
class Score:
    """``scaled`` is from -1 to 1; ``raw`` lies between ``min`` and ``max``, where they are sent (2.4.5.1)."""

    scaled: Decimal | None = None
    raw: Decimal | None = None
    min: Decimal | None = None
    max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Result:
    score: Score | None = None
    success: bool | None = None
    completion: bool | None = None
    response: str | None = None
    # ISO 8601, as sent: a month has no fixed length (2.3.1).
    duration: str | None = None
    extensions: Extensions = field(default_factory=dict)


def scaled_score(result: Result) -> Decimal | None:
    """Return the score from -1 to 1, or None when the activity gives none.

    Uses ``scaled`` if sent; else our own reading, ``(raw - min) / (max - min)``, which needs all three.
    """
    score = result.score
    if score is None or score.scaled is not None:
        return score.scaled if score else None
    if score.raw is None or score.min is None or score.max is None:
        return None
    # The quotient is rounded, and must not be rounded out of its bounds.
    return min(max((score.raw - score.min) / (score.max - score.min), Decimal(0)), Decimal(1))


def read_result(value: object, path: str) -> Result:
    found = read_object(value, path, allowed=_RESULT_PROPERTIES, clause="2.4.5")
    return Result(
        score=optional(found, "score", path, _read_score),
        success=optional(found, "success", path, _read_flag),
        completion=optional(found, "completion", path, _read_flag),
        response=optional(found, "response", path, lambda text, where: read_text(text, where, clause="2.4.5")),
        duration=optional(found, "duration", path, read_duration),
        extensions=optional(found, "extensions", path, read_extensions) or {},
    )


def _read_flag(value: object, path: str) -> bool:
    return read_boolean(value, path, clause="2.4.5")


def _read_score(value: object, path: str) -> Score:
    found = read_object(value, path, allowed=_SCORE_PROPERTIES, clause="2.4.5.1")
    score = Score(**{name: _read_number(number, f"{path}.{name}") for name, number in found.items()})
    if score.scaled is not None and not -1 <= score.scaled <= 1:
        raise refusal(found["scaled"], f"{path}.scaled", expected="a number from -1 to 1", clause="2.4.5.1")
    if score.min is not None and score.max is not None and score.min >= score.max:
        expected = f"a number less than the max of {score.max}"
        raise refusal(found["min"], f"{path}.min", expected=expected, clause="2.4.5.1")
    if score.raw is not None:
        if score.min is not None and score.raw < score.min:
            expected = f"at least the min of {score.min}"
            raise refusal(found["raw"], f"{path}.raw", expected=expected, clause="2.4.5.1")
        if score.max is not None and score.raw > score.max:
            expected = f"at most the max of {score.max}"
            raise refusal(found["raw"], f"{path}.raw", expected=expected, clause="2.4.5.1")
    return score


def _read_number(value: object, path: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refusal(value, path, expected="a number", clause="2.4.5.1")
    # By way of text: 0.1 is then one tenth, as it was sent.
    return Decimal(str(value))
