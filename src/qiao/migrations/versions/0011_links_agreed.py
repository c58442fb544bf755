"""A link to an identity provider takes a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sso_links", sa.Column("agreed_by", sa.String(length=80), nullable=True))
    # Those made before stand as they were.
    op.execute("UPDATE sso_links SET agreed_by = linked_by")


def downgrade() -> None:
    op.drop_column("sso_links", "agreed_by")
