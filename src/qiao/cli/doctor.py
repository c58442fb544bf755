"""`qiao doctor`: is this deployment well, and what to do where it is not."""

import asyncio
import json
import os
import re
import shutil
import socket
import tempfile
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

import qiao
from qiao import app, migrations
from qiao.channels.web.pages import STATIC
from qiao.cli.common import (
    data_option,
    database_trouble,
    open_database,
    quiet_logging,
    settings_from,
    sqlite_file,
    where_is,
)
from qiao.cli.screen import output, sentence_of
from qiao.foundation import events, jobs
from qiao.foundation.business_calendar import SHANGHAI, BusinessCalendar
from qiao.foundation.clock import SystemClock
from qiao.foundation.database import Database
from qiao.foundation.errors import QiaoError
from qiao.foundation.keys import KeyRing, MasterKeyForeign, check_master, read_key_ring
from qiao.foundation.settings import Settings, SettingsWrong
from qiao.policy import Pack, PackInvalid

_LITTLE_DISK_BYTES = 2 << 30
_NO_DISK_BYTES = 200 << 20
_CLOCKS_AGREE = timedelta(seconds=2)
_JOBS_LATE_S = 30.0
_ANSWERS_WITHIN_S = 3.0
_PUBLISHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
_NOT_OURS = re.compile(r"QIAO_TEST_\w*")


class Level(StrEnum):
    """How a check ended."""

    WELL = "well"
    CARE = "care"
    ILL = "ill"


