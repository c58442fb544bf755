"""Agents who fall silent and are soon back: what they were, and what was in their hands."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("presences") as batch_op:
        batch_op.add_column(sa.Column("before", Document(), nullable=True))
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.add_column(sa.Column("lost_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.drop_column("lost_by")
    with op.batch_alter_table("presences") as batch_op:
        batch_op.drop_column("before")
