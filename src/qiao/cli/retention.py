"""`qiao retention`: how long every table's rows are kept, and deleting what is over."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import app, conversations
from qiao.access import audit, rights
from qiao.cli.common import data_option, existing_database, operator, plain_errors, settings_from
from qiao.cli.screen import aside, output
from qiao.foundation import retention_run
from qiao.foundation.clock import SystemClock
from qiao.foundation.keys import read_key_ring
from qiao.foundation.retention import declared
from qiao.foundation.settings import Settings
from qiao.policy import Pack


@click.group("retention")
def retention_command() -> None:
    """How long records are kept. The terms stand in the pack's retention.yaml, with their legal basis."""


@retention_command.command("show")
@data_option
def show_command(data: Path | None) -> None:
    """Every table: what its rows are, how long they are kept, and what erasing a person does to them.

    \b
    Example:
      qiao retention show
    """
    with plain_errors():
        pack = app.load_pack(settings_from(data))
    for table, retention in sorted(declared().items(), key=lambda one: one[0].name):
        term = pack.retention.get(retention.kind)
        days = str(term.days) if term and retention.since else "–"
        output().print(
            f"{table.name:<18}{retention.kind:<14}{days:>6} days from {retention.since or '–':<14}"
            f"erasing: {retention.on_erase.value:<8}{retention.why}"
        )


@retention_command.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@data_option
def run_command(data: Path | None, dry_run: bool) -> None:
    """Delete what is over, beside a running service. What is under a legal hold stays.

    \b
    Examples:
      qiao retention run --dry-run
      qiao retention run
    """
    with plain_errors():
        settings = settings_from(data)
        pack = app.load_pack(settings)
        found = asyncio.run(_due(settings, pack) if dry_run else _run(settings, pack))
    for (table, kind), rows in sorted(found.items()):
        output().print(f"{table:<20} {kind:<14} {rows:>12,} rows {'are over' if dry_run else 'deleted'}")
    if not any(found.values()):
        output().print("Nothing is over.")


def terms(pack: Pack) -> dict[str, timedelta]:
    return {kind: timedelta(days=term.days) for kind, term in pack.retention.items()}


async def _held(session: AsyncSession) -> set[UUID]:
    """Everybody under a legal hold, with every pseudonym they have or had."""
    held = await rights.under_hold(session)
    return held.union(*[await conversations.selves(session, customer_id) for customer_id in held])


async def _due(settings: Settings, pack: Pack) -> Counter[tuple[str, str]]:
    async with existing_database(settings) as database, database.reading() as session:
        held = await _held(session)
        found = await retention_run.due(session, terms(pack), now=SystemClock().now(), held=held)
    return Counter({(one.table, one.kind): one.rows for one in found if one.rows})


async def _run(settings: Settings, pack: Pack) -> Counter[tuple[str, str]]:
    ring = read_key_ring(settings.master_key_file, create=False)
    deleted: Counter[tuple[str, str]] = Counter()
    async with existing_database(settings) as database:
        async with database.reading() as session:
            held = await _held(session)
        with aside().status("Deleting what is over …") as status:
            async for step in retention_run.run(database, ring, terms(pack), now=SystemClock().now(), held=held):
                deleted[step.table, step.kind] += step.rows
                status.update(f"{step.table}: {deleted[step.table, step.kind]:,} rows deleted …")
        audit.attach(database, ring)
        async with database.transaction() as session:
            detail = {table: rows for (table, _), rows in deleted.items()}
            act = audit.Record(operator(), audit.Action.RETENTION_RUN, detail=detail)
            await audit.record(session, act, now=SystemClock().now())
    return deleted
