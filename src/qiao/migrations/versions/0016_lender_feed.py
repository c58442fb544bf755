"""How far the lender's feed was read; effects are found by what the lender made."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lender_feed",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("is_at_present", sa.Boolean(), nullable=False),
        sa.Column("moved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lender_feed")),
    )
    op.create_index(op.f("ix_effects_resource_id"), "effects", ["resource_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_effects_resource_id"), "effects")
    op.drop_table("lender_feed")
