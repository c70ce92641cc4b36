"""The codes that staff of the demonstration type, for everybody to read. Never mounted in production."""

import time

from allauth.mfa import app_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..demo.codes import code_of, staff_accounts


@require_safe
@never_cache
def demo_codes(request: HttpRequest) -> HttpResponse:
    period = app_settings.TOTP_PERIOD
    response = render(
        request,
        "home/demo_codes.html",
        {
            "codes": [(account, code_of(account)) for account in staff_accounts()],
            "seconds_left": period - int(time.time()) % period,
        },
    )
    # Without JavaScript too the page shows the next codes by itself.
    response["Refresh"] = str(period)
    return response
