"""Contacts are found by what they were about and when they ended."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_contacts_subject_closed_at", "contacts", ["subject", "closed_at"])


def downgrade() -> None:
    op.drop_index("ix_contacts_subject_closed_at", table_name="contacts")
