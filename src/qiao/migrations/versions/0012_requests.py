"""Requests, their dialogues, and proofs of who is there."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_events_subject", "events", ["subject"])
    op.add_column("channel_sessions", sa.Column("proven_level", sa.String(length=2), nullable=True))
    op.add_column("channel_sessions", sa.Column("proven_until", Moment(), nullable=True))
    op.create_table(
        "dialogues",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("silence_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_dialogues_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_dialogues")),
    )
    op.create_index(op.f("ix_dialogues_customer_id"), "dialogues", ["customer_id"])
    op.create_table(
        "requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=60), nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("asked", sa.String(length=60), nullable=True),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("level", sa.String(length=2), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=True),
        sa.Column("rules", Document(), nullable=False),
        sa.Column("effects", Document(), nullable=False),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_requests_number")),
    )
    op.create_index(op.f("ix_requests_customer_id"), "requests", ["customer_id"])
    op.create_index(op.f("ix_requests_conversation_id"), "requests", ["conversation_id"])
    op.create_index("uq_requests_conversation_id_frame", "requests", ["conversation_id", "frame"], unique=True)
    op.create_index("ix_requests_state_entered_at", "requests", ["state", "entered_at"])
    op.create_index("ix_requests_flow_entered_at", "requests", ["flow", "entered_at"])
    op.create_table(
        "customer_proofs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("challenge", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_proofs")),
    )
    op.create_index(op.f("ix_customer_proofs_session_id"), "customer_proofs", ["session_id"])
    op.create_index(op.f("ix_customer_proofs_customer_id"), "customer_proofs", ["customer_id"])


def downgrade() -> None:
    op.drop_index("ix_events_subject", "events")
    op.drop_table("customer_proofs")
    op.drop_table("requests")
    op.drop_table("dialogues")
    op.drop_column("channel_sessions", "proven_until")
    op.drop_column("channel_sessions", "proven_level")
