"""Promised calls are tried, reminded of and ended; each attempt stands on its own row."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment
from qiao.foundation.ids import new_id

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_CALLS = sa.table(
    "call_backs",
    sa.column("id", sa.Uuid()),
    sa.column("starts_at", Moment()),
    sa.column("ends_at", Moment()),
    sa.column("state", sa.String()),
)
_JOBS = sa.table(
    "jobs",
    sa.column("id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("key", sa.String()),
    sa.column("lane", sa.String()),
    sa.column("due_at", Moment()),
    sa.column("payload", Document()),
    sa.column("state", sa.String()),
    sa.column("attempt", sa.Integer()),
)


def upgrade() -> None:
    with op.batch_alter_table("call_backs") as batch_op:
        batch_op.add_column(sa.Column("masked_number", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.SmallInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("next_try_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", Moment(), nullable=True))
    op.create_table(
        "call_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_attempts")),
    )
    op.create_index(op.f("ix_call_attempts_call_id"), "call_attempts", ["call_id"])
    _look_after_what_is_booked()


def _look_after_what_is_booked() -> None:
    """Calls that were booked before anybody kept them are kept from now on; of windows that are over nobody is told."""
    now = datetime.now(UTC)
    booked = sa.select(_CALLS.c.id, _CALLS.c.starts_at).where(_CALLS.c.state == "booked", _CALLS.c.ends_at > now)
    keys = [
        (call_id, starts_at, f"{call_id.hex}:{starts_at.isoformat()}")
        for call_id, starts_at in op.get_bind().execute(booked)
    ]
    jobs = [
        {
            "id": new_id(),
            "kind": "desk.call",
            "key": key,
            "lane": f"desk.call:{key}",
            "due_at": starts_at,
            "payload": {"call": str(call_id)},
            "state": "pending",
            "attempt": 0,
        }
        for call_id, starts_at, key in keys
    ]
    if jobs:
        op.bulk_insert(_JOBS, jobs)


def downgrade() -> None:
    op.execute(sa.delete(_JOBS).where(_JOBS.c.kind == "desk.call"))
    op.drop_index(op.f("ix_call_attempts_call_id"), table_name="call_attempts")
    op.drop_table("call_attempts")
    with op.batch_alter_table("call_backs") as batch_op:
        for column in ("reminded_at", "next_try_at", "tries", "masked_number"):
            batch_op.drop_column(column)
