"""Alembic migrations; assistant.schema runs them at start."""
