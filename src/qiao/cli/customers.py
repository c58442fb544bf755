"""`qiao customers …`: what the lender told of customers' lives, read in, folded anew, explained."""

import asyncio
import csv
from collections import Counter
from contextlib import AsyncExitStack
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import app, customers
from qiao.access import audit
from qiao.cli import profiles
from qiao.cli.access import pack_option
from qiao.cli.common import (
    data_option,
    existing_database,
    keep_trail,
    operator,
    plain_errors,
    settings_from,
)
from qiao.cli.screen import aside, output
from qiao.customers import lifecycle, profile
from qiao.customers.lifecycle import CUSTOMER, Intake, Life, LifecycleBook, Why
from qiao.customers.profile import Profile
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.clock import SystemClock
from qiao.foundation.database import Database
from qiao.foundation.keys import KeyRing, read_key_ring
from qiao.foundation.settings import Settings
from qiao.policy import Pack

_REPLAYED_AT_ONCE = 200
_REGIONS_AT_ONCE = 500


@click.group("customers")
def customers_command() -> None:
    """Where customers stand: events read from files, stages folded anew and explained.

    \b
    Examples:
      qiao customers import events.jsonl
      qiao customers recompute
      qiao customers explain 0199f0c2-…
      qiao customers audience no_contact_90
      qiao customers draw loan --out loan.svg
    """


@customers_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@data_option
def import_command(file: Path, data: Path | None) -> None:
    """Read the events of FILE, one JSON object a line, beside a running service.

    A part of the file is in as a whole or not at all; the same file again takes nothing, and one that was broken
    off goes on where it was. What cannot be taken lies on the shelf with its reason.

    \b
    Example:
      qiao customers import events.jsonl
    """
    with plain_errors():
        settings = settings_from(data)
        found = asyncio.run(_import(settings, file))
    output().print(
        f"{found['parts']} parts of {found['parts'] + found['before']} read: {found['taken']:,} events taken, "
        f"{found['repeated']:,} known before, {found['shelved']:,} on the shelf"
    )


@customers_command.command("regions")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@data_option
def regions_command(file: Path, data: Path | None) -> None:
    """Read from FILE in which regions customers are: a CSV file whose first line is reference,source,region.

    reference: what the lender calls her; source: address, contract or phone; region: a code of GB/T 2260 such as
    410100. Customers whom the house does not know are left out. The same file again changes nothing.

    \b
    Example:
      qiao customers regions regions.csv
    """
    with plain_errors():
        known, unknown = asyncio.run(_regions(settings_from(data), file))
    output().print(f"{known:,} regions kept, {unknown:,} lines about customers who are not known here")


@customers_command.command("recompute")
@click.option("--columns", is_flag=True, help="Put nothing right: settle everybody's tags over columns, and compare.")
@data_option
def recompute_command(data: Path | None, *, columns: bool) -> None:
    """Make every customer's stages, traits and tags anew from the logs and put right what is kept otherwise.

    The exit status is 1 when something was. After the machines, traits or tags of the pack have changed, everybody is
    another: run it once.

    \b
    Examples:
      qiao customers recompute
      qiao customers recompute --columns
    """
    with plain_errors():
        settings = settings_from(data)
        if columns:
            done = {"tags over columns": asyncio.run(profiles.compare(settings))}
        else:
            of_stages = asyncio.run(_recompute(settings))
            done = {"stages": of_stages, "traits and tags": asyncio.run(profiles.recompute(settings))}
    for what, (number, changed) in done.items():
        output().print(f"{what}: {number:,} customers made anew; of {len(changed):,} something else was kept")
        for one in changed[:20]:
            aside().print(f"  {one}")
    if any(changed for _, changed in done.values()):
        raise SystemExit(1)


@customers_command.command("explain")
@click.argument("customer")
@data_option
def explain_command(customer: str, data: Path | None) -> None:
    """Say where CUSTOMER (the house's id, or the lender's own reference) stands, how she came there, and why.

    With each of her tags comes what it is made of, as of when, and the day on which it changes by itself.

    That somebody looked is on record.

    \b
    Example:
      qiao customers explain 0199f0c2-7b1e-7c3a-9d42-5a0e3b8f1c11
    """
    with plain_errors():
        settings = settings_from(data)
        pack = app.load_pack(settings)
        found, of_her = asyncio.run(_explain(settings, pack, customer))
    if not found and not of_her:
        raise click.ClickException("Nobody told anything of her life, or there is no such customer.")
    for life in found:
        _say(pack.section(lifecycle.LIFECYCLE), life)
    for one in of_her:
        profiles.say(pack.section(profile.PROFILE), one)


