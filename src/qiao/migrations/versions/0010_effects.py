"""Effects in the lender's systems."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "effects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expected", Document(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.String(length=60), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("refusal", sa.String(length=60), nullable=True),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("intended_at", Moment(), nullable=False),
        sa.Column("give_up_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effects")),
        sa.UniqueConstraint("key", name=op.f("uq_effects_key")),
    )
    op.create_index(op.f("ix_effects_customer_id"), "effects", ["customer_id"])
    op.create_index("ix_effects_state_intended_at", "effects", ["state", "intended_at"])


def downgrade() -> None:
    op.drop_table("effects")
