"""The order of service stands with each work item, and what an agent can with her."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ITEMS = sa.table(
    "work_items",
    sa.column("waiting_since", Moment()),
    sa.column("queued_at", Moment()),
    sa.column("turn_at", Moment()),
    sa.column("missed_by", Document()),
)


def upgrade() -> None:
    op.create_table(
        "agent_profiles",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("skills", Document(), nullable=True),
        sa.Column("capacity", sa.SmallInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_agent_profiles_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_agent_profiles")),
    )
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.add_column(sa.Column("turn_band", sa.SmallInteger(), nullable=False, server_default="2"))
        batch_op.add_column(sa.Column("turn_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("queued_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("why", Document(), nullable=True))
        batch_op.drop_index("ix_work_items_state_lane_rank_waiting_since")
        batch_op.create_index("ix_work_items_state_turn", ["state", "turn_band", "turn_at"], unique=False)
    # What waits at this moment keeps its order by time; lanes count again for what comes next.
    op.execute(_ITEMS.update().values(queued_at=_ITEMS.c.waiting_since, turn_at=_ITEMS.c.waiting_since, missed_by={}))


def downgrade() -> None:
    with op.batch_alter_table("work_items") as batch_op:
        batch_op.drop_index("ix_work_items_state_turn")
        batch_op.create_index(
            "ix_work_items_state_lane_rank_waiting_since", ["state", "lane_rank", "waiting_since"], unique=False
        )
        for column in ("why", "queued_at", "turn_at", "turn_band"):
            batch_op.drop_column(column)
    op.drop_table("agent_profiles")
    op.execute(_ITEMS.update().values(missed_by=[]))
