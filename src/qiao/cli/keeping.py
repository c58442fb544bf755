"""`qiao migrate`, `qiao backup` and `qiao restore`."""

import asyncio
import shutil
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

import qiao
from qiao import migrations
from qiao.access import audit
from qiao.access.audit import Action
from qiao.cli import backups, postgres_dump, sqlite_copy
from qiao.cli.backups import Contents, CopiedFile, DatabasePart, KeyPart, Manifest, NotEmpty
from qiao.cli.common import data_option, open_database, operator, plain_errors, settings_from, sqlite_file, where_is
from qiao.cli.screen import aside, output, progress
from qiao.foundation.clock import SystemClock
from qiao.foundation.database import Database
from qiao.foundation.keys import KeyRing, check_master, read_key_ring
from qiao.foundation.settings import DatabaseSettings, Settings

_SQLITE_COPY, _POSTGRES_COPY = "qiao.db", "database.pgdump"
_STAGING = "restoring"
# What may stand in a data folder before a restore: the key that was put there for it, and what is learnt anew anyway.
_NO_OBSTACLE = {"keys", "models", _STAGING}


@click.command("migrate")
@data_option
def migrate_command(data: Path | None) -> None:
    """Bring the database to this version's schema. Doing it twice changes nothing.

    The embedded database is migrated at every start too; PostgreSQL only by this command. Take a backup first.

    \b
    Examples:
      qiao migrate
      QIAO_DATABASE_URL=postgresql+psycopg://qiao@db/qiao qiao migrate
    """
    with plain_errors():
        settings = settings_from(data)
        file = sqlite_file(settings)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        before, after = asyncio.run(_migrate(settings))
    name = where_is(settings)
    if before == after:
        newer = " (newer than this version, which runs on it)" if after != migrations.HEAD else ""
        output().print(f"{name} is at {after}{newer}; nothing to do.")
    else:
        output().print(f"✓ {name}: {before or 'empty'} → {after}")


async def _migrate(settings: Settings) -> tuple[str | None, str | None]:
    console = aside()
    async with open_database(settings) as database:
        found = await migrations.revision(database)
        with console.status(f"Schema {found or 'empty'} → {migrations.HEAD} …"):
            before = await migrations.upgrade(database)
        return before, await migrations.revision(database)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@data_option
def backup_command(target: Path, data: Path | None) -> None:
    """Copy database, files and key ids into the new folder TARGET, while the service runs.

    The copy is the database as it was at one moment; every row committed before it is in. A manifest holds
    checksums and row counts. The master key is NOT in the backup: keep it elsewhere, or nothing sealed in the
    backup will ever be read again. PostgreSQL is copied by its own pg_dump.

    \b
    Examples:
      qiao backup /mnt/backups/qiao-$(date +%F)
      qiao backup --data /var/lib/qiao /mnt/backups/monday
    """
    with plain_errors():
        settings = settings_from(data)
        file = sqlite_file(settings)
        if file is not None and not file.is_file():
            raise click.ClickException(f"There is no database in {settings.data}: name the right folder with --data.")
        ring = _key_ring(settings)
        with backups.new_folder(target):
            asyncio.run(_note(settings, ring, Action.BACKED_UP, {"to": target.name}))
            manifest = _take(settings, ring, target, aside())
    output().print(
        f"✓ {target}: revision {manifest.database.revision}, {len(manifest.database.rows)} tables, "
        f"{manifest.row_count:,} rows, {len(manifest.files)} files, {manifest.size_bytes / 1e6:,.1f} MB"
    )
    output().print(
        f"The master key is not in it. Without the key {ring.master_id} nothing sealed in this backup opens again.\n"
        f"Keep {settings.master_key_file} apart from the backups, in two places: a password safe or key store, and\n"
        "on paper in an envelope two people sign. Whoever holds a backup and its key can read everything."
    )


