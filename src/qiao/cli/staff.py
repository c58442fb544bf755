"""`qiao staff …`: accounts of those who work here."""

import asyncio
import os
import pwd
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import click
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, app
from qiao.access import Post
from qiao.access.signin import PostChange, PostRequestRow, changing, keeping_out, posts, tries
from qiao.access.signin import codes as one_time_codes
from qiao.cli.common import data_option, existing_database, keep_trail, operator, plain_errors, settings_from
from qiao.cli.screen import output
from qiao.foundation.business_calendar import start_of
from qiao.foundation.clock import SystemClock
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_LONGEST_NAME = 40
_DAY = click.DateTime(["%Y-%m-%d"])
_PEOPLES_POSTS = [post.value for post in Post if post is not Post.BOT]


@click.group("staff")
def staff_command() -> None:
    """Accounts of those who work here.

    \b
    Examples:
      qiao staff add linmei --name 林美 --post online_agent
      qiao staff list
      qiao staff reset linmei
      qiao staff lock linmei
      qiao staff disable linmei
    """


@staff_command.group("post")
def post_group() -> None:
    """Give and end posts: one person asks, a second approves.

    \b
    Examples:
      qiao staff post ask linmei team_leader --reason "stands in for Zhao Qin" --until 2026-12-31
      qiao staff post list
      qiao staff post approve 0195…
    """


