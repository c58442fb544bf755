"""Proofs of a phone number: a keyed digest of it, and the request for which it was proven."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer_proofs", sa.Column("number", sa.String(length=64), nullable=True))
    op.add_column("customer_proofs", sa.Column("conversation_id", sa.Uuid(), nullable=True))
    op.add_column("customer_proofs", sa.Column("frame", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_customer_proofs_number"), "customer_proofs", ["number"])


def downgrade() -> None:
    op.drop_index(op.f("ix_customer_proofs_number"), "customer_proofs")
    op.drop_column("customer_proofs", "frame")
    op.drop_column("customer_proofs", "conversation_id")
    op.drop_column("customer_proofs", "number")