def _take(settings: Settings, ring: KeyRing, target: Path, console: Console) -> Manifest:
    """Fill `target`: the database first, so that every file it names is there to be copied after it."""
    began_at = SystemClock().now()
    with progress(console) as bar:
        if (source := sqlite_file(settings)) is not None:
            kind, copy = "sqlite", _SQLITE_COPY
            pages = bar.add_task("Database (pages)")
            sqlite_copy.copy_database(
                source, target / copy, pages=lambda done, total: bar.update(pages, completed=done, total=total)
            )
            found = sqlite_copy.look_into(target / copy)
        else:
            kind, copy = "postgresql", _POSTGRES_COPY
            dumping = bar.add_task("Database (pg_dump)", total=None)
            found = postgres_dump.dump(settings.database.url, target / copy)
            bar.update(dumping, total=1, completed=1)
        if found.revision is None:
            raise migrations.SchemaMissing(found=None, needed=migrations.HEAD)
        checking = bar.add_task("Checksum (bytes)", total=(target / copy).stat().st_size)
        database = backups.measured(target, copy, advance=lambda done: bar.advance(checking, done))
        kept = backups.kept_files(settings.files_folder)
        copying = bar.add_task("Files", total=len(kept))
        files: list[CopiedFile] = []
        for path in kept:
            name = f"{backups.FILES}/{path.relative_to(settings.files_folder).as_posix()}"
            try:
                files.append(backups.copy_file(path, target, name, advance=lambda _: None))
            except FileNotFoundError:
                continue  # It was deleted after the list was made, as its retention demands.
            finally:
                bar.advance(copying)
    manifest = Manifest(
        made_by=qiao.__version__,
        began_at=began_at,
        ended_at=SystemClock().now(),
        database=DatabasePart(kind=kind, file=database, revision=found.revision, rows=dict(found.rows)),
        keys=KeyPart(master=ring.master_id, sealing=tuple(sorted(found.master_ids))),
        files=tuple(files),
    )
    backups.write_manifest(target, manifest)
    return manifest


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File with the master key; it is put where the service reads it. Without it: the one that stands there.",
)
@data_option
def restore_command(source: Path, key: Path | None, data: Path | None) -> None:
    """Put the backup in SOURCE back, onto an empty data folder (or an empty PostgreSQL database).

    Checks the manifest, every checksum, that the master key at hand opens what is sealed, and the row counts
    afterwards. Nothing is put in place before all of it fits.

    \b
    Examples:
      qiao restore /mnt/backups/monday --data /var/lib/qiao-new --key /media/safe/master.key
      qiao restore /mnt/backups/monday --data qiao-new    # with the key in qiao-new/keys/master.key
    """
    with plain_errors():
        settings = settings_from(data)
        manifest = backups.read_manifest(source)
        _require_room(settings, manifest)
        ring = _key_for(settings, manifest, key)
        asyncio.run(_put_back(settings, manifest, ring, source, aside()))
        asyncio.run(_note(settings, ring, Action.RESTORED, {"as_of": manifest.began_at.isoformat()}))
        if key is not None:
            _put_key(key, settings.master_key_file)
    output().print(
        f"✓ {where_is(settings)}: revision {manifest.database.revision}, {len(manifest.database.rows)} tables, "
        f"{manifest.row_count:,} rows, {len(manifest.files)} files, as of {_moment(manifest.began_at)}"
    )
    if manifest.database.revision < migrations.HEAD:
        output().print(f"Its schema is older than this version's ({migrations.HEAD}). Next: qiao migrate")
    else:
        output().print("Next: qiao doctor, then qiao serve")


async def _note(settings: Settings, ring: KeyRing, action: Action, detail: dict[str, str | int]) -> None:
    """Copying everything, and putting everything back, is on the record like a look at one customer."""
    async with open_database(settings) as database:
        if (await migrations.revision(database) or "") < migrations.HEAD:
            return  # A copy taken before an upgrade, of a schema that may have no trail yet.
        audit.attach(database, ring)
        async with database.transaction() as session:
            await audit.record(session, audit.Record(operator(), action, detail=detail), now=SystemClock().now())


