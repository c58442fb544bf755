"""What agents put aside, and the answers that customers were promised with it."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_OF_THE_ITEM = sa.text("about_id IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.add_column(sa.Column("aside_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("is_aside", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("floor_alerts", sa.Column("about_id", sa.Uuid(), nullable=True))
    op.drop_index("uq_floor_alerts_item_id_kind", table_name="floor_alerts")
    op.create_index(
        "uq_floor_alerts_item_id_kind",
        "floor_alerts",
        ["item_id", "kind"],
        unique=True,
        sqlite_where=_OF_THE_ITEM,
        postgresql_where=_OF_THE_ITEM,
    )
    op.create_index("uq_floor_alerts_about_id_kind", "floor_alerts", ["about_id", "kind"], unique=True)
    op.create_table(
        "asides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("events", Document(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("promised_at", Moment(), nullable=True),
        sa.Column("returns_at", Moment(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("back_at", Moment(), nullable=True),
        sa.Column("back_because", sa.String(length=10), nullable=True),
        sa.Column("warned_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asides")),
        sa.UniqueConstraint("message_id", name=op.f("uq_asides_message_id")),
    )
    for column in ("item_id", "contact_id", "customer_id"):
        op.create_index(op.f(f"ix_asides_{column}"), "asides", [column])


def downgrade() -> None:
    op.drop_table("asides")
    # What was told of promises would stand beside what was told of their items.
    op.execute("DELETE FROM floor_alerts WHERE about_id IS NOT NULL")
    op.drop_index("uq_floor_alerts_about_id_kind", table_name="floor_alerts")
    op.drop_index("uq_floor_alerts_item_id_kind", table_name="floor_alerts")
    op.create_index("uq_floor_alerts_item_id_kind", "floor_alerts", ["item_id", "kind"], unique=True)
    with op.batch_alter_table("floor_alerts") as batch_op:
        batch_op.drop_column("about_id")
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.drop_column("is_aside")
        batch_op.drop_column("aside_id")
