"""Touches that nobody asked for, what was decided about each, and the places taken under caps."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0046"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "touches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("once", sa.String(length=160), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=44), nullable=False),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("is_about_debt", sa.Boolean(), nullable=False),
        sa.Column("loan", sa.String(length=60), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("good_until", Moment(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.Column("left_at", Moment(), nullable=True),
        sa.Column("is_connected", sa.Boolean(), nullable=True),
        sa.Column("places", Document(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touches")),
        sa.UniqueConstraint("once", name=op.f("uq_touches_once")),
    )
    op.create_index("ix_touches_customer_id_asked_at", "touches", ["customer_id", "asked_at"])
    op.create_index("ix_touches_customer_id_topic", "touches", ["customer_id", "topic"])
    op.create_table(
        "touch_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("touch_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ruling", sa.String(length=4), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("reasons", Document(), nullable=False),
        sa.Column("rules", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["touch_id"], ["touches.id"], name=op.f("fk_touch_decisions_touch_id_touches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touch_decisions")),
    )
    op.create_index(op.f("ix_touch_decisions_touch_id"), "touch_decisions", ["touch_id"])
    op.create_index(op.f("ix_touch_decisions_customer_id"), "touch_decisions", ["customer_id"])
    op.create_table(
        "touch_counts",
        sa.Column("cap", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("ours", sa.SmallInteger(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("over", sa.Integer(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.CheckConstraint("ours >= 0 AND others >= 0 AND over >= 0", name=op.f("ck_touch_counts_not_negative")),
        sa.CheckConstraint("ours + others <= most", name=op.f("ck_touch_counts_cap_kept")),
        sa.CheckConstraint("over = 0 OR ours + others = most", name=op.f("ck_touch_counts_over_when_full")),
        sa.PrimaryKeyConstraint("cap", "subject", "day", name=op.f("pk_touch_counts")),
    )


def downgrade() -> None:
    op.drop_table("touch_counts")
    op.drop_table("touch_decisions")
    op.drop_table("touches")
