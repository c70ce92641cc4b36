"""What badges does by the clock. Registration, and calls of one function each."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses import due

from .awarding import award_everybody
from .status_lists import sign_lists_that_run_out


@due.register(
    "badges.sign_status_lists", label=gettext_lazy("Signing the lists of what was taken back"), every=timedelta(hours=1)
)
def sign_status_lists(*, now: datetime) -> str:
    """Sign again what has less than half of its validity left. Raises WorkFailed, naming the issuers, for the rest."""
    signed, failed = sign_lists_that_run_out(now=now)
    if failed:
        issuers = ", ".join(sorted({status_list.issuer.name for status_list in failed}))
        raise due.WorkFailed(
            _("The lists of these issuers could not be signed, because their key cannot be used: %(issuers)s.")
            % {"issuers": issuers}
        )
    if not signed:
        return ""
    return ngettext("%(number)d list was signed again.", "%(number)d lists were signed again.", signed) % {
        "number": signed
    }


@due.register("badges.award", label=gettext_lazy("Giving the badges that were missed"), every=timedelta(days=1))
def award(*, now: datetime) -> str:
    """Give everybody what is due and was missed. Raises WorkFailed when one could not be given, after all others."""
    given = [credential is not None for credential in award_everybody()]
    number, failed = sum(given), len(given) - sum(given)
    said = ngettext("%(number)d badge was given.", "%(number)d badges were given.", number) % {"number": number}
    if failed:
        missed = ngettext(
            "%(failed)d badge could not be given; the log says why.",
            "%(failed)d badges could not be given; the log says why.",
            failed,
        ) % {"failed": failed}
        raise due.WorkFailed(f"{said} {missed}")
    return said if number else ""
