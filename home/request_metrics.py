"""django-prometheus' counting of requests."""

from typing import Any

from django.http import HttpRequest
from django_prometheus.middleware import PrometheusAfterMiddleware


class CountingMiddleware(PrometheusAfterMiddleware):
    """As it is, but a method that somebody made up makes no new series: it would let anybody fill the memory."""

    def label_metric(self, metric: Any, request: HttpRequest, response: Any = None, **labels: str) -> Any:
        if "method" in labels:
            labels["method"] = self._method(request)
        return super().label_metric(metric, request, response, **labels)
