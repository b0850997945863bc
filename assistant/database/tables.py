"""The tables. Every table has the column `person`, which is what erasure goes by."""

from datetime import UTC, datetime

import sqlalchemy as sa


class UtcDateTime(sa.TypeDecorator[datetime]):
    """Aware datetimes in and out; stored as UTC, which SQLite keeps without a zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002, its signature
    ) -> datetime | None:
        """To the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002, its signature
    ) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData()


def _person() -> sa.Column[str]:
    return sa.Column(
        "person",
        sa.Text,
        sa.ForeignKey("people.person", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )


people = sa.Table(
    "people",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("state", sa.JSON(none_as_null=True)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False, index=True),
)
events = sa.Table(
    "events",
    metadata,
    sa.Column("event_id", sa.Text, primary_key=True),
    _person(),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _person(),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("asked", sa.Text),
    sa.Column("first_text_ms", sa.Float, nullable=False),
    sa.Column("total_ms", sa.Float, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("prompt_version", sa.Text, nullable=False),
    sa.Column("known", sa.JSON, nullable=False),
    sa.Column("said", sa.Text),
    sa.Column("replied", sa.Text),
)
routines = sa.Table(
    "routines",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _person(),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("prompt_version", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
)
ratings = sa.Table(
    "ratings",
    metadata,
    sa.Column(
        "routine_id",
        sa.Integer,
        sa.ForeignKey("routines.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    _person(),
    sa.Column("score", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("score BETWEEN 0 AND 10", name="score_in_range"),
)
consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _person(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("granted_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
)
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("event_id", sa.Text, primary_key=True),
    _person(),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("reply", sa.JSON, nullable=False),
)
