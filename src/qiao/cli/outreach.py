"""`qiao outreach …`: what the house does for customers by itself, tried without doing it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from rich.table import Table

from qiao import app, outreach
from qiao.cli.access import pack_option
from qiao.cli.common import data_option, existing_database, plain_errors, settings_from
from qiao.cli.screen import output
from qiao.customers import lifecycle
from qiao.foundation.business_calendar import business_date
from qiao.foundation.clock import SystemClock
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings
from qiao.outreach import triggers
from qiao.policy import Pack

_HELD_OUT = "held_out"
_COLUMNS = (*outreach.Ruling, _HELD_OUT)


@dataclass(slots=True)
class _Counts:
    """Of one trigger: how many messages by what becomes of them, and how often each reason was told."""

    rulings: Counter[str] = field(default_factory=Counter[str])
    reasons: Counter[str] = field(default_factory=Counter[str])


@click.group("outreach")
def outreach_command() -> None:
    """What the house does for customers by itself.

    \b
    Example:
      qiao outreach dry-run --day 2026-11-27
    """


@outreach_command.command("dry-run")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="A day of Beijing; else yesterday.")
@pack_option
@data_option
def dry_run_command(day: datetime | None, pack: Path | None, data: Path | None) -> None:
    """Count what would have left on a day by these triggers, and what the governor would have said. Nothing changes.

    With --pack, by triggers and rules that are not in use yet.

    \b
    Examples:
      qiao outreach dry-run
      qiao outreach dry-run --day 2026-11-27 --pack ./next
    """
    with plain_errors():
        settings = settings_from(data)
        read = app.read_pack(pack) if pack is not None else app.load_pack(settings)
        asked = day.date() if day is not None else business_date(SystemClock().now()) - timedelta(days=1)
        found = asyncio.run(_dry_run(settings, read, asked))
    table = Table("TRIGGER", *(one.upper().replace("_", " ") for one in _COLUMNS), "WHY NOT", box=None)
    for name in read.section(triggers.TRIGGERS).triggers:
        counts = found.get(name, _Counts())
        why = ", ".join(f"{reason} {number:,}" for reason, number in counts.reasons.most_common(3))
        table.add_row(name, *(f"{counts.rulings[one]:,}" for one in _COLUMNS), why)
    output().print(f"{asked}: {sum(one.rulings.total() for one in found.values()):,} messages would have been wanted")
    output().print(table)


async def _dry_run(settings: Settings, pack: Pack, day: date) -> dict[str, _Counts]:
    found: dict[str, _Counts] = {}
    gates, life = pack.section(outreach.GOVERNOR), pack.section(lifecycle.LIFECYCLE)
    async with existing_database(settings) as database, database.reading() as session:
        ring = read_key_ring(settings.master_key_file, create=database.is_sqlite)
        governor = outreach.Governor(ring, gates, outreach.ByLifecycle(life, gates.file.situations), pack.version)
        book = pack.section(triggers.TRIGGERS)
        async for one in triggers.would_leave(session, governor, book, life, day):
            counts = found.setdefault(one.trigger, _Counts())
            counts.rulings[one.verdict.ruling if one.verdict is not None else _HELD_OUT] += 1
            if one.verdict is not None:
                counts.reasons.update(reason.rule for reason in one.verdict.reasons)
    return found
