"""What `qiao customers …` says of traits and tags: why somebody has one, made anew, and audiences over them."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from uuid import UUID

import click
import yaml
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import app, customers
from qiao.access import audit
from qiao.cli.common import data_option, existing_database, keep_trail, operator, plain_errors, settings_from
from qiao.cli.screen import output
from qiao.customers import profile
from qiao.customers.lifecycle import day_of
from qiao.customers.profile import Profile, ProfileBook, Reason
from qiao.customers.profile.definition import Expression
from qiao.customers.profile.judging import Answer, leaves
from qiao.foundation.clock import SystemClock
from qiao.foundation.keys import KeyRing, read_key_ring
from qiao.foundation.settings import Settings

_A_SHARD = 20_000


@dataclass(frozen=True, slots=True)
class _Found:
    """An audience: how many (None: too few to be told), some of them, and why one customer is in it or not."""

    count: int | None
    sample: Sequence[UUID]
    is_in: bool | None
    profiles: Sequence[Profile]


@click.command("audience")
@click.argument("rule")
@click.option("--sample", type=click.IntRange(0, 100), default=0, help="Name so many of them, always the same ones.")
@click.option("--why", "customer", default=None, help="Say why this customer is in it, or why not.")
@data_option
def audience_command(rule: str, sample: int, customer: str | None, data: Path | None) -> None:
    """Say how many fit RULE: a tag, or tags and stages joined by all, any and not.

    Of fewer than the pack's fewest nothing is told. That somebody looked is on record.

    \b
    Examples:
      qiao customers audience no_contact_90
      qiao customers audience "{all: [{tag: limit_ends_soon}, {not: {group: [ended]}}]}" --sample 5
    """
    with plain_errors():
        settings = settings_from(data)
        book = app.load_pack(settings).section(profile.PROFILE)
        expression = _expression(rule)
        found = asyncio.run(_audience(settings, book, expression, sample, customer))
    output().print(f"{found.count:,} customers" if found.count is not None else f"fewer than {book.fewest} customers")
    for one in found.sample:
        output().print(f"  {one}")
    if found.is_in is not None:
        output().print(f"{customer} is {'' if found.is_in else 'not '}in it:")
    for one in found.profiles:
        for leaf in leaves(expression):
            _say_condition(book, one, leaf)


async def recompute(settings: Settings) -> tuple[int, list[UUID]]:
    """How many customers were made anew, and of whom something else was kept."""
    clock, book = SystemClock(), app.load_pack(settings).section(profile.PROFILE)
    number, changed = 0, list[UUID]()
    last: UUID | None = None
    async with existing_database(settings) as database:
        while True:
            async with database.transaction() as session:
                done = await profile.recompute(session, book, after=last, now=clock.now())
            number, last = number + done.customers, done.last
            changed += done.changed
            if last is None:
                return number, changed


async def compare(settings: Settings) -> tuple[int, list[UUID]]:
    """How many were settled over columnar files, which do not outlast this, and of whom something else is kept."""
    from qiao.customers.profile.columns import everybody_of  # noqa: PLC0415  (as with audiences)
    from qiao.customers.profile.shards import Shards  # noqa: PLC0415
    from qiao.customers.profile.writing import write_shard  # noqa: PLC0415

    book, now = app.load_pack(settings).section(profile.PROFILE), SystemClock().now()
    everybody = everybody_of(book)
    with TemporaryDirectory() as temporary:
        async with existing_database(settings) as database, database.reading() as session:
            kept = {(one, tag) for one, tag in await profile.tagged(session)}
            ids = [one for one, _ in await profile.everybody(session)]
            for first in range(0, len(ids), _A_SHARD):
                shard = Path(mkdtemp(dir=temporary))
                await write_shard(session, everybody, ids[first : first + _A_SHARD], shard, first=first, now=now)
        shards = Shards(Path(temporary))
        shards.settle(everybody, day_of(now))
        tags = shards.audiences(everybody).tags
    found = {(ids[number], tag) for tag, numbers in tags.items() for number in numbers}
    return len(ids), sorted({one for one, _ in found ^ kept})


def say(book: ProfileBook, found: Profile) -> None:
    """Each tag of one record with what it is made of, and her traits."""
    for tag in found.tags(book.tags):
        until = f" until {tag.next_on}" if tag.next_on is not None else ""
        output().print(f"Tag {tag.rule.id} (version {tag.rule.version}){until}: {_reasons(book, tag.answer)}")
    for trait in found.traits:
        known, rule = trait.known, trait.rule
        output().print(f"{rule.id} is {known.value} as of {known.on}, from the {book.source_of(rule)} ({rule.basis})")


async def who(session: AsyncSession, ring: KeyRing, customer: str) -> UUID | None:
    """By the house's id or the lender's own reference."""
    try:
        customer_id = UUID(customer)
    except ValueError:
        return await customers.known_as(session, ring, customer)
    return customer_id if await customers.find_many(session, [customer_id]) else None


def _expression(rule: str) -> Expression:
    said = yaml.safe_load(rule)
    try:
        return Expression.model_validate({"tag": said} if isinstance(said, str) else said)
    except ValidationError as trouble:
        what = trouble.errors()[0]["msg"].lower()
        raise click.ClickException(f"RULE is a tag, or an expression as in profile/tags.yaml: {what}") from None


async def _audience(
    settings: Settings, book: ProfileBook, rule: Expression, sample: int, customer: str | None
) -> _Found:
    # Sets of numbers are loaded by whoever asks for them: no other command waits for their library.
    from qiao.customers.profile.audiences import audiences_here  # noqa: PLC0415

    now = SystemClock().now()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(existing_database(settings))
        keep_trail(settings, database)
        ring = read_key_ring(settings.master_key_file, create=database.is_sqlite)
        async with database.transaction() as session:
            customer_id = await who(session, ring, customer) if customer is not None else None
            said = {"command": "customers audience", "rule": rule.model_dump_json(by_alias=True, exclude_defaults=True)}
            record = audit.Record(operator(), audit.Action.VIEWED, customer_id=customer_id, detail=said)
            await audit.record(session, record, now=now)
        async with database.reading() as session:
            audiences, ids = await audiences_here(session, book)
            preview = audiences.preview(rule, sample=sample)
            found = await profile.profiles(session, book, customer_id, now=now) if customer_id is not None else []
    number = next((place for place, one in enumerate(ids) if one == customer_id), None)
    is_in = audiences.why(rule, number)[0] if number is not None else None
    return _Found(preview.count, [ids[number] for number in preview.sample], is_in, found)


def _say_condition(book: ProfileBook, found: Profile, leaf: Expression) -> None:
    if leaf.tag is not None:
        tag = found.tag(book.tags[leaf.tag])
        output().print(f"  {leaf.tag}: {'yes' if tag.answer.fits else 'no'}, {_reasons(book, tag.answer)}")
        return
    facts = found.facts
    fits = facts.stage in leaf.stage or facts.group in leaf.group
    output().print(f"  {_asked(leaf)}: {'yes' if fits else 'no'}, she stands at {facts.stage}")


def _reasons(book: ProfileBook, answer: Answer) -> str:
    return "; ".join(_reason(book, one) for one in answer.reasons) or "she has not given the consent"


def _reason(book: ProfileBook, reason: Reason) -> str:
    found = "" if reason.found is None else f" (found {reason.found}{_since(reason)})"
    trait = book.traits[reason.condition.trait].name.en + ": " if reason.condition.trait is not None else ""
    return f"{trait}{_asked(reason.condition)} {'fits' if reason.fits else 'does not fit'}{found}"


def _since(reason: Reason) -> str:
    return f" as of {reason.as_of}" if reason.as_of is not None else ""


def _asked(condition: Expression) -> str:
    said = condition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.safe_dump(said, default_flow_style=True, width=1000, allow_unicode=True).strip()
