"""Looks on record with what is in hand."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("holdings", sa.Column("seen", sa.String(length=400), nullable=True))


def downgrade() -> None:
    op.drop_column("holdings", "seen")
