"""What happens elsewhere reaches learners here, and only here."""

from typing import Any

from .privacy import erase_person


def erase_before_account_goes(sender: Any, *, instance: Any, **kwargs: Any) -> None:
    erase_person(instance)
