"""Sentry and OpenTelemetry, off unless their setting names a place to send to. Never sends personal data."""

from typing import Any

from django.conf import settings


def _scrub(event: Any, hint: Any) -> Any:
    event.pop("user", None)
    request = event.get("request", {})
    for part in ("data", "cookies", "headers", "query_string", "env"):
        request.pop(part, None)
    return event


def start() -> list[str]:
    """Start what the settings ask for; returns the names of what runs. Called once per process."""
    started = []
    if settings.SENTRY_DSN:
        import sentry_sdk

        sentry_sdk.init(dsn=settings.SENTRY_DSN, send_default_pii=False, before_send=_scrub, traces_sample_rate=0.0)
        started.append("sentry")
    if settings.OTEL_ENDPOINT:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        provider = TracerProvider(resource=Resource.create({"service.name": "cayda"}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{settings.OTEL_ENDPOINT.rstrip('/')}/v1/traces")))
        trace.set_tracer_provider(provider)
        started.append("opentelemetry")
    return started
