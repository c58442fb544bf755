"""What happens between customers and the house, what is known of each, and her tags."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0048"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=72), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("facts", Document(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_events")),
    )
    op.create_index("ix_profile_events_customer_id_at", "profile_events", ["customer_id", "at"])
    op.create_table(
        "profiles",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("traits", Document(), nullable=False),
        sa.Column("days", Document(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("rules", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_profiles")),
    )
    op.create_index(op.f("ix_profiles_next_on"), "profiles", ["next_on"])
    op.create_table(
        "profile_tags",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "tag", name=op.f("pk_profile_tags")),
    )
    op.create_index(op.f("ix_profile_tags_tag"), "profile_tags", ["tag"])


def downgrade() -> None:
    for table in ("profile_tags", "profiles", "profile_events"):
        op.drop_table(table)
