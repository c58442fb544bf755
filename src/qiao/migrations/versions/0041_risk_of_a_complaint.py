"""What speaks for a complaint in work that is under way."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document

revision = "0041"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.add_column(sa.Column("risk", Document(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.drop_column("risk")
