"""How production writes its log: one object a line, on standard error, after ``home.privacy_of_logs`` was at it."""

from typing import Any

import structlog

from home.privacy_of_logs import errors_without_text, without_people

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    errors_without_text,
    without_people,
]


def configure_structlog() -> None:
    """Lead what is logged with structlog, the requests, to the same place as all the rest."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def production_logging(shared: dict[str, Any], *, level: str, is_json: bool) -> dict[str, Any]:
    """Return ``LOGGING`` of production: that of all settings, written without people, and a line for each request."""
    renderer = structlog.processors.JSONRenderer() if is_json else structlog.dev.ConsoleRenderer(colors=False)
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    }
    handler = {"class": "logging.StreamHandler", "formatter": "structured", "filters": ["routes"]}
    return {
        **shared,
        "formatters": {"structured": formatter},
        "filters": {"routes": {"()": "home.privacy_of_logs.RouteForPath"}},
        "handlers": {"console": handler},
        "loggers": {
            **shared["loggers"],
            "django_structlog": {"level": level},
            # Without the mail to administrators that Django adds, which holds everything.
            "django": {"handlers": [], "level": "WARNING"},
            # The line of the request says the same, with the route, and without the host that a stranger made up.
            "django.request": {"level": "CRITICAL"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
