"""The Telegram channel: a thin skin over the conversation; no decision lives here."""
