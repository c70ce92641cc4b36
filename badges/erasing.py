"""What becomes of somebody's badges when their account goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from learners import privacy

from .models import Credential


@privacy.register(
    "badges.credentials",
    order=50,
    goes=(_("The pages of your badges, the links with which you shared them, and the badge files that we keep."),),
    stays=(
        _(
            "A badge that you have downloaded stays valid, and whoever checks it gets the same answer as before. For "
            "that we keep a number for each badge: whether it was taken back, and nothing that leads to you."
        ),
    ),
)
def erase_credentials(person: Any) -> None:
    """Take out of the person's credentials all that leads to them; what is left is the place in the status list.

    The document holds a hash of the e-mail address and a name of the holder's own, so it goes. The digest and the
    status stay: a copy that was downloaded can be verified and revoked as before.
    """
    Credential.objects.filter(recipient=person.pk).update(
        recipient=None, subject_id="", document={}, share_token=None, shows_name=False, revocation_note=""
    )
