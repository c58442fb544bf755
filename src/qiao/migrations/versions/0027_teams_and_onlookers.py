"""Work that is handed on to a team, and who has a conversation open."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work_items", sa.Column("team_id", sa.Uuid(), nullable=True))
    op.create_table(
        "onlookers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_onlookers_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onlookers")),
    )
    for column in ("desk_id", "conversation_id"):
        op.create_index(op.f(f"ix_onlookers_{column}"), "onlookers", [column])


def downgrade() -> None:
    op.drop_table("onlookers")
    op.drop_column("work_items", "team_id")
