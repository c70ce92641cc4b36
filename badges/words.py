"""A verdict and a credential in the words of the person who reads the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import FrameworkLevel

from .models import Credential
from .openbadges.reasons import Reason
from .openbadges.summary import CredentialSummary, ResultLine
from .openbadges.times import read_time
from .openbadges.verifier import Check, CheckCode, CheckResult, VerdictStatus
from .verification import Verification

# Per status: the sign (look: verdict), the word, and what it means for whoever reads it.
VERDICTS: Mapping[VerdictStatus, tuple[str, Any, Any]] = {
    VerdictStatus.VALID: (
        "valid",
        gettext_lazy("Valid"),
        gettext_lazy("The badge is what it says it is, and it is in force today."),
    ),
    VerdictStatus.REVOKED: (
        "revoked",
        gettext_lazy("Revoked"),
        gettext_lazy("The issuer has taken this badge back. Do not rely on it."),
    ),
    VerdictStatus.CHANGED: (
        "changed",
        gettext_lazy("Not genuine"),
        gettext_lazy("It was changed after it was signed, or somebody else signed it. Do not rely on it."),
    ),
    VerdictStatus.EXPIRED: (
        "expired",
        gettext_lazy("Expired"),
        gettext_lazy("The badge is genuine, but it was valid for a certain time and that time is over."),
    ),
    VerdictStatus.NOT_YET_VALID: (
        "unknown",
        gettext_lazy("Not valid yet"),
        gettext_lazy("The badge is genuine, but it begins later."),
    ),
    VerdictStatus.UNKNOWN_ISSUER: (
        "unknown",
        gettext_lazy("Unknown issuer"),
        gettext_lazy("This site knows only the issuers that use it, so it cannot say whether the badge is genuine."),
    ),
    VerdictStatus.UNKNOWN_STATUS: (
        "unknown",
        gettext_lazy("Not certain"),
        gettext_lazy("The badge is genuine, but whether it was taken back cannot be told now. Try again later."),
    ),
    VerdictStatus.UNREADABLE: (
        "unknown",
        gettext_lazy("Cannot be checked"),
        gettext_lazy("This is not a badge that can be checked here."),
    ),
}

CHECK_NAMES: Mapping[CheckCode, Any] = {
    CheckCode.FORM: gettext_lazy("Form"),
    CheckCode.ISSUER: gettext_lazy("Issuer"),
    CheckCode.SIGNATURE: gettext_lazy("Signature"),
    CheckCode.STATUS: gettext_lazy("Not taken back"),
    CheckCode.DATES: gettext_lazy("In date"),
}

RESULT_WORDS: Mapping[CheckResult, Any] = {
    CheckResult.PASSED: gettext_lazy("passed"),
    CheckResult.FAILED: gettext_lazy("failed"),
    CheckResult.SKIPPED: gettext_lazy("not done"),
}

RESULT_LABELS: Mapping[str, Any] = {
    "ext:EctsCredits": gettext_lazy("ECTS credits"),
    "ext:CompetencePoints": gettext_lazy("Competence points (osp)"),
    "ext:WorkloadHours": gettext_lazy("Hours of work"),
    "ext:AssessmentType": gettext_lazy("How it was tested"),
    "ext:ParticipationForm": gettext_lazy("How it was studied"),
    "ext:QualityAssurance": gettext_lazy("Who assures the quality"),
}

# Where the kernel's sentence would say more than one check can know.
REASONS: Mapping[str, Any] = {
    "dates.passed": gettext_lazy("Given on %(valid_from)s, without an end date."),
    "dates.passed_until": gettext_lazy("Given on %(valid_from)s, valid until %(valid_until)s."),
}

_TIMES = frozenset({"valid_from", "valid_until", "expires"})


@dataclass(frozen=True)
class CheckWords:
    """One check as a row: its name, ``passed``, ``failed`` or ``skipped`` with the word for it, reason and time."""

    name: str
    result: str
    result_word: str
    reason: str
    checked_at: datetime | None = None
    duration_ms: float | None = None


@dataclass(frozen=True)
class VerdictWords:
    """A verdict as the page shows it. ``sign`` is a sign of the look: valid, revoked, changed, expired, unknown."""

    sign: str
    title: str
    sentence: str
    checks: tuple[CheckWords, ...] = ()


def verdict_words(verification: Verification, *, is_theirs: bool | None = None) -> VerdictWords:
    """Return the verdict in words. ``is_theirs``: what comparing an e-mail address gave; None when nobody asked."""
    verdict = verification.verdict
    status = verdict.status if verdict else VerdictStatus.UNREADABLE
    sign, title, sentence = VERDICTS[status]
    if verdict is None:
        refusal = sentence_of(verification.refusal) if verification.refusal else sentence
        return VerdictWords(sign=sign, title=title, sentence=refusal)
    checks = [_check_words(check, verification.credential) for check in verdict.checks]
    if verification.is_genuine:
        checks.append(_comparison(is_theirs, summary=verdict.summary))
    if status is VerdictStatus.UNREADABLE:
        sentence = sentence_of(
            verdict.check(next(c.code for c in verdict.checks if c.result is CheckResult.FAILED)).reason
        )
    return VerdictWords(sign=sign, title=title, sentence=sentence, checks=tuple(checks))


def sentence_of(reason: Reason) -> str:
    """Return the reason in the language of the page, with times as people write them."""
    return str(REASONS.get(reason.code) or _(reason.template)) % {
        name: _as_day(text) if name in _TIMES else text for name, text in reason.params.items()
    }


def level_words(level: int | None) -> str:
    """Return what a level is called in the competency framework, such as “Performs”, or an empty string."""
    if level is None:
        return ""
    return FrameworkLevel.objects.filter(level=level).values_list("label", flat=True).first() or ""


def result_label(line: ResultLine) -> str:
    return str(RESULT_LABELS.get(line.type, line.name))


def result_value(line: ResultLine) -> str:
    """Return the value with the decimal sign of the language when it is a number, else as it is."""
    try:
        return number_format(float(line.value)) if "." in line.value else number_format(int(line.value))
    except ValueError:
        return line.value


def _check_words(check: Check, credential: Credential | None) -> CheckWords:
    reason = sentence_of(check.reason)
    if check.reason.code == "status.revoked" and credential and credential.revoked_at:
        reason = _("Taken back on %(day)s. Reason given by the issuer: %(reason)s") % {
            "day": date_format(timezone.localtime(credential.revoked_at), "DATE_FORMAT"),
            "reason": credential.get_revocation_reason_display(),
        }
    return CheckWords(
        name=str(CHECK_NAMES[check.code]),
        result=check.result.value,
        result_word=str(RESULT_WORDS[check.result]),
        reason=reason,
        checked_at=check.checked_at,
        duration_ms=check.duration_ms,
    )


def _comparison(is_theirs: bool | None, *, summary: CredentialSummary | None) -> CheckWords:
    if is_theirs is None:
        result = CheckResult.SKIPPED
        reason = _("A file proves nothing about who sends it.")
        if summary and summary.recipient_identities:
            reason = _(
                "A file proves nothing about who sends it. Enter the e-mail address that the holder gave you, "
                "and it is compared."
            )
    elif is_theirs:
        result, reason = (
            CheckResult.PASSED,
            _("The e-mail address that you entered is the one in the badge."),
        )
    else:
        result, reason = (
            CheckResult.FAILED,
            _("The e-mail address that you entered is not the one in the badge. Ask which address was used."),
        )
    return CheckWords(
        name=_("Is it theirs?"), result=result.value, result_word=str(RESULT_WORDS[result]), reason=reason
    )


def _as_day(text: str) -> str:
    try:
        return date_format(timezone.localtime(read_time(text)), "DATE_FORMAT")
    except ValueError:
        return text
