"""Structured logs on stderr that cannot carry what people say."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Only these keys leave the process: a new one is a decision, not an accident.
ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "reason", "rules", "detail", "status", "ms",
        "method", "retry_after", "count", "model", "step", "kind", "error", "port", "mode",
        "attempt", "queue",
    }
)  # fmt: skip


def only_allowed(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list; say how many were dropped."""
    dropped = [key for key in event if key not in ALLOWED]
    for key in dropped:
        del event[key]
    if dropped:
        event["count"] = len(dropped)
        event["reason"] = "fields withheld"
    return event


def configure(level: str) -> None:
    """Set up logging for a command; call once, first."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.dev.ConsoleRenderer()
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        # Looked up at each call: whoever replaces stderr gets the logs, and nobody a closed file.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries' own loggers may quote requests; they speak only when something is broken.
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(message)s")
