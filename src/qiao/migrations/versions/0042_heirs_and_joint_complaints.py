"""Complaints with which heirs go on, and those that several make together."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.add_column(sa.Column("complainant_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("leading_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_complaints_complainant_id"), ["complainant_id"])
        batch_op.create_index(batch_op.f("ix_complaints_leading_id"), ["leading_id"])


def downgrade() -> None:
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaints_leading_id"))
        batch_op.drop_index(batch_op.f("ix_complaints_complainant_id"))
        batch_op.drop_column("leading_id")
        batch_op.drop_column("complainant_id")
