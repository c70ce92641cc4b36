from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def check_second_factor_of_staff(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.KENNO_STAFF_SECOND_FACTOR:
        return []
    return [
        Error(
            "KENNO_STAFF_SECOND_FACTOR is off, so a password alone opens the admin.",
            hint="Leave it on. Only the test suite turns it off.",
            id="home.E001",
        )
    ]
