"""The audit trail."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=True),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.Column("seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_records")),
    )
    unsealed = sa.text("seq IS NULL")
    op.create_index("uq_audit_records_seq", "audit_records", ["seq"], unique=True)
    op.create_index(
        "ix_audit_records_unsealed", "audit_records", ["id"], sqlite_where=unsealed, postgresql_where=unsealed
    )
    op.create_index("ix_audit_records_customer_id_at", "audit_records", ["customer_id", "at"], unique=False)
    op.create_index("ix_audit_records_actor_at", "audit_records", ["actor", "at"], unique=False)
    op.create_index("ix_audit_records_at", "audit_records", ["at"], unique=False)
    op.create_table(
        "audit_batches",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("sealed_at", Moment(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_batches")),
    )
    state = op.create_table(
        "audit_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("head_batch", sa.BigInteger(), nullable=False),
        sa.Column("verified_at", Moment(), nullable=True),
        sa.Column("verified_batch", sa.BigInteger(), nullable=True),
        sa.Column("findings", sa.Integer(), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_state")),
    )
    # A chain that has not begun; no key is at hand here, so its MAC is empty, which is believed of nothing else.
    op.bulk_insert(state, [{"id": 1, "batch": 0, "seq": 0, "chain": bytes(32), "head_batch": 0, "mac": b""}])
