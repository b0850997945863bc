"""The first tables. A migration is never edited once released: it repeats the schema it made."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _person() -> sa.Column[str]:
    return sa.Column(
        "person",
        sa.Text,
        sa.ForeignKey("people.person", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )


def _moment(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, index=index)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "people",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("state", sa.JSON(none_as_null=True)),
        _moment("created_at"),
        _moment("seen_at", index=True),
    )
    op.create_table(
        "events",
        sa.Column("event_id", sa.Text, primary_key=True),
        _person(),
        _moment("at", index=True),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(),
        _moment("at", index=True),
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
    op.create_table(
        "routines",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("prompt_version", sa.Text, nullable=False),
        _moment("created_at", index=True),
    )
    op.create_table(
        "ratings",
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
        _moment("created_at", index=True),
        _moment("changed_at"),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name="score_in_range"),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        _moment("granted_at"),
        _moment("revoked_at", nullable=True),
    )
    op.create_table(
        "outbox",
        sa.Column("event_id", sa.Text, primary_key=True),
        _person(),
        _moment("at"),
        sa.Column("reply", sa.JSON, nullable=False),
    )
