"""Structured logs: one line per event, ids only; never names, addresses, tokens or bodies."""

import logging.config
import sys
import traceback
from collections.abc import Iterator

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger


def exception_without_its_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Where it happened and of what kind: messages of exceptions may quote what people typed."""
    given = event.pop("exc_info", None)
    if given:
        exception = given if isinstance(given, BaseException) else sys.exc_info()[1]
        exception = given[1] if isinstance(given, tuple) else exception
        event["exception"] = " <- ".join(_kinds_and_places(exception))
    return event


def _kinds_and_places(exception: BaseException | None) -> Iterator[str]:
    while exception is not None:
        frames = traceback.extract_tb(exception.__traceback__)
        places = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        yield f"{type(exception).__module__}.{type(exception).__qualname__} ({places})"
        exception = exception.__cause__ or exception.__context__


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
FOR_EVERY_LINE: list[Processor] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    exception_without_its_words,
]
# httpx logs whole URLs and procrastinate job arguments at INFO; httpcore logs headers of answers at DEBUG.
# Django's own line about a failed request holds its path, and a path may hold a guest's token.
QUIETER = {
    "httpx": {"level": "WARNING"},
    "httpcore": {"level": "WARNING"},
    "procrastinate": {"level": "WARNING"},
    # It names credentials at INFO.
    "fido2": {"level": "WARNING"},
    "django.request": {"level": "CRITICAL"},
    "django.security": {"level": "CRITICAL"},
    "mail.log": {"level": "WARNING"},
}


def configure_logs(style: str, level: str) -> None:
    """Send the standard library's and structlog's events to standard error, as JSON or for a console."""
    renderer = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [*FOR_EVERY_LINE, renderer],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": QUIETER,
        }
    )
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
