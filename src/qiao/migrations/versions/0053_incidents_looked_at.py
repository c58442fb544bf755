"""Looking at an incident: its needs by time, and when the first customer was told of it."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents", sa.Column("first_told_at", Moment(), nullable=True))
    op.create_index("ix_emergencies_incident_id_opened_at", "emergencies", ["incident_id", "opened_at"])


def downgrade() -> None:
    op.drop_index("ix_emergencies_incident_id_opened_at", table_name="emergencies")
    with op.batch_alter_table("incidents") as batch_op:
        batch_op.drop_column("first_told_at")
