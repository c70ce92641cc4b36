"""One line for each request: method, route, status, duration, and a number by which its other lines are found."""

import time
from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django_structlog import signals
from django_structlog.middlewares import RequestMiddleware

from .privacy_of_logs import route_of

HEADER = "X-Request-ID"
QUIET = ("/health/", "/static/")
"""What is asked for every few seconds, or for every page, and says nothing."""


class RequestLogMiddleware(RequestMiddleware):
    """Stands first. Every answer carries the number of its request, which a person can tell to whoever looks for it."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(QUIET):
            return self.get_response(request)
        return super().__call__(request)

    def prepare(self, request: HttpRequest) -> None:
        request.begun_at = time.perf_counter()  # type: ignore[attr-defined]
        super().prepare(request)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        response[HEADER] = structlog.contextvars.get_contextvars()["request_id"]
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {route_of(request)}"


@receiver(signals.bind_extra_request_metadata, dispatch_uid="home.forget_browser")
def forget_browser(*, log_kwargs: dict[str, Any], **kwargs: Any) -> None:
    log_kwargs.pop("user_agent", None)


@receiver(signals.bind_extra_request_finished_metadata, dispatch_uid="home.say_duration")
@receiver(signals.bind_extra_request_failed_metadata, dispatch_uid="home.say_duration")
def say_duration(*, request: HttpRequest, log_kwargs: dict[str, Any], **kwargs: Any) -> None:
    begun_at = getattr(request, "begun_at", None)
    if begun_at is not None:
        log_kwargs["ms"] = round((time.perf_counter() - begun_at) * 1000)
