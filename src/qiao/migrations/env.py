"""Alembic's entry: it is given an open connection and never makes its own.

Importing the rooms' models is what makes their tables known.
"""

from alembic import context

from qiao.access import model as access
from qiao.access.audit import model as audit
from qiao.access.signin import model as signin
from qiao.cases import model as cases
from qiao.conversations import model as conversations
from qiao.customers import model as customers
from qiao.desk import model as desk
from qiao.emergencies import model as emergencies
from qiao.foundation import events, jobs, keys
from qiao.foundation.database import Base
from qiao.policy.overlays import model as overlays

EVERY_TABLE = (access, audit, cases, conversations, customers, desk, emergencies, events, jobs, keys, overlays, signin)
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
