"""`qiao webhooks …`: other systems that hear of events of the house, and what did not reach them."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import click
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import app
from qiao.cli.common import data_option, existing_database, keep_trail, operator, plain_errors, settings_from
from qiao.cli.screen import output
from qiao.delivery import webhooks
from qiao.delivery.webhooks import TargetId, WebhookId
from qiao.foundation.clock import SystemClock
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings

_Found = TypeVar("_Found")


@click.group("webhooks")
def webhooks_command() -> None:
    """Other systems that hear of events of the house, signed, and what did not reach them."""


@webhooks_command.command("events")
def events_command() -> None:
    """Every event that can be asked for, with what it tells.

    \b
    Example:
      qiao webhooks events
    """
    for name, fields in sorted(app.WEBHOOK_EVENTS.items()):
        output().print(f"{name:<20} {', '.join(fields) or 'that it happened'}")


@webhooks_command.command("list")
@data_option
def list_command(data: Path | None) -> None:
    """Every target: what it hears of, what waits for it, what is dead, and since when it fails.

    \b
    Example:
      qiao webhooks list
    """
    with plain_errors():
        found = asyncio.run(_read(settings_from(data), webhooks.targets))
    for one in found:
        failing = f", failing since {one.failing_since:%Y-%m-%d %H:%M} UTC" if one.failing_since else ""
        output().print(f"{one.id}  {one.url}")
        output().print(f"  {', '.join(one.event_types)}; {one.pending} waiting, {one.dead} dead{failing}")
    if not found:
        output().print("No targets.")


@webhooks_command.command("add")
@click.argument("url")
@click.option("--event", "event_types", multiple=True, required=True, help="An event it hears of; again for more.")
@data_option
def add_command(url: str, event_types: tuple[str, ...], data: Path | None) -> None:
    """Let URL hear of events. The secret by which it knows them to be genuine is shown this once.

    \b
    Example:
      qiao webhooks add https://hooks.lender.example/qiao --event ContactClosed --event EffectVerified
    """

    async def add(settings: Settings) -> webhooks.AddedTarget:
        ring = read_key_ring(settings.master_key_file, create=False)
        return await _change(
            settings,
            lambda session: webhooks.add_target(
                session,
                ring,
                url,
                event_types,
                catalogue=app.WEBHOOK_EVENTS,
                by=operator(),
                now=SystemClock().now(),
            ),
        )

    with plain_errors():
        added = asyncio.run(add(settings_from(data)))
    output().print(f"Target {added.id}")
    output().print(f"Secret {added.secret}")


@webhooks_command.command("remove")
@click.argument("target", type=click.UUID)
@data_option
def remove_command(target: UUID, data: Path | None) -> None:
    """Tell TARGET nothing any more; its secret is destroyed.

    \b
    Example:
      qiao webhooks remove 01980000-0000-7000-8000-000000000000
    """

    async def remove(settings: Settings) -> None:
        ring, now = read_key_ring(settings.master_key_file, create=False), SystemClock().now()
        await _change(
            settings, lambda session: webhooks.remove_target(session, ring, TargetId(target), by=operator(), now=now)
        )

    with plain_errors():
        asyncio.run(remove(settings_from(data)))
    output().print("Removed.")


@webhooks_command.command("dead")
@click.option("--target", type=click.UUID, default=None, help="Of this target alone.")
@data_option
def dead_command(target: UUID | None, data: Path | None) -> None:
    """What no try brought to its target, the newest hundred.

    \b
    Example:
      qiao webhooks dead
    """
    chosen = TargetId(target) if target else None
    with plain_errors():
        found = asyncio.run(_read(settings_from(data), lambda session: webhooks.dead_letters(session, chosen)))
    for one in found:
        last = one.trouble or f"HTTP {one.last_status}"
        output().print(f"{one.id}  {one.event_type}  to {one.target_id}  {one.attempts} tries, at last {last}")
    if not found:
        output().print("Nothing is dead.")


@webhooks_command.command("replay")
@click.argument("ids", nargs=-1, type=click.UUID, metavar="[ID]…")
@click.option("--target", type=click.UUID, default=None, help="Everything dead of this target.")
@click.option("--all", "everything", is_flag=True, help="Everything dead.")
@data_option
def replay_command(ids: tuple[UUID, ...], target: UUID | None, everything: bool, data: Path | None) -> None:
    """Try dead letters anew, under the same delivery ids; the running service sends them.

    \b
    Examples:
      qiao webhooks replay 01980000-0000-7000-8000-000000000000
      qiao webhooks replay --target 01980000-0000-7000-8000-000000000000
      qiao webhooks replay --all
    """
    if bool(ids) + (target is not None) + everything != 1:
        raise click.UsageError("Name dead letters, a --target, or --all.")
    chosen = [WebhookId(one) for one in ids] if ids else None
    with plain_errors():
        count = asyncio.run(
            _change(
                settings_from(data),
                lambda session: webhooks.replay(
                    session,
                    by=operator(),
                    now=SystemClock().now(),
                    ids=chosen,
                    target_id=TargetId(target) if target else None,
                ),
            )
        )
    output().print(f"{count} on their way again.")


async def _read(settings: Settings, ask: Callable[[AsyncSession], Awaitable[_Found]]) -> _Found:
    async with existing_database(settings) as database, database.reading() as session:
        return await ask(session)


async def _change(settings: Settings, do: Callable[[AsyncSession], Awaitable[_Found]]) -> _Found:
    async with existing_database(settings) as database:
        keep_trail(settings, database)
        async with database.transaction() as session:
            return await do(session)
