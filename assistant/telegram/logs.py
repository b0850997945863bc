"""Keeps bot tokens out of every log line."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
HIDDEN = "[token]"


def hide(value: object) -> object:
    """The value with any bot token replaced."""
    if isinstance(value, str):
        return TOKEN.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {key: hide(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(hide(item) for item in value)
    return value


def hide_tokens(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor."""
    return {key: hide(value) for key, value in event.items()}


class HideTokens(logging.Filter):
    """The same for the standard library's loggers (aiogram, aiohttp)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace tokens; keep every record."""
        record.msg = hide(record.getMessage())
        record.args = ()
        return True


def protect_logs() -> None:
    """Filter what libraries log, wherever it goes."""
    for name in (
        "aiogram",
        "aiogram.event",
        "aiogram.dispatcher",
        "aiohttp",
        "aiohttp.client",
        "aiohttp.server",
        "aiohttp.web",
        "asyncio",
    ):
        logging.getLogger(name).addFilter(HideTokens())
    for handler in logging.getLogger().handlers:
        handler.addFilter(HideTokens())
