"""Files that customers hand over."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("stored_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("finding", sa.String(length=80), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_received_files_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_files")),
    )
    op.create_index(op.f("ix_received_files_customer_id"), "received_files", ["customer_id"])
    op.create_index(op.f("ix_received_files_stored_id"), "received_files", ["stored_id"])
    op.create_index(
        "ix_received_files_conversation_id_received_at", "received_files", ["conversation_id", "received_at"]
    )
    op.create_index(
        "uq_received_files_session_id_client_id", "received_files", ["session_id", "client_id"], unique=True
    )


def downgrade() -> None:
    op.drop_table("received_files")
