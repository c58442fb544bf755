"""Complaints from everywhere: registered by officers, handed over by others, of people nobody here knows."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0037"
down_revision = "0035"
branch_labels = None
depends_on = None

_OF_A_CONVERSATION = ("conversation_id", "contact_id", "request_id")


def upgrade() -> None:
    with op.batch_alter_table("complaints") as batch_op:
        for column in _OF_A_CONVERSATION:
            batch_op.alter_column(column, existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("source", sa.String(length=16), nullable=False, server_default="self"))
        batch_op.add_column(sa.Column("relation", sa.String(length=16), nullable=False, server_default="self"))
        batch_op.add_column(sa.Column("is_broker_suspected", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("registered_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("registered_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("client_key", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("outside_due_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("earlier_id", sa.Uuid(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_complaints_client_key"), ["client_key"])
    # Those of before were registered as they were made.
    op.execute("UPDATE complaints SET registered_at = opened_at")
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.alter_column("registered_at", existing_type=Moment(), nullable=False)
    op.create_table(
        "complaint_references",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_references_complaint_id_complaints")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_references")),
        sa.UniqueConstraint("source", "reference", name=op.f("uq_complaint_references_source_reference")),
    )
    op.create_index(op.f("ix_complaint_references_complaint_id"), "complaint_references", ["complaint_id"])
    op.create_index(op.f("ix_complaint_references_customer_id"), "complaint_references", ["customer_id"])


def downgrade() -> None:
    """Complaints that came up in no conversation have no place in the table of before, and go."""
    op.drop_table("complaint_references")
    op.execute(
        "DELETE FROM complaint_acts WHERE complaint_id IN (SELECT id FROM complaints WHERE conversation_id IS NULL)"
    )
    op.execute("DELETE FROM complaints WHERE conversation_id IS NULL")
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.drop_constraint(op.f("uq_complaints_client_key"), type_="unique")
        for column in (
            "earlier_id",
            "outside_due_at",
            "client_key",
            "registered_by",
            "registered_at",
            "is_broker_suspected",
            "relation",
            "source",
        ):
            batch_op.drop_column(column)
        for column in _OF_A_CONVERSATION:
            batch_op.alter_column(column, existing_type=sa.Uuid(), nullable=False)
