"""A customer's identifying fields, sealed and found by equality."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_fields",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("masked", sa.String(length=120), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.String(length=40), nullable=False),
        sa.Column("tail", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("as_of", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_fields_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_fields")),
    )
    op.create_index(
        "uq_customer_fields_customer_id_field_lookup",
        "customer_fields",
        ["customer_id", "field", "lookup"],
        unique=True,
    )
    op.create_index("ix_customer_fields_field_lookup", "customer_fields", ["field", "lookup"])
    op.create_index("ix_customer_fields_field_tail", "customer_fields", ["field", "tail"])


def downgrade() -> None:
    op.drop_table("customer_fields")
