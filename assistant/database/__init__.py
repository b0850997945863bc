"""The store's adapter on SQLAlchemy; the only package that imports it, with the migrations."""

from assistant.database.adapter import Database

__all__ = ["Database"]
