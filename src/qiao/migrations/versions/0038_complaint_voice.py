"""The letter of a decision as a document, and what a complainant does herself: facts with files, a rating."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint_letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("paper", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_letters_complaint_id_complaints")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_letters")),
    )
    op.create_index(op.f("ix_complaint_letters_complaint_id"), "complaint_letters", ["complaint_id"])
    op.create_index(op.f("ix_complaint_letters_customer_id"), "complaint_letters", ["customer_id"])
    op.create_table(
        "complaint_lookups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("fits", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_lookups")),
    )
    op.create_index("ix_complaint_lookups_number_at", "complaint_lookups", ["number", "at"])
    op.create_index("ix_complaint_lookups_session_id_at", "complaint_lookups", ["session_id", "at"])
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.add_column(sa.Column("wants_call", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("received_files") as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("received_files") as batch_op:
        batch_op.drop_column("case_id")
    with op.batch_alter_table("complaints") as batch_op:
        batch_op.drop_column("wants_call")
    op.drop_table("complaint_lookups")
    op.drop_table("complaint_letters")
