"""Flags, holds, consents and preferences of a customer in one history; wishes not to be called are copied into it.

Their own table stays, so that code of before runs beside this one; a later migration takes over what it still wrote
there and drops it.
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment
from qiao.foundation.ids import new_id

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STOPS = sa.table(
    "call_stops",
    *(
        sa.column(name, type_)
        for name, type_ in (
            ("id", sa.Uuid()),
            ("customer_id", sa.Uuid()),
            ("request_id", sa.Uuid()),
            ("phone_index", sa.String()),
            ("phone", sa.LargeBinary()),
            ("key_id", sa.Uuid()),
            ("since", Moment()),
            ("ended_at", Moment()),
        )
    ),
)


def upgrade() -> None:
    changes = op.create_table(
        "standing_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=4), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("from_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("agreed_by", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=True),
        sa.Column("version", sa.String(length=40), nullable=True),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("once", sa.String(length=120), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_changes")),
        sa.UniqueConstraint("once", name=op.f("uq_standing_changes_once")),
    )
    op.create_index("ix_standing_changes_customer_id_kind", "standing_changes", ["customer_id", "kind"])
    op.create_index("ix_standing_changes_name_scope", "standing_changes", ["name", "scope"])
    op.create_table(
        "standing_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("change", Document(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("is_agreed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_proposals")),
    )
    op.create_index(op.f("ix_standing_proposals_customer_id"), "standing_proposals", ["customer_id"])
    rows = [row for stop in op.get_bind().execute(sa.select(_STOPS)).mappings() for row in _changes_of(stop)]
    if rows:
        op.bulk_insert(changes, rows)


def _changes_of(stop: sa.RowMapping) -> list[dict[str, object]]:
    """The wish as it was set, and its end where it has one. It keeps its id, to which its number is sealed."""
    wish: dict[str, object] = {
        "id": stop["id"],
        "customer_id": stop["customer_id"],
        "kind": "preference",
        "name": "no_calls",
        "scope": stop["phone_index"] or "",
        "origin": "",
        "act": "set",
        "value": "yes",
        "from_at": stop["since"],
        "until": None,
        "ordinal": 0,
        "source": "customer",
        "actor": f"customer:{stop['customer_id']}",
        "agreed_by": None,
        "reason": "customer_asked",
        "cause": f"request:{stop['request_id']}",
        "version": None,
        "number": stop["phone"],
        "key_id": stop["key_id"],
        "once": None,
        "recorded_at": stop["since"],
    }
    if stop["ended_at"] is None:
        return [wish]
    over = {"id": new_id(), "act": "end", "value": None, "number": None, "key_id": None}
    return [wish, {**wish, **over, "from_at": stop["ended_at"], "recorded_at": stop["ended_at"]}]


def downgrade() -> None:
    op.execute(sa.delete(_STOPS))
    rows = [_stop_of(wish) for wish in _wishes()]
    if rows:
        op.bulk_insert(_STOPS, rows)
    op.drop_table("standing_proposals")
    op.drop_table("standing_changes")


def _wishes() -> list[sa.RowMapping]:
    """Those that came by a request and still stand: the earlier table knows no others."""
    names = ("kind", "name", "scope", "act", "cause")
    changes = sa.table(
        "standing_changes",
        *(sa.column(name, sa.String()) for name in names),
        *(sa.column(name, sa.Uuid()) for name in ("id", "customer_id", "key_id")),
        sa.column("number", sa.LargeBinary()),
        sa.column("from_at", Moment()),
    )
    later = changes.alias()
    is_over = sa.exists().where(
        later.c.customer_id == changes.c.customer_id,
        later.c.name == "no_calls",
        later.c.scope == changes.c.scope,
        later.c.act == "end",
        later.c.from_at >= changes.c.from_at,
    )
    query = sa.select(changes).where(
        changes.c.name == "no_calls", changes.c.act == "set", changes.c.cause.like("request:%"), ~is_over
    )
    return list(op.get_bind().execute(query).mappings())


def _stop_of(wish: sa.RowMapping) -> dict[str, object]:
    return {
        "id": wish["id"],
        "customer_id": wish["customer_id"],
        "request_id": UUID(wish["cause"].removeprefix("request:")),
        "phone_index": wish["scope"] or None,
        "phone": wish["number"],
        "key_id": wish["key_id"],
        "since": wish["from_at"],
        "ended_at": None,
    }
