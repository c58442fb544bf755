"""A person's requests about her data, and legal holds."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rights_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("verified_by", sa.String(length=80), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("outcome", Document(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_rights_requests_number")),
    )
    op.create_index("ix_rights_requests_customer_id", "rights_requests", ["customer_id"])
    op.create_index("ix_rights_requests_state_due_on", "rights_requests", ["state", "due_on"])
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("from_at", Moment(), nullable=False),
        sa.Column("to_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["placed_by"], ["staff.id"], name=op.f("fk_legal_holds_placed_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index("ix_legal_holds_customer_id", "legal_holds", ["customer_id"])


def downgrade() -> None:
    op.drop_table("legal_holds")
    op.drop_table("rights_requests")
