"""`qiao staff …`: accounts of those who work here."""

import asyncio
import re
import sys
from pathlib import Path

import click
from rich.table import Table

from qiao import access
from qiao.access import Post
from qiao.cli.common import data_option, existing_database, keep_trail, operator, plain_errors, settings_from
from qiao.cli.screen import output
from qiao.foundation.clock import SystemClock
from qiao.foundation.settings import Settings

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_LONGEST_NAME = 40
_PEOPLES_POSTS = [post.value for post in Post if post is not Post.BOT]


@click.group("staff")
def staff_command() -> None:
    """Accounts of those who work here.

    \b
    Examples:
      qiao staff add linmei --name 林美 --post online_agent
      qiao staff list
      qiao staff disable linmei
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
    type=click.Choice([post.value for post in Post if post is not Post.BOT]),
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


def _state(row: access.StaffRow) -> str:
    if not row.active:
        return "disabled"
    return "demo only" if row.demo else "active"
