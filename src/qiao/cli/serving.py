"""`qiao demo` and `qiao serve`."""

import asyncio
import contextlib
import fcntl
import gc
import socket
import time
from pathlib import Path
from typing import Any, TextIO

import click
import uvicorn
from rich.console import Console

from qiao import access, app, migrations
from qiao.access import Post
from qiao.cli.beside import KEY_ID, Beside, identity_key, sandbox_beside
from qiao.cli.common import data_option, keep_trail, open_database, plain_errors, settings_from, sqlite_file
from qiao.cli.listening import address_of, listen
from qiao.foundation.clock import SystemClock
from qiao.foundation.settings import Settings
from qiao.foundation.sockets import UVICORN
from qiao.foundation.telemetry import configure_logging, start_tracing

_A_CUSTOMER = "C000040"  # With two loans and two cards, where nothing else goes on.
DEMO_PASSWORD = "demo-password"  # noqa: S105  (printed on the screen; these accounts cannot sign in under `serve`)
DEMO_STAFF = (
    ("linmei", "林美（演示）", Post.ONLINE_AGENT),
    ("chenyu", "陈宇（演示）", Post.ONLINE_AGENT),
    ("zhaoqin", "赵勤（演示）", Post.TEAM_LEADER),
    ("wumin", "吴敏（演示）", Post.PHONE_AGENT),
    ("sunjia", "孙佳（演示）", Post.COMPLAINT_OFFICER),
    ("zhoulan", "周岚（演示）", Post.COMPLIANCE),
    ("zhengyi", "郑一（演示）", Post.DPO_AUDITOR),
    ("qianwei", "钱伟（演示）", Post.SYSADMIN),
    ("hanlu", "韩露（演示）", Post.WFM_PLANNER),
    ("heping", "何平（演示）", Post.OPERATIONS_ACTIVATOR),
)
_DEMO_LEADER, _DEMO_TEAM = "zhaoqin", ("linmei", "chenyu", "wumin")


