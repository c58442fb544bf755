"""Journeys: what the house does by itself for a customer, and where each stands."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("loan", sa.String(length=60), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("since_at", Moment(), nullable=False),
        sa.Column("since_number", sa.BigInteger(), nullable=False),
        sa.Column("since_event", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("channel", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("touch_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("has_arrived", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journeys")),
    )
    op.create_index("uq_journeys_once", "journeys", ["customer_id", "trigger", "loan", "occasion"], unique=True)
    op.create_index("ix_journeys_begun_at", "journeys", ["begun_at"])


def downgrade() -> None:
    op.drop_table("journeys")