@customers_command.command("shelf")
@click.option("--replay", is_flag=True, help="Tell everything there again.")
@click.option("--reason", default=None, help="Only what lies there for this reason.")
@data_option
def shelf_command(data: Path | None, reason: str | None, *, replay: bool) -> None:
    """Count what could not be taken, by its reason; with --replay, tell it again.

    \b
    Examples:
      qiao customers shelf
      qiao customers shelf --replay --reason type_unknown
    """
    with plain_errors():
        settings = settings_from(data)
        found = asyncio.run(_replay(settings, reason) if replay else _shelf(settings))
    for name, number in sorted(found.items()):
        output().print(f"{number:>10,}  {name}")
    if not found:
        output().print("The shelf is empty.")


@customers_command.command("alerts")
@data_option
def alerts_command(data: Path | None) -> None:
    """The steps that no machine allows and no late event has explained, for the owners of the data.

    \b
    Example:
      qiao customers alerts
    """
    with plain_errors():
        rows = asyncio.run(_alerts(settings_from(data)))
    for when, event_id, before, after in rows:
        output().print(f"{when.astimezone(SHANGHAI):%Y-%m-%d %H:%M}  {before} → {after}  by event {event_id}")
    if not rows:
        output().print("Every step is allowed.")


@customers_command.command("draw")
@click.argument("machine", type=click.Choice(["customer", "loan"]))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="File to write; else stdout."
)
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of the texts.")
@pack_option
def draw_command(machine: str, out: Path | None, language: str, pack: Path | None) -> None:
    """Draw a machine as an SVG picture: its stages, and the steps that events may lead.

    \b
    Example:
      qiao customers draw customer --language en --out customer.svg
    """
    with plain_errors():
        folder = pack or settings_from(None).pack or app.shipped_pack()
        machines = app.read_pack(folder).section(lifecycle.LIFECYCLE).machines
        picture = lifecycle.draw(machines.customer if machine == "customer" else machines.loan, language)
        if out is None:
            click.echo(picture, nl=False)
            return
        out.write_text(picture, encoding="utf-8")
    output().print(f"✓ {out}")


customers_command.add_command(profiles.audience_command)


def _book(settings: Settings) -> LifecycleBook:
    return app.load_pack(settings).section(lifecycle.LIFECYCLE)


def _follow(settings: Settings) -> lifecycle.Follow:
    return profile.follow_of(app.load_pack(settings).section(profile.PROFILE))


def _ring(settings: Settings, database: Database) -> KeyRing:
    return read_key_ring(settings.master_key_file, create=database.is_sqlite)


async def _import(settings: Settings, file: Path) -> Counter[str]:
    clock, book, found = SystemClock(), _book(settings), Counter[str]()
    manifest = lifecycle.manifest_of(file)
    async with existing_database(settings) as database:
        intake = Intake(_ring(settings, database), book, "file", follow=_follow(settings))
        async with database.transaction() as session:
            known = await lifecycle.begin(session, manifest, now=clock.now())
        found["before"] = len(known)
        for number, lines in enumerate(lifecycle.parts_of(file)):
            if number in known:
                continue
            async with database.transaction() as session:
                done = await lifecycle.take_part(session, intake, manifest, number, lines, now=clock.now())
            if done is not None:
                found.update(parts=1, taken=done.taken, repeated=done.repeated, shelved=len(done.shelved))
        async with database.transaction() as session:
            await lifecycle.end(session, manifest, now=clock.now())
    return found


async def _regions(settings: Settings, file: Path) -> tuple[int, int]:
    clock, kept, lines = SystemClock(), 0, 0
    async with existing_database(settings) as database:
        ring = _ring(settings, database)
        with file.open(encoding="utf-8-sig", newline="") as read:
            rows = csv.DictReader(read)
            while some := list(islice(rows, _REGIONS_AT_ONCE)):
                lines += len(some)
                async with database.transaction() as session:
                    kept += await _keep_regions(session, ring, some, now=clock.now())
    return kept, lines - kept


