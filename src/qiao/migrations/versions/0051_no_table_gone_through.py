"""Questions of every turn that went through a whole table: requests about one thing, briefs, conversations before."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_requests_target", "requests", ["target"])
    op.create_index("ix_briefs_contact_id", "briefs", ["contact_id"])
    op.create_index("ix_conversations_continued_in", "conversations", ["continued_in"])
    op.create_index("ix_used_identities_expires_at", "used_identities", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_used_identities_expires_at", table_name="used_identities")
    op.drop_index("ix_conversations_continued_in", table_name="conversations")
    op.drop_index("ix_briefs_contact_id", table_name="briefs")
    op.drop_index("ix_requests_target", table_name="requests")
