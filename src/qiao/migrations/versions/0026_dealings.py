"""A customer's dealings with the house, newest first, and the answers that agents gave."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_READ_BY_CUSTOMER = sa.text("type IN ('RequestNews', 'LoanOverdue', 'DeductionFailed', 'LoanDisbursed', 'LoanSettled')")


def upgrade() -> None:
    op.create_index("ix_contacts_customer_id_opened_at", "contacts", ["customer_id", "opened_at"])
    op.drop_index("ix_contacts_customer_id", table_name="contacts")
    op.create_index(
        "ix_events_customer_id_occurred_at",
        "events",
        ["customer_id", "occurred_at"],
        sqlite_where=_READ_BY_CUSTOMER,
        postgresql_where=_READ_BY_CUSTOMER,
    )
    op.create_index("ix_requests_contact_id", "requests", ["contact_id"])
    op.create_table(
        "given_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("intent", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_answers")),
    )
    for column in ("customer_id", "contact_id", "digest"):
        op.create_index(op.f(f"ix_given_answers_{column}"), "given_answers", [column])
    op.create_index("ix_given_answers_intent_language", "given_answers", ["intent", "language"])


def downgrade() -> None:
    op.drop_table("given_answers")
    op.drop_index("ix_requests_contact_id", table_name="requests")
    op.drop_index("ix_events_customer_id_occurred_at", table_name="events")
    op.create_index("ix_contacts_customer_id", "contacts", ["customer_id"])
    op.drop_index("ix_contacts_customer_id_opened_at", table_name="contacts")
