"""Calls that are promised, complaints, wishes not to be called, and emergencies."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_backs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booked_as", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("booked_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
        sa.UniqueConstraint("booked_as", name=op.f("uq_call_backs_booked_as")),
        sa.UniqueConstraint("request_id", name=op.f("uq_call_backs_request_id")),
    )
    op.create_index("ix_call_backs_customer_id_state", "call_backs", ["customer_id", "state"])
    op.create_index("ix_call_backs_state_starts_at", "call_backs", ["state", "starts_at"])


def downgrade() -> None:
    op.drop_table("call_backs")
