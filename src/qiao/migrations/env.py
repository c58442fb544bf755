"""Alembic's entry: it is given an open connection and never makes its own."""

from alembic import context

import qiao.app  # noqa: F401  (every room's tables)
from qiao.foundation.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
