"""Work orders between the service and other departments."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("complaint_id", sa.Uuid(), nullable=True),
        sa.Column("links", Document(), nullable=False),
        sa.Column("form", Document(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("department", sa.String(length=24), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("pressing", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("promised_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_work_orders_number")),
    )
    for columns in (
        ("conversation_id",),
        ("complaint_id",),
        ("customer_id", "type"),
    ):
        op.create_index(f"ix_work_orders_{'_'.join(columns)}", "work_orders", list(columns))
    listed = ("state", "due_at", "id", "opened_at", "department", "opened_by", "complaint_id", "owner_id", "type")
    columns = [*listed, "priority", "pressing", "number", "subject"]
    op.create_index("ix_work_orders_listed", "work_orders", columns)
    op.create_table(
        "work_order_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=44), nullable=False),
        sa.Column("facts", Document(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_work_order_acts_order_id_work_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order_acts")),
        sa.UniqueConstraint("order_id", "seq", name=op.f("uq_work_order_acts_order_id_seq")),
    )
    op.create_index(op.f("ix_work_order_acts_customer_id"), "work_order_acts", ["customer_id"])
    op.create_table(
        "work_order_bars",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "order_id", name=op.f("pk_work_order_bars")),
    )
    op.create_table(
        "work_order_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("wanted", Document(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order_views")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_work_order_views_staff_id_name")),
    )
    op.create_index(op.f("ix_work_order_views_staff_id"), "work_order_views", ["staff_id"])
    op.create_index(op.f("ix_work_order_views_is_shared"), "work_order_views", ["is_shared"])


def downgrade() -> None:
    for table in ("work_order_views", "work_order_bars", "work_order_acts", "work_orders"):
        op.drop_table(table)
