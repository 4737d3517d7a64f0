"""Structured logs without personal data; Sentry and OpenTelemetry only where they are set."""

from typing import Any

import structlog

from .env import read

_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
_renderer = (
    structlog.processors.JSONRenderer(ensure_ascii=False) if read("LOG_FORMAT") == "json" else structlog.dev.ConsoleRenderer(colors=False)
)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": structlog.stdlib.ProcessorFormatter, "processor": _renderer, "foreign_pre_chain": _shared}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": read("LOG_LEVEL")},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "uvicorn.access": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

SENTRY_DSN = read("SENTRY_DSN")
OTEL_ENDPOINT = read("OTEL_EXPORTER_OTLP_ENDPOINT")