@click.command("demo")
@data_option
@click.option("--host", default=None, help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Port (default 8750; 0 takes a free one).")
@click.option("--fresh", is_flag=True, help="Begin with an empty data folder.")
@click.option("--lender/--no-lender", default=True, help="With or without the sandbox lender beside it.")
def demo_command(data: Path | None, host: str | None, port: int | None, fresh: bool, lender: bool) -> None:
    """Start everything with the demo lender 小桥金融, in one folder, without any server to install.

    Ctrl-C stops it cleanly; the folder keeps what was said.
    """
    with plain_errors():
        settings = settings_from(data or Path("qiao-demo"), host=host, port=port, secure_cookies=False)
        if fresh and settings.database_url is None:
            for file in settings.data.glob("qiao.db*"):
                file.unlink()
        with sandbox_beside(settings.data / "sandbox", fresh=fresh) if lender else contextlib.nullcontext() as beside:
            _serve(_with_lender(settings, beside), demo=True, beside=beside)


def _with_lender(settings: Settings, beside: Beside | None) -> Settings:
    """The sandbox is the demo's lender, unless the environment names another."""
    if beside is None or settings.backoffice_url is not None:
        return settings
    update: dict[str, Any] = {
        "backoffice_url": beside.address,
        "backoffice_key_id": KEY_ID,
        "backoffice_secret_file": beside.secret_file,
    }
    if settings.identity_algorithm is None:
        # Its app vouches for its customers, and shows the chat in its own page.
        update |= {"identity_algorithm": "HS256", "identity_key": identity_key(beside.folder)}
        update["allowed_origins"] = (*settings.allowed_origins, beside.address)
    return settings.model_copy(update=update)


@click.command("serve")
@data_option
@click.option("--host", default=None, help="Address to listen on (QIAO_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Port (QIAO_PORT; 0 takes a free one).")
def serve_command(data: Path | None, host: str | None, port: int | None) -> None:
    """Start the service with the settings of the environment (QIAO_…; see docs/reference/settings.md)."""
    with plain_errors():
        settings = settings_from(data, host=host, port=port)
        if sqlite_file(settings) is None:
            asyncio.run(_require_schema(settings))
        _serve(settings, demo=False)


class FolderInUse(click.ClickException):
    """Two services on one embedded database would hand out the same numbers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is in use by another Qiao. Stop that one, or choose another folder with --data.")


def _keep_to_ourselves(folder: Path) -> TextIO:
    """Lock the data folder for the life of this process. Raises FolderInUse."""
    file = (folder / "qiao.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise FolderInUse(folder) from None
    return file


def _serve(settings: Settings, *, demo: bool, beside: Beside | None = None) -> None:
    began = time.monotonic()
    console = Console(stderr=True)
    configure_logging(settings.log_level)
    if settings.telemetry_endpoint:
        start_tracing(settings.telemetry_endpoint)
    settings.data.mkdir(parents=True, exist_ok=True)
    lock = _keep_to_ourselves(settings.data) if sqlite_file(settings) is not None else None
    listening = listen(settings.host, settings.port)
    listening.set_inheritable(True)
    with console.status("Reading the pack …") as status:
        pack = app.load_pack(settings)
        status.update("Learning from the pack …")
        app.learn_side_by_side(settings)
        if beside is not None:
            # Not before: learning has use for every processor.
            beside.start(chat_from=address_of(listening))
        understander = app.load_understander(settings, pack)
        library = app.load_library(settings, pack)
        if demo:
            status.update("Preparing the demo …")
            asyncio.run(_prepare_demo(settings))
    house = app.assemble(settings, pack, understander, library)
    # What was built so far lives as long as the process: the collector need not look at it again, nor even once.
    gc.freeze()
    config = uvicorn.Config(
        app.create_app(house, demo_accounts=_demo_accounts(house.pack.section(access.GRANTS)) if demo else ()),
        **UVICORN,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_run(uvicorn.Server(config), listening, console, demo=demo, beside=beside, began=began))
    if lock is not None:
        lock.close()


async def _run(
    server: uvicorn.Server,
    listening: socket.socket,
    console: Console,
    *,
    demo: bool,
    beside: Beside | None,
    began: float,
) -> None:
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started and not serving.done():  # noqa: ASYNC110  (uvicorn tells of its start by a flag alone)
        await asyncio.sleep(0.01)
    if server.started:
        _say_where(console, address_of(listening), demo=demo, beside=beside, took_s=time.monotonic() - began)
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        await serving
    if server.started:
        console.print("[dim]Stopped.[/dim]")


def _say_where(console: Console, address: str, *, demo: bool, beside: Beside | None, took_s: float) -> None:
    console.print(f"[bold]Qiao 桥[/bold] is open ({took_s:.1f} s)")
    console.print(f"  Customers  {address}/")
    console.print(f"  The desk   {address}/desk/")
    if demo:
        for username, name, post in DEMO_STAFF:
            console.print(f"             {username} / {DEMO_PASSWORD}   {name}, {post}")
    if beside is not None:
        console.print(f"  Signed in  {beside.address}/app/{_A_CUSTOMER}   (the sandbox lender's app)")
        console.print(
            f"  The lender {beside.address}/" if beside.runs else "  The lender did not start; its reason is above."
        )
    console.print("  Ctrl-C stops it.")


def _demo_accounts(book: access.GrantBook) -> list[dict[str, str]]:
    """What the sign-in page offers: who it is, and as what she works."""
    return [
        {
            "username": username,
            "password": DEMO_PASSWORD,
            "name": name,
            "zh": book.posts[post].name.zh,
            "en": book.posts[post].name.en,
        }
        for username, name, post in DEMO_STAFF
    ]


async def _require_schema(settings: Settings) -> None:
    """PostgreSQL is migrated by `qiao migrate` alone, because several processes may start at once."""
    async with open_database(settings) as database:
        await migrations.check(database)


async def _prepare_demo(settings: Settings) -> None:
    """The schema and the demo's staff; nothing is done twice."""
    async with open_database(settings) as database:
        await migrations.upgrade(database)
        keep_trail(settings, database)
        async with database.reading() as session:
            known = await access.staff_by_username(session, DEMO_STAFF[0][0]) is not None
        if known:
            return
        password_hash = await access.hash_password(DEMO_PASSWORD)
        now = SystemClock().now()
        async with database.transaction() as session:
            ids = {
                username: await access.add_staff(
                    session,
                    username=username,
                    name=name,
                    post=post,
                    password_hash=password_hash,
                    now=now,
                    demo=True,
                )
                for username, name, post in DEMO_STAFF
            }
            team = await access.make_team(session, "一组（演示）", leader_id=ids[_DEMO_LEADER], by="house", now=now)
            for username in _DEMO_TEAM:
                await access.join_team(session, ids[username], team.id, by="house", now=now)