async def _keep_regions(session: AsyncSession, ring: KeyRing, some: list[dict[str, str]], *, now: datetime) -> int:
    """Raises click.ClickException with the line that is wrong."""
    try:
        told = [(row["reference"], customers.RegionSource(row["source"]), row["region"]) for row in some]
        known = await customers.known_among(session, ring, {reference for reference, _, _ in told})
        for reference, source, code in told:
            if reference in known:
                await customers.put_region(session, known[reference], source, code, now=now)
    except (KeyError, ValueError) as trouble:
        raise click.ClickException(f"The file is not as `qiao customers regions --help` says: {trouble}") from None
    return sum(reference in known for reference, _, _ in told)


async def _recompute(settings: Settings) -> tuple[int, list[UUID]]:
    clock, book = SystemClock(), _book(settings)
    number, changed = 0, list[UUID]()
    last: UUID | None = None
    async with existing_database(settings) as database:
        while True:
            async with database.transaction() as session:
                done = await lifecycle.recompute(session, book, after=last, now=clock.now())
            number, last = number + done.customers, done.last
            changed += done.changed
            if last is None:
                return number, changed


async def _explain(settings: Settings, pack: Pack, customer: str) -> tuple[list[Life], list[Profile]]:
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(existing_database(settings))
        keep_trail(settings, database)
        async with database.transaction() as session:
            customer_id = await profiles.who(session, _ring(settings, database), customer)
            if customer_id is None:
                return [], []
            record = audit.Record(
                operator(), audit.Action.VIEWED, customer_id=customer_id, detail={"command": "customers explain"}
            )
            await audit.record(session, record, now=clock.now())
        async with database.reading() as session:
            lives = await lifecycle.lives(session, pack.section(lifecycle.LIFECYCLE), customer_id, now=clock.now())
            book = pack.section(profile.PROFILE)
            return lives, await profile.profiles(session, book, customer_id, now=clock.now())


async def _shelf(settings: Settings) -> dict[str, int]:
    async with existing_database(settings) as database, database.reading() as session:
        return await lifecycle.shelf_by_reason(session)


async def _replay(settings: Settings, reason: str | None) -> dict[str, int]:
    clock, book, found = SystemClock(), _book(settings), Counter[str]()
    async with existing_database(settings) as database:
        intake = Intake(_ring(settings, database), book, "shelf", follow=_follow(settings))
        async with database.reading() as session:
            ids = await lifecycle.shelved(session, reason=reason)
        for begin in range(0, len(ids), _REPLAYED_AT_ONCE):
            some = ids[begin : begin + _REPLAYED_AT_ONCE]
            async with database.transaction() as session:
                done = await lifecycle.replay(session, intake, some, now=clock.now())
            found.update(taken=done.taken, repeated=done.repeated, shelved=len(done.shelved))
    return dict(found)


async def _alerts(settings: Settings) -> list[tuple[datetime, str, str, str]]:
    async with existing_database(settings) as database, database.reading() as session:
        rows = await lifecycle.open_alerts(session, limit=200)
        return [(row.at, row.event_id, row.before, row.after) for row in rows]


def _say(book: LifecycleBook, life: Life) -> None:
    console = output()
    for why in lifecycle.why(book, life):
        console.print(_reason(book, why))
    if life.state.next_on is not None:
        console.print(f"Without an event, the next change is on {life.state.next_on}.")
    console.print("How it came:")
    for move in life.moves:
        mark = "" if move.is_allowed else "  ! not allowed"
        by = f"event {move.event_id}" if move.event_id is not None else "days passed"
        console.print(f"  {move.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}  {move.loan or 'customer'}: "
                      f"{move.before or '–'} → {move.after}  ({by}){mark}")  # fmt: skip


def _reason(book: LifecycleBook, why: Why) -> str:
    rule = book.machines.of(why.loan).stages[why.stage]
    who = "The customer" if why.loan == CUSTOMER else f"Loan {why.loan}"
    marks = ", ".join(f"{name} is {mark.value} since {mark.on}" for name, mark in sorted(why.marks.items()))
    loans = f"a loan is in {' or '.join(rule.loans)}" if rule.loans else ""
    by = f"by event {why.event.event_id}" if why.event is not None else "because days passed"
    known = "; ".join(one for one in (marks, loans, by) if one)
    return f"{who} stands at {why.stage}{f' ({rule.code})' if rule.code else ''}: {known}."
