"""Leaders who speak beside their agents, and colleagues who are invited to."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_NOW = sa.text("left_at IS NULL")


def upgrade() -> None:
    op.add_column("consults", sa.Column("invited_at", Moment(), nullable=True))
    op.create_table(
        "participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=False),
        sa.Column("left_at", Moment(), nullable=True),
        sa.Column("ended", sa.String(length=8), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    for column in ("conversation_id", "customer_id"):
        op.create_index(op.f(f"ix_participants_{column}"), "participants", [column])
    op.create_index(
        "uq_participants_contact_id",
        "participants",
        ["contact_id"],
        unique=True,
        sqlite_where=_NOW,
        postgresql_where=_NOW,
    )


def downgrade() -> None:
    op.drop_table("participants")
    with op.batch_alter_table("consults") as batch_op:
        batch_op.drop_column("invited_at")
