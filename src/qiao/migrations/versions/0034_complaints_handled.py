"""What is done about complaints, act by act, to their decision."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment
from qiao.foundation.ids import new_id

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.add_column(sa.Column("phase", sa.String(length=12), nullable=False, server_default="new"))
        batch_op.add_column(sa.Column("handler_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("level_asked", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("house_due_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("pressing", sa.SmallInteger(), nullable=False, server_default="0"))
    op.create_index("ix_complaints_phase_due_at", "complaints", ["phase", "due_at"])
    acts = op.create_table(
        "complaint_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=44), nullable=False),
        sa.Column("facts", Document(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_acts_complaint_id_complaints")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_acts")),
        sa.UniqueConstraint("complaint_id", "seq", name=op.f("uq_complaint_acts_complaint_id_seq")),
    )
    op.create_index(op.f("ix_complaint_acts_customer_id"), "complaint_acts", ["customer_id"])
    _tell_the_past(acts)


def _tell_the_past(acts: sa.Table) -> None:
    """Complaints of before have a history, too: they were made, and some were taken back."""
    before = sa.table(
        "complaints",
        *(sa.column(name, sa.Uuid()) for name in ("id", "customer_id", "key_id")),
        *(sa.column(name, Moment()) for name in ("opened_at", "withdrawn_at")),
        sa.column("phase", sa.String()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(before)).mappings().all():
        told = [("opened", row["opened_at"]), ("withdrawn", row["withdrawn_at"])]
        same = {"complaint_id": row["id"], "customer_id": row["customer_id"], "key_id": row["key_id"]}
        connection.execute(
            sa.insert(acts),
            [
                {**same, "id": new_id(), "seq": seq, "kind": kind, "at": at, "by": "customer", "facts": {}}
                for seq, (kind, at) in enumerate(told, start=1)
                if at is not None
            ],
        )
    connection.execute(sa.update(before).where(before.c.withdrawn_at.is_not(None)).values(phase="withdrawn"))


def downgrade() -> None:
    op.drop_table("complaint_acts")
    op.drop_index("ix_complaints_phase_due_at", table_name="complaints")
    with op.batch_alter_table("complaints") as batch_op:
        for column in ("pressing", "house_due_at", "level_asked", "handler_id", "phase"):
            batch_op.drop_column(column)
