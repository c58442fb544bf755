"""Incidents, what lies over the pack because of them, where customers are, and needs that belong to an incident."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_ADDED = ("incident_id", "times", "held_id", "held_until", "case_key", "decision", "decided_at")


def upgrade() -> None:
    op.create_table(
        "overlays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("shows", Document(), nullable=False),
        sa.Column("from_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("laid_at", Moment(), nullable=False),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlays")),
    )
    op.create_index(op.f("ix_overlays_source"), "overlays", ["source"])
    op.create_index(op.f("ix_overlays_until"), "overlays", ["until"])
    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("playbook", sa.String(length=24), nullable=False),
        sa.Column("playbook_version", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("regions", Document(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=True),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", Moment(), nullable=True),
        sa.Column("hold_days", sa.SmallInteger(), nullable=True),
        sa.Column("notices", Document(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("number", name=op.f("uq_incidents_number")),
        sa.UniqueConstraint("source_id", name=op.f("uq_incidents_source_id")),
    )
    op.create_index(op.f("ix_incidents_state"), "incidents", ["state"])
    op.create_table(
        "incident_affected",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("is_affected", sa.Boolean(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_incident_affected_incident_id_incidents")
        ),
        sa.PrimaryKeyConstraint("incident_id", "customer_id", name=op.f("pk_incident_affected")),
    )
    op.create_index("ix_incident_affected_customer_id", "incident_affected", ["customer_id"])
    op.create_table(
        "customer_regions",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("as_of", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "source", name=op.f("pk_customer_regions")),
    )
    op.create_index(op.f("ix_customer_regions_code"), "customer_regions", ["code"])
    op.add_column("emergencies", sa.Column("incident_id", sa.Uuid(), nullable=True))
    op.add_column("emergencies", sa.Column("times", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column("emergencies", sa.Column("held_id", sa.Uuid(), nullable=True))
    op.add_column("emergencies", sa.Column("held_until", Moment(), nullable=True))
    op.add_column("emergencies", sa.Column("case_key", sa.String(length=120), nullable=True))
    op.add_column("emergencies", sa.Column("decision", sa.String(length=12), nullable=True))
    op.add_column("emergencies", sa.Column("decided_at", Moment(), nullable=True))
    op.create_index(op.f("ix_emergencies_held_id"), "emergencies", ["held_id"])
    op.create_index(op.f("ix_emergencies_case_key"), "emergencies", ["case_key"])
    op.create_index(
        "uq_emergencies_incident_id_customer_id", "emergencies", ["incident_id", "customer_id"], unique=True
    )


def downgrade() -> None:
    op.drop_index("uq_emergencies_incident_id_customer_id", table_name="emergencies")
    op.drop_index(op.f("ix_emergencies_case_key"), table_name="emergencies")
    op.drop_index(op.f("ix_emergencies_held_id"), table_name="emergencies")
    for column in _ADDED:
        op.drop_column("emergencies", column)
    op.drop_table("customer_regions")
    op.drop_table("incident_affected")
    op.drop_table("incidents")
    op.drop_table("overlays")
