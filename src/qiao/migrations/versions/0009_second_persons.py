"""Customers of whom every look is noticed."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "marked_customers",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("because", sa.String(length=16), nullable=False),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("marked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["marked_by"], ["staff.id"], name=op.f("fk_marked_customers_marked_by_staff")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_marked_customers")),
    )


def downgrade() -> None:
    op.drop_table("marked_customers")
