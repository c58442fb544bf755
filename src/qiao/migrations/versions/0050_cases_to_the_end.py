"""How the payment of what a complaint's decision gives stands, and complaints that were made apart and joined."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.add_column(sa.Column("redress", sa.String(8), nullable=True))
        batch_op.add_column(sa.Column("keeps_clock", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_complaints_redress"), ["redress"])
    with op.batch_alter_table("floor_alerts") as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(8), type_=sa.String(12), existing_nullable=False)
        batch_op.add_column(sa.Column("case_number", sa.String(16), nullable=True))
        batch_op.add_column(sa.Column("agent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("concerns", Document(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", Moment(), nullable=True))
    op.create_table(
        "work_order_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("stored_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["work_orders.id"], name=op.f("fk_work_order_files_order_id_work_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order_files")),
        sa.UniqueConstraint("order_id", "client_id", name=op.f("uq_work_order_files_order_id_client_id")),
    )
    for column in ("customer_id", "stored_id"):
        op.create_index(op.f(f"ix_work_order_files_{column}"), "work_order_files", [column])


def downgrade() -> None:
    op.drop_table("work_order_files")
    op.execute(sa.text("DELETE FROM floor_alerts WHERE case_number IS NOT NULL"))
    with op.batch_alter_table("floor_alerts") as batch_op:
        batch_op.drop_column("ended_at")
        batch_op.drop_column("concerns")
        batch_op.drop_column("agent_id")
        batch_op.drop_column("case_number")
        batch_op.alter_column("kind", existing_type=sa.String(12), type_=sa.String(8), existing_nullable=False)
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaints_redress"))
        batch_op.drop_column("keeps_clock")
        batch_op.drop_column("redress")
