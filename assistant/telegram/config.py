"""The channel's settings, which live beside the other settings so that imports go one way."""

from assistant.telegram_settings import TelegramSettings

__all__ = ["TelegramSettings"]