def _require_room(settings: Settings, manifest: Manifest) -> None:
    """Raises NotEmpty where anything would be written over."""
    kind = "sqlite" if sqlite_file(settings) is not None else "postgresql"
    if kind != manifest.database.kind:
        raise click.ClickException(
            f"This backup is of {manifest.database.kind}, but the settings name {kind}: "
            + ("set QIAO_DATABASE_URL to an empty database." if kind == "sqlite" else "unset QIAO_DATABASE_URL.")
        )
    standing = sorted(path.name for path in settings.data.iterdir()) if settings.data.is_dir() else []
    obstacles = [name for name in standing if name not in _NO_OBSTACLE]
    if obstacles:
        raise NotEmpty(path=str(settings.data), there=", ".join(obstacles[:5]))
    if (file := sqlite_file(settings)) is None:
        postgres_dump.require_empty(settings.database.url)
    elif file.exists():
        raise NotEmpty(path=str(file))


def _key_ring(settings: Settings, file: Path | None = None) -> KeyRing:
    path = file or settings.master_key_file
    try:
        return read_key_ring(path, create=False)
    except FileNotFoundError:
        raise click.ClickException(
            f"There is no master key in {path}. Put the key file you kept there, readable by its owner alone "
            "(chmod 600), or say with QIAO_KEY_FILE where it is."
        ) from None


def _key_for(settings: Settings, manifest: Manifest, file: Path | None) -> KeyRing:
    """The key ring that opens this backup."""
    if file is not None and settings.master_key_file.exists() and not settings.master_key_file.samefile(file):
        raise NotEmpty(path=str(settings.master_key_file))
    ring = _key_ring(settings, file)
    wanted = {manifest.keys.master, *manifest.keys.sealing}
    if not wanted <= ring.master_ids:
        raise click.ClickException(
            f"The master key at hand ({', '.join(sorted(ring.master_ids))}) does not open this backup, which was "
            f"sealed with {', '.join(sorted(wanted))}. Find that key file; nothing was restored."
        )
    return ring


async def _put_back(settings: Settings, manifest: Manifest, ring: KeyRing, source: Path, console: Console) -> None:
    """Copy aside, check there, and only then move into place."""
    staging = settings.data / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    settings.data.mkdir(parents=True, exist_ok=True)
    staging.mkdir(mode=0o700)
    try:
        with progress(console) as bar:
            copying = bar.add_task("Copying and checking (bytes)", total=manifest.size_bytes)
            for expected in (manifest.database.file, *manifest.files):
                try:
                    found = backups.copy_file(
                        source / expected.path, staging, expected.path, advance=lambda done: bar.advance(copying, done)
                    )
                except FileNotFoundError:
                    raise backups.BackupDamaged(file=expected.path, missing=True) from None
                backups.require_unchanged(expected, found)
        with console.status("Counting rows, opening what is sealed …"):
            staged = staging / manifest.database.file.path
            if (target := sqlite_file(settings)) is not None:
                await _check(manifest, ring, sqlite_copy.look_into(staged), f"sqlite+aiosqlite:///{staged}")
            else:
                found_rows = postgres_dump.restore(settings.database.url, staged)
                await _check(manifest, ring, found_rows, settings.database.url)
        if (staging / backups.FILES).is_dir():
            (staging / backups.FILES).replace(settings.files_folder)
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(target)
            backups.sync_folder(target.parent)
        backups.sync_folder(settings.data)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


async def _check(manifest: Manifest, ring: KeyRing, found: Contents, url: str) -> None:
    """Raises RowsDiffer or MasterKeyForeign."""
    backups.require_same_rows(manifest, found)
    database = Database(DatabaseSettings(url=url))
    try:
        async with database.reading() as session:
            await check_master(session, ring)
    finally:
        await database.close()


def _put_key(file: Path, place: Path) -> None:
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        backups.copy_file(file, place.parent, place.name, advance=lambda _: None)


def _moment(at: datetime) -> str:
    return at.astimezone().isoformat(sep=" ", timespec="seconds")
