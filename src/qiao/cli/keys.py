"""`qiao keys`: which master keys there are, and replacing them while the service runs."""

import asyncio
from pathlib import Path

import click

from qiao.access import audit
from qiao.cli.common import data_option, existing_database, operator, plain_errors, settings_from
from qiao.cli.screen import aside, output, progress
from qiao.foundation.clock import SystemClock
from qiao.foundation.database import Database
from qiao.foundation.keys import KeyRing, Wrapping, add_master, drop_masters, read_key_ring, rewrap, wrapping
from qiao.foundation.settings import Settings

_STEP = 500


@click.group("keys")
def keys_command() -> None:
    """Master keys. Customers' data keys are wrapped under them; the values themselves never move."""


@keys_command.command("status")
@data_option
def status_command(data: Path | None) -> None:
    """How many data keys are wrapped under each master key.

    \b
    Example:
      qiao keys status
    """
    with plain_errors():
        settings = settings_from(data)
        ring = read_key_ring(settings.master_key_file, create=False)
        _show(ring, asyncio.run(_wrapping(settings)))


@keys_command.command("rotate")
@click.option("--continue", "resume", is_flag=True, help="Go on with a rotation that was interrupted: no new key.")
@data_option
def rotate_command(data: Path | None, resume: bool) -> None:
    """Make a new master key and wrap every data key under it, while the service runs.

    Interrupted, it loses nothing: both keys are in the key file; go on with --continue. Running processes read the
    key file again by themselves. Afterwards keep a copy of the new key file apart, as you do with the old one; older
    backups still need the old key.

    \b
    Examples:
      qiao keys rotate
      qiao keys rotate --continue
    """
    with plain_errors():
        settings = settings_from(data)
        read_key_ring(settings.master_key_file, create=False)
        if not resume:
            output().print(f"New master key {add_master(settings.master_key_file)}")
        ring = read_key_ring(settings.master_key_file, create=False)
        asyncio.run(_rewrap_all(settings, ring))
        _show(ring, asyncio.run(_wrapping(settings)))
    output().print("Keep a copy of the key file apart. When no backup needs the old key any more: qiao keys retire")


@keys_command.command("retire")
@click.confirmation_option(
    prompt="Backups made before the rotation will not open without a copy of the old key. Go on?"
)
@data_option
def retire_command(data: Path | None) -> None:
    """Take master keys out of the key file under which nothing is wrapped any more.

    \b
    Example:
      qiao keys retire --yes
    """
    with plain_errors():
        settings = settings_from(data)
        ring = read_key_ring(settings.master_key_file, create=False)
        found = asyncio.run(_wrapping(settings))
        if (waiting := found.under_others(ring.master_id)) > 0:
            raise click.ClickException(f"{waiting} data keys are still under older keys: qiao keys rotate --continue")
        old = ring.master_ids - {ring.master_id}
        drop_masters(settings.master_key_file, old)
    output().print(f"✓ {', '.join(sorted(old))} retired" if old else "There is no older key.")


async def _wrapping(settings: Settings) -> Wrapping:
    async with existing_database(settings) as database, database.reading() as session:
        return await wrapping(session)


async def _rewrap_all(settings: Settings, ring: KeyRing) -> None:
    async with existing_database(settings) as database:
        audit.attach(database, ring)
        async with database.transaction() as session:
            act = audit.Record(operator(), audit.Action.KEY_ROTATED, detail={"master": ring.master_id})
            await audit.record(session, act, now=SystemClock().now())
        async with database.reading() as session:
            waiting = (await wrapping(session)).under_others(ring.master_id)
        with progress(aside()) as bar:
            task = bar.add_task("Wrapping data keys", total=waiting)
            while step := await _rewrap_some(database, ring):
                bar.advance(task, step)


async def _rewrap_some(database: Database, ring: KeyRing) -> int:
    async with database.transaction() as session:
        return await rewrap(session, ring, limit=_STEP)


def _show(ring: KeyRing, found: Wrapping) -> None:
    for master in sorted(ring.master_ids | set(found.by_master), key=lambda one: (one != ring.master_id, one)):
        role = "current" if master == ring.master_id else "older" if master in ring.master_ids else "NOT AT HAND"
        output().print(f"{master}  {role:<12} {found.by_master.get(master, 0):>10,} data keys")
