"""What changes where numbers are counted for Prometheus: an app, two layers around every request, the database."""

from collections.abc import Sequence
from typing import Any

APP = "django_prometheus"


def counted_middleware(middleware: Sequence[str]) -> list[str]:
    return [f"{APP}.middleware.PrometheusBeforeMiddleware", *middleware, "home.request_metrics.CountingMiddleware"]


def counted_database(database: dict[str, Any]) -> dict[str, Any]:
    """Return the database behind a back end that counts connections, queries and errors, and changes nothing else."""
    kind = database["ENGINE"].rpartition(".")[2]
    return {**database, "ENGINE": f"{APP}.db.backends.{kind}"}