_SIGNS = {Level.WELL: ("✓", "green"), Level.CARE: ("!", "yellow"), Level.ILL: ("✗", "red")}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do when it is not well."""

    check: str
    level: Level
    what: str
    do: str | None = None


def _well(check: str, what: str) -> Finding:
    return Finding(check, Level.WELL, what)


def _care(check: str, what: str, do: str) -> Finding:
    return Finding(check, Level.CARE, what, do)


def _ill(check: str, what: str, do: str) -> Finding:
    return Finding(check, Level.ILL, what, do)


@click.command("doctor")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON, for programs.")
def doctor_command(data: Path | None, as_json: bool) -> None:
    """Check this deployment, and say what to do. It changes nothing, and may run beside the service.

    ✓ well, ! worth a look, ✗ must be mended. Exit status 1 when there is a ✗.

    \b
    Examples:
      qiao doctor --data /var/lib/qiao
      qiao doctor --json | jq '.findings[] | select(.level != "well")'
    """
    quiet_logging()
    try:
        settings = settings_from(data)
    except SettingsWrong as trouble:
        found = [_ill("settings", str(trouble), "correct it; every setting: docs/reference/settings.md")]
    else:
        found = asyncio.run(_examine(settings))
    worst = Level.ILL if any(one.level is Level.ILL for one in found) else None
    if as_json:
        body = {"version": qiao.__version__, "well": worst is None, "findings": [asdict(one) for one in found]}
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        _show(found)
    if worst is not None:
        raise SystemExit(1)


def _show(found: list[Finding]) -> None:
    console = output()
    for one in found:
        sign, colour = _SIGNS[one.level]
        console.print(f"[{colour}]{sign}[/]", f"{one.check}: ", end="", markup=True)
        console.print(one.what)
        if one.do is not None:
            console.print(f"    → {one.do}")


async def _examine(settings: Settings) -> list[Finding]:
    found = [*_settings(settings), *_folder(settings)]
    ring, finding = _key(settings)
    found.append(finding)
    found.extend([one async for one in _database(settings, ring)])
    pack, finding = _pack(settings)
    found.append(finding)
    if pack is not None:
        found.append(_model(settings, pack))
    found += [_pages(), _port(settings), *_clock(SystemClock().now())]
    return found


def _settings(settings: Settings) -> Iterator[Finding]:
    unknown = [
        name
        for name in sorted(os.environ)
        if name.startswith("QIAO_") and name[5:].lower() not in Settings.model_fields and not _NOT_OURS.fullmatch(name)
    ]
    if unknown:
        yield _care("settings", f"not known: {', '.join(unknown)}", "correct the spelling, or unset it")
    else:
        yield _well("settings", "all can be used")
    if not settings.secure_cookies:
        yield _care("cookies", "the staff cookie travels without HTTPS", "unset QIAO_SECURE_COOKIES outside a demo")


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data
    standing = folder if folder.is_dir() else _first_standing(folder)
    try:
        with tempfile.TemporaryFile(dir=standing):
            pass
    except OSError as trouble:
        yield _ill(
            "data folder", f"{standing}: {trouble.strerror}", "let the service's user write there, or set QIAO_DATA"
        )
        return
    if standing == folder:
        yield _well("data folder", f"{folder} can be written")
    else:
        yield _care(
            "data folder", f"{folder} is not there yet", "the first start makes it; or name another with --data"
        )
    free = shutil.disk_usage(standing).free
    figure = f"{free / (1 << 30):.1f} GiB free"
    if free < _NO_DISK_BYTES:
        yield _ill("disk", figure, "make room now: messages cannot be stored on a full disk")
    elif free < _LITTLE_DISK_BYTES:
        yield _care("disk", figure, "make room soon")
    else:
        yield _well("disk", figure)


def _first_standing(folder: Path) -> Path:
    return next(parent for parent in folder.absolute().parents if parent.is_dir())


def _key(settings: Settings) -> tuple[KeyRing | None, Finding]:
    file = settings.master_key_file
    try:
        ring = read_key_ring(file, create=False)
    except FileNotFoundError:
        database = sqlite_file(settings)
        if database is not None and not database.exists():
            return None, _care(
                "master key", f"{file} is not there yet", "the first start makes it; then keep a copy apart"
            )
        return None, _ill(
            "master key", f"{file} is not there", "put the key file you kept back, or name it in QIAO_KEY_FILE"
        )
    except QiaoError as trouble:
        return None, _ill(
            "master key", f"{file}: {sentence_of(trouble)}", f"chmod 600 {file}, or put the kept copy back"
        )
    except OSError as trouble:
        return None, _ill("master key", f"{file}: {trouble.strerror}", "let the service's user read it")
    return ring, _well("master key", f"{ring.master_id}, readable by its owner alone")


async def _database(settings: Settings, ring: KeyRing | None) -> AsyncGenerator[Finding]:
    where = where_is(settings)
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        yield _care("database", f"{where} is not there yet", "the first start makes it; or: qiao migrate")
        return
    try:
        async with open_database(settings) as database:
            async for finding in _schema(database, where):
                yield finding
                if finding.level is Level.ILL:
                    return
            async for finding in _rows(database, ring):
                yield finding
    except SQLAlchemyError as trouble:
        remedy = "start PostgreSQL, or correct QIAO_DATABASE_URL" if file is None else "restore a backup: qiao restore"
        yield _ill("database", f"{where}: {database_trouble(trouble)}", remedy)


async def _schema(database: Database, where: str) -> AsyncGenerator[Finding]:
    found = await migrations.revision(database)
    try:
        await migrations.check(database)
    except migrations.SchemaMissing:
        yield _ill(
            "database", f"{where} is at {found or 'no revision'}, this version needs {migrations.HEAD}", "qiao migrate"
        )
        return
    newer = "" if found == migrations.HEAD else ", newer than this version"
    yield _well("database", f"{where} answers, at revision {found}{newer}")


async def _rows(database: Database, ring: KeyRing | None) -> AsyncGenerator[Finding]:
    now = SystemClock().now()
    async with database.reading() as session:
        if ring is not None:
            try:
                await check_master(session, ring)
            except MasterKeyForeign:
                yield _ill(
                    "sealed values",
                    f"the master key {ring.master_id} does not open them",
                    "find this database's key file",
                )
            else:
                yield _well("sealed values", "the master key opens them")
        backlog = await jobs.backlog(session, now=now)
        dead = await jobs.dead_kinds(session)
        latest = await events.latest_recorded_at(session)
        there = now if database.is_sqlite else cast("datetime", await session.scalar(text("SELECT clock_timestamp()")))
    if dead:
        what = ", ".join(f"{one.count}× {one.kind} ({one.trouble})" for one in dead)
        yield _care("dead jobs", what, "look for “a job failed” with this kind in the log, and mend its cause")
    elif backlog.oldest_s > _JOBS_LATE_S:
        yield _care(
            "jobs", f"{backlog.due} wait, the oldest for {backlog.oldest_s:.0f} s", "is the service running? qiao serve"
        )
    else:
        yield _well("jobs", "none is dead, none is late")
    if latest is not None and latest > now + _CLOCKS_AGREE:
        yield _ill("clock", f"it is behind the last event by {latest - now}", "set the clock (NTP)")
    elif abs(there - now) > _CLOCKS_AGREE:
        yield _care("clock", f"PostgreSQL's differs by {there - now}", "let both machines take their time from NTP")


def _pack(settings: Settings) -> tuple[Pack | None, Finding]:
    try:
        pack = app.load_pack(settings)
    except PackInvalid as trouble:
        folder = settings.pack or app.shipped_pack()
        return None, _ill(
            "pack", f"{len(trouble.problems)} problems, the first: {trouble.problems[0]}", f"qiao pack check {folder}"
        )
    return pack, _well("pack", f"{pack.manifest.name} {pack.version}, {len(pack.intents)} intents")


def _model(settings: Settings, pack: Pack) -> Finding:
    model = app.kept_model(settings, pack)
    if model is None:
        return _care("model", "nothing is learnt from this pack yet", "the next start learns it (seconds)")
    return _well("model", f"learnt from this pack ({model.fingerprint[:12]})")


def _pages() -> Finding:
    missing = [name for name in ("index.html", "widget.js", "desk/index.html") if not (STATIC / name).is_file()]
    if missing:
        return _ill("pages", f"not built: {', '.join(missing)}", "python web/build.py, or install the released package")
    return _well("pages", "customer page, widget and desk are built")


def _port(settings: Settings) -> Finding:
    host, port = settings.host, settings.port
    if port == 0:
        return _well("port", "a free one is taken at every start")
    shown = f"[{host}]" if ":" in host else host
    reached = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, shown)  # noqa: S104  (compared, not listened on)
    if _is_free(host, port):
        return _well("port", f"{shown}:{port} is free; no service runs there")
    status, body = _ask_readiness(f"http://{reached}:{port}/readyz")
    if "jobs_in_time" not in body:
        return _ill("port", f"{shown}:{port} is taken by another program", "stop it, or set QIAO_PORT")
    if status != HTTPStatus.OK:
        facts = ", ".join(f"{name}: {value}" for name, value in body.items())
        return _ill("service", f"it answers at {shown}:{port} but is not ready ({facts})", "read its log")
    return _well("service", f"it answers at {shown}:{port} and is ready")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError:
            return False
    return True


def _ask_readiness(url: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(url, timeout=_ANSWERS_WITHIN_S) as answer:  # noqa: S310  (http, our own address)
            status, body = answer.status, answer.read(4096)
    except urllib.error.HTTPError as answer:
        with answer:
            status, body = answer.code, answer.read(4096)
    except (OSError, ValueError):
        return 0, {}
    try:
        parsed = json.loads(body)
    except ValueError:
        return status, {}
    return status, cast("dict[str, Any]", parsed) if isinstance(parsed, dict) else {}


def _clock(now: datetime) -> Iterator[Finding]:
    beijing = now.astimezone(SHANGHAI)
    if beijing.utcoffset() != timedelta(hours=8):
        yield _ill("time zones", f"Asia/Shanghai is at {beijing:%z}", "mend the system's time zone data (tzdata)")
    elif now < _PUBLISHED_AT:
        yield _ill("clock", f"it says {now:%Y-%m-%d}, before this version was made", "set the clock (NTP)")
    else:
        yield _well("clock", f"{now:%Y-%m-%d %H:%M} UTC, {beijing:%H:%M} in Beijing")
    yield from working_days(now.date())


def working_days(today: date) -> Iterator[Finding]:
    """A month before deadlines begin to be counted without knowing which days are worked."""
    if not BusinessCalendar().is_settled(today + timedelta(days=30)):
        yield _care(
            "working days",
            "the notice for the days ahead is not known to this version",
            "deadlines are counted provisionally; upgrade after the State Council's notice (usually November)",
        )
