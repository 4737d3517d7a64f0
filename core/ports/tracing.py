"""Spans for OpenTelemetry, only where it is switched on."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings


def span(name: str, **attributes: Any) -> AbstractContextManager[Any]:
    """Return a context that records a span called `name`, or does nothing when tracing is off."""
    if not settings.OTEL_ENDPOINT:
        return nullcontext()
    from opentelemetry import trace

    context: AbstractContextManager[Any] = trace.get_tracer("cayda").start_as_current_span(name, attributes=attributes)
    return context
