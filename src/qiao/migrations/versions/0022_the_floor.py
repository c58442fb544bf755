"""What leaders see of the floor: how long each wait was, what customers feel, alerts, reasons of breaks."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.add_column(sa.Column("answered_after_s", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("left_after_s", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("moods", Document(), nullable=True))
    with op.batch_alter_table("presences") as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=40), nullable=True))
    op.create_index("ix_work_items_waiting_since", "work_items", ["waiting_since"])
    op.create_table(
        "floor_alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_alerts")),
    )
    op.create_index(op.f("ix_floor_alerts_customer_id"), "floor_alerts", ["customer_id"])
    op.create_index("uq_floor_alerts_item_id_kind", "floor_alerts", ["item_id", "kind"], unique=True)


def downgrade() -> None:
    op.drop_table("floor_alerts")
    op.drop_index("ix_work_items_waiting_since", table_name="work_items")
    with op.batch_alter_table("presences") as batch_op:
        batch_op.drop_column("reason")
    with op.batch_alter_table("work_items") as batch_op:
        for column in ("moods", "left_after_s", "answered_after_s"):
            batch_op.drop_column(column)