def _username(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if not _USERNAME.fullmatch(value.lower()):
        raise click.BadParameter("2 to 40 of a–z, 0–9, dot, hyphen and underscore, beginning with a letter or digit")
    return value.lower()


def _name(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    name = value.strip()
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise click.BadParameter(f"1 to {_LONGEST_NAME} characters")
    return name


@staff_command.command("add")
@click.argument("username", callback=_username)
@click.option("--name", required=True, callback=_name, help="The name customers and colleagues see.")
@click.option(
    "--post",
    required=True,
    type=click.Choice(_PEOPLES_POSTS),
    help="The job that carries the rights.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@data_option
def add_command(username: str, name: str, post: str, password_stdin: bool, data: Path | None) -> None:
    """Make an account. The password is asked for twice, and never stands on the command line.

    \b
    Examples:
      qiao staff add linmei --name 林美 --post online_agent
      qiao staff add zhaoqin --name 赵勤 --post team_leader --password-stdin < password.txt
    """
    with plain_errors():
        settings = settings_from(data)
        password = _password_from_stdin() if password_stdin else _password_asked()
        access.check_password_strength(password, username=username)
        asyncio.run(_add(settings, username, name, Post(post), password))
    output().print(f"{username} can sign in now ({name}, {post}).")


@staff_command.command("list")
@data_option
def list_command(data: Path | None) -> None:
    """Show every account: who, which post, and whether she can sign in.

    \b
    Example:
      qiao staff list --data /var/lib/qiao
    """
    with plain_errors():
        rows = asyncio.run(_all(settings_from(data)))
    if not rows:
        output().print("There are no accounts yet. Make the first: qiao staff add USERNAME --name NAME --post POST")
        return
    table = Table("USERNAME", "NAME", "POST", "STATE", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(row.username, row.name, row.post, _state(row))
    output().print(table)


@staff_command.command("disable")
@click.argument("username")
@data_option
def disable_command(username: str, data: Path | None) -> None:
    """Close an account and every session of it. What she did stays under her name.

    \b
    Example:
      qiao staff disable linmei
    """
    with plain_errors():
        try:
            asyncio.run(_disable(settings_from(data), username))
        except access.StaffNotFound:
            raise click.ClickException(
                f"There is no active account {username}. See who there is: qiao staff list"
            ) from None
    output().print(f"{username} can no longer sign in; her sessions are ended.")


@staff_command.command("reset")
@click.argument("username")
@click.option("--codes", is_flag=True, help="Also take away her one-time codes, when the telephone is lost.")
@data_option
def reset_command(username: str, codes: bool, data: Path | None) -> None:
    """Print a password that serves once, to choose another. Every session of hers ends, and so does a lock.

    \b
    Example:
      qiao staff reset linmei
    """
    password = changing.invented_password()
    with plain_errors():
        asyncio.run(_reset(settings_from(data), username, password, codes=codes))
    output().print(f"{username} signs in once with {password} and then chooses a password of her own.")


@staff_command.command("lock")
@click.argument("username")
@data_option
def lock_command(username: str, data: Path | None) -> None:
    """Keep somebody out until `qiao staff unlock`. Every session of hers ends; her posts stay hers.

    \b
    Example:
      qiao staff lock linmei
    """
    with plain_errors():
        locked = asyncio.run(_lock(settings_from(data), username))
    output().print(
        f"{username} is locked: she cannot sign in until qiao staff unlock {username}."
        if locked
        else f"{username} was locked already."
    )


@staff_command.command("unlock")
@click.argument("username")
@data_option
def unlock_command(username: str, data: Path | None) -> None:
    """End a lock: one that somebody set, or one that wrong passwords brought, before it ends by itself.

    \b
    Example:
      qiao staff unlock linmei
    """
    with plain_errors():
        counted = asyncio.run(_unlock(settings_from(data), username))
    output().print(
        f"{username} may sign in again." if counted else f"{username} was not locked, and nothing was counted."
    )


@post_group.command("ask")
@click.argument("username")
@click.argument("post", type=click.Choice(_PEOPLES_POSTS))
@click.option("--reason", required=True, help="Why; it stands on the audit trail.")
@click.option("--end", is_flag=True, help="The post ends instead of being given.")
@click.option("--from", "begins", type=_DAY, help="The first day, Beijing time; without it, when it is approved.")
@click.option("--until", "ends", type=_DAY, help="The last day, Beijing time.")
@data_option
def ask_command(
    *,
    username: str,
    post: str,
    reason: str,
    end: bool,
    begins: datetime | None,
    ends: datetime | None,
    data: Path | None,
) -> None:
    """Ask for a post to be given or ended. A second person approves within seven days.

    \b
    Example:
      qiao staff post ask linmei team_leader --reason "stands in for Zhao Qin" --until 2026-12-31
    """
    change = PostChange.END if end else PostChange.GIVE
    with plain_errors():
        asking = _ask(settings_from(data), username, change, Post(post), reason=reason, begins=begins, ends=ends)
        request = asyncio.run(asking)
    output().print(f"A second person approves it: qiao staff post approve {request}")


@post_group.command("list")
@data_option
def requests_command(data: Path | None) -> None:
    """Show what waits for a second person.

    \b
    Example:
      qiao staff post list
    """
    with plain_errors():
        rows, names = asyncio.run(_requests(settings_from(data)))
    if not rows:
        output().print("Nothing waits for a second person.")
        return
    table = Table("REQUEST", "WHO", "CHANGE", "POST", "ASKED BY", "REASON", box=None, header_style="bold")
    for row in rows:
        table.add_row(str(row.id), names.get(row.staff_id, ""), row.change, row.post, row.asked_by, row.reason)
    output().print(table)


@post_group.command("approve")
@click.argument("request_id", type=click.UUID)
@data_option
def approve_command(request_id: UUID, data: Path | None) -> None:
    """Let a change of posts take effect. Who asked for it cannot.

    \b
    Example:
      qiao staff post approve 0195f3a1-7c62-7d1e-9a55-3f0b8c2d4e6f
    """
    with plain_errors():
        asyncio.run(_decide(settings_from(data), request_id, approve=True))
    output().print("Approved. Her sessions end; the next sign-in has the new rights.")


@post_group.command("refuse")
@click.argument("request_id", type=click.UUID)
@data_option
def refuse_command(request_id: UUID, data: Path | None) -> None:
    """Refuse a change of posts, or take back one's own request.

    \b
    Example:
      qiao staff post refuse 0195f3a1-7c62-7d1e-9a55-3f0b8c2d4e6f
    """
    with plain_errors():
        asyncio.run(_decide(settings_from(data), request_id, approve=False))
    output().print("Refused. Nothing changed.")


def _password_asked() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return password


def _password_from_stdin() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.ClickException("Standard input holds no password: give it on the first line.")
    return password


async def _add(settings: Settings, username: str, name: str, post: Post, password: str) -> None:
    async with existing_database(settings) as database:
        keep_trail(settings, database)
        password_hash = await access.hash_password(password)
        async with database.transaction() as session:
            await access.add_staff(
                session,
                username=username,
                name=name,
                post=post,
                password_hash=password_hash,
                now=SystemClock().now(),
                by=operator(),
            )


async def _all(settings: Settings) -> list[access.StaffRow]:
    async with existing_database(settings) as database, database.reading() as session:
        return list(await access.all_staff(session))


async def _disable(settings: Settings, username: str) -> None:
    async with existing_database(settings) as database:
        keep_trail(settings, database)
        async with database.transaction() as session:
            await access.disable_staff(session, username, now=SystemClock().now(), by=operator())


async def _account(session: AsyncSession, username: str) -> access.StaffRow:
    row = await access.staff_by_username(session, username)
    if row is None:
        raise access.StaffNotFound
    return row


async def _reset(settings: Settings, username: str, password: str, *, codes: bool) -> None:
    async with existing_database(settings) as database:
        keep_trail(settings, database)
        ring, now, by = read_key_ring(settings.master_key_file, create=False), SystemClock().now(), operator()
        password_hash = await access.hash_password(password)
        async with database.transaction() as session:
            row = await _account(session, username)
            await changing.set_password(session, row.id, password_hash, by=by, now=now, only_once=True)
            await tries.clear(session, tries.account_key(ring, row.username))
            if codes:
                await one_time_codes.take_away(session, ring, row.id, by=by, now=now)


async def _lock(settings: Settings, username: str) -> bool:
    async with existing_database(settings) as database:
        keep_trail(settings, database)
        async with database.transaction() as session:
            row = await _account(session, username)
            return await keeping_out.lock_out(session, row.id, by=operator(), now=SystemClock().now())


async def _unlock(settings: Settings, username: str) -> bool:
    async with existing_database(settings) as database:
        keep_trail(settings, database)
        ring = read_key_ring(settings.master_key_file, create=False)
        async with database.transaction() as session:
            row = await _account(session, username)
            return await keeping_out.let_in(session, ring, row.id, by=operator(), now=SystemClock().now())


async def _ask(
    settings: Settings,
    username: str,
    change: PostChange,
    post: Post,
    *,
    reason: str,
    begins: datetime | None,
    ends: datetime | None,
) -> UUID:
    from_at = start_of(begins.date()) if begins else None
    until_at = start_of(ends.date() + timedelta(days=1)) if ends else None
    async with existing_database(settings) as database:
        keep_trail(settings, database)
        book = app.load_pack(settings).section(access.GRANTS)
        async with database.transaction() as session:
            row = await _account(session, username)
            wanted = posts.Wanted(row.id, change, post, reason, from_at, until_at)
            asked = await posts.ask(session, book, wanted, by=_person(), now=SystemClock().now())
            return asked.id


async def _requests(settings: Settings) -> tuple[list[PostRequestRow], dict[UUID, str]]:
    async with existing_database(settings) as database, database.reading() as session:
        rows = await posts.requests(session, now=SystemClock().now())
        return list(rows), await access.staff_names(session, [row.staff_id for row in rows])


async def _decide(settings: Settings, request_id: UUID, *, approve: bool) -> None:
    async with existing_database(settings) as database:
        keep_trail(settings, database)
        book = app.load_pack(settings).section(access.GRANTS)
        async with database.transaction() as session:
            if approve:
                await posts.approve(session, book, request_id, by=_person(), now=SystemClock().now())
            else:
                await posts.refuse(session, request_id, by=_person(), now=SystemClock().now())


def _person() -> str:
    """Who runs this command by the system's own word: unlike a name in the environment nobody chooses it herself."""
    try:
        return f"operator:{pwd.getpwuid(os.getuid()).pw_name}"[:80]
    except KeyError:  # An account without a name, as in some containers.
        return f"operator:{os.getuid()}"


def _state(row: access.StaffRow) -> str:
    if not row.active:
        return "disabled"
    if row.locked_at is not None:
        return "locked"
    return "demo only" if row.demo else "active"
