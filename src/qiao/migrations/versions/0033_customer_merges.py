"""Records that are one person."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_IS_LINKED = sa.text("state = 'merged'")


def upgrade() -> None:
    op.create_table(
        "customer_merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=True),
        sa.Column("proof", sa.String(length=12), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("merged_at", Moment(), nullable=True),
        sa.Column("parted_by", sa.Uuid(), nullable=True),
        sa.Column("part_words", sa.String(length=200), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["merged_id"], ["customers.id"], name=op.f("fk_customer_merges_merged_id_customers")),
        sa.ForeignKeyConstraint(["into_id"], ["customers.id"], name=op.f("fk_customer_merges_into_id_customers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merges")),
    )
    op.create_index(op.f("ix_customer_merges_into_id"), "customer_merges", ["into_id"])
    op.create_index("ix_customer_merges_merged_id", "customer_merges", ["merged_id"])
    op.create_index(
        "uq_customer_merges_merged_id",
        "customer_merges",
        ["merged_id"],
        unique=True,
        sqlite_where=_IS_LINKED,
        postgresql_where=_IS_LINKED,
    )


def downgrade() -> None:
    op.drop_table("customer_merges")
