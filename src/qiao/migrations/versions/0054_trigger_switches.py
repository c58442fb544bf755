"""Whether each trigger runs, and what the figures of outreach are counted by."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trigger_switches",
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("paused_by", sa.Uuid(), nullable=True),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("trigger", name=op.f("pk_trigger_switches")),
    )
    op.create_index("ix_touches_asked_at", "touches", ["asked_at"])
    op.create_index("ix_standing_changes_kind_recorded_at", "standing_changes", ["kind", "recorded_at"])


def downgrade() -> None:
    op.drop_index("ix_standing_changes_kind_recorded_at", "standing_changes")
    op.drop_index("ix_touches_asked_at", "touches")
    op.drop_table("trigger_switches")
