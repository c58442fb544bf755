"""Colleagues who are mentioned in notes, and the ready texts that agents keep for themselves."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mentions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("seen", sa.String(length=400), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
    )
    op.create_index("uq_mentions_message_id_staff_id", "mentions", ["message_id", "staff_id"], unique=True)
    op.create_index("ix_mentions_staff_id_read_at", "mentions", ["staff_id", "read_at"])
    for column in ("contact_id", "customer_id"):
        op.create_index(op.f(f"ix_mentions_{column}"), "mentions", [column])
    op.create_table(
        "own_snippets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_snippets")),
    )
    op.create_index("uq_own_snippets_staff_id_key", "own_snippets", ["staff_id", "key"], unique=True)


def downgrade() -> None:
    op.drop_table("own_snippets")
    op.drop_table("mentions")
