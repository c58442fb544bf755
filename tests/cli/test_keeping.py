import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from qiao import migrations
from qiao.cli import postgres_dump
from qiao.cli.sqlite_copy import copy_database
from qiao.foundation.keys import read_key_ring
from tests.cli.conftest import PASSWORD, Run
from tests.conftest import postgres_database

POSTGRES = os.environ.get("QIAO_TEST_POSTGRES")
BLOCK = bytes(range(256)) * 5000


@pytest.fixture
def data(tmp_path: Path, founded: Path) -> Path:
    """A deployment with a schema, a master key, an account and files."""
    data = tmp_path / "data"
    shutil.copytree(founded, data)
    for place, content in (("kept/ab/one", BLOCK), ("quarantine/cd/two", b"x"), ("incoming/half", b"not yet whole")):
        file = data / "files" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return data


@pytest.fixture
def backup(tmp_path: Path, run: Run, data: Path) -> Path:
    assert run("backup", tmp_path / "backup", "--data", data).exit_code == 0
    return tmp_path / "backup"


def restore(run: Run, backup: Path, data: Path, key: Path):
    return run("restore", backup, "--data", data, "--key", key)


def key_of(data: Path) -> Path:
    return data / "keys" / "master.key"


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) if folder.exists() else []


def test_migrating_says_from_where_to_where(run: Run, tmp_path: Path) -> None:
    assert f"empty → {migrations.HEAD}" in run("migrate", "--data", tmp_path / "new").stdout
    assert "nothing to do" in run("migrate", "--data", tmp_path / "new").stdout


def test_what_was_backed_up_comes_back(run: Run, tmp_path: Path, data: Path, backup: Path) -> None:
    result = restore(run, backup, tmp_path / "new", key_of(data))
    assert result.exit_code == 0, result.stderr
    assert "linmei" in run("staff", "list", "--data", tmp_path / "new").stdout
    kept = ["files/kept", "files/kept/ab", "files/kept/ab/one", "files/quarantine"]
    assert [name for name in everything_in(tmp_path / "new") if name in kept] == kept
    assert (tmp_path / "new/files/kept/ab/one").read_bytes() == BLOCK
    assert not (tmp_path / "new/files/incoming").exists()
    assert key_of(tmp_path / "new").read_bytes() == key_of(data).read_bytes()
    assert key_of(tmp_path / "new").stat().st_mode & 0o077 == 0


def test_the_master_key_is_nowhere_in_a_backup_and_it_says_so(run: Run, tmp_path: Path, data: Path) -> None:
    result = run("backup", tmp_path / "backup", "--data", data)
    assert "The master key is not in it" in result.stdout
    secret = key_of(data).read_text()
    for path in (tmp_path / "backup").rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0
            assert secret.encode() not in path.read_bytes()
            assert bytes.fromhex(secret) not in path.read_bytes()
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    assert manifest["keys"]["master"] == read_key_ring(key_of(data), create=False).master_id
    assert (manifest["database"]["revision"], manifest["database"]["rows"]["staff"]) == (migrations.HEAD, 1)


def test_a_backup_is_never_written_over_something(run: Run, data: Path, backup: Path) -> None:
    before = everything_in(backup)
    assert run("backup", backup, "--data", data).exit_code == 1
    assert everything_in(backup) == before


def test_a_backup_that_fails_leaves_nothing_behind(run: Run, tmp_path: Path, data: Path) -> None:
    (data / "qiao.db").write_bytes(b"no database" * 1000)
    result = run("backup", tmp_path / "backup", "--data", data)
    assert result.exit_code == 1
    assert "`qiao doctor` says more" in result.stderr
    assert not (tmp_path / "backup").exists()
    ill = run("doctor", "--data", data, env={"QIAO_PORT": "0"})
    assert (ill.exit_code, "qiao restore" in ill.stdout) == (1, True)
    assert run("staff", "list", "--data", data).stderr.startswith("Error: ")


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _rows_wrong(backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["database"]["rows"]["staff"] = 2
    (backup / "manifest.json").write_text(json.dumps(manifest))


def _outside(backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["files"][0]["path"] = "files/../../../escaped"
    (backup / "manifest.json").write_text(json.dumps(manifest))


def _bit_of_database(backup: Path) -> None:
    _flip(backup / "qiao.db")


def _bit_of_file(backup: Path) -> None:
    _flip(backup / "files/kept/ab/one")


def _file_gone(backup: Path) -> None:
    (backup / "files/kept/ab/one").unlink()


def _no_manifest(backup: Path) -> None:
    (backup / "manifest.json").unlink()


def _half_a_manifest(backup: Path) -> None:
    os.truncate(backup / "manifest.json", 100)


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a bit of the database": (_bit_of_database, "not as it was written"),
    "a bit of a file": (_bit_of_file, "not as it was written"),
    "a file is gone": (_file_gone, "not as it was written"),
    "no manifest": (_no_manifest, "no finished backup"),
    "half a manifest": (_half_a_manifest, "manifest is damaged"),
    "other row counts": (_rows_wrong, "does not hold the rows"),
    "a path outside": (_outside, "manifest is damaged"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_whole(run: Run, tmp_path: Path, data: Path, backup: Path, damage: str) -> None:
    harm, sentence = DAMAGES[damage]
    harm(backup)
    result = restore(run, backup, tmp_path / "new", key_of(data))
    assert (result.exit_code, sentence in result.stderr) == (1, True), result.stderr
    assert everything_in(tmp_path / "new") == []


def test_a_foreign_or_missing_key_is_refused_and_the_right_one_named(run: Run, tmp_path: Path, backup: Path) -> None:
    read_key_ring(tmp_path / "other.key", create=True)
    result = restore(run, backup, tmp_path / "new", tmp_path / "other.key")
    wanted = json.loads((backup / "manifest.json").read_text())["keys"]["master"]
    assert (result.exit_code, wanted in result.stderr) == (1, True)
    result = run("restore", backup, "--data", tmp_path / "new")
    assert (result.exit_code, "There is no master key" in result.stderr) == (1, True)
    assert everything_in(tmp_path / "new") == []


def test_a_key_that_was_put_there_before_is_used(run: Run, tmp_path: Path, data: Path, backup: Path) -> None:
    (tmp_path / "new" / "keys").mkdir(parents=True)
    key_of(data).rename(key_of(tmp_path / "new"))
    assert run("restore", backup, "--data", tmp_path / "new").exit_code == 0


def test_nothing_is_restored_over_something(run: Run, data: Path, backup: Path) -> None:
    before = everything_in(data)
    result = run("restore", backup, "--data", data)
    assert (result.exit_code, "already" in result.stderr) == (1, True)
    assert everything_in(data) == before


def test_a_copy_under_writing_is_one_moment(tmp_path: Path, data: Path) -> None:
    """Two tables are written together while the copy runs; it holds as many rows of one as of the other."""
    both = "SELECT (SELECT count(*) FROM left_hand), (SELECT count(*) FROM right_hand)"
    with contextlib.closing(sqlite3.connect(data / "qiao.db", isolation_level=None)) as writer:
        writer.executescript("CREATE TABLE left_hand (x); CREATE TABLE right_hand (x); CREATE TABLE ballast (x)")
        writer.executemany("INSERT INTO ballast VALUES (randomblob(?))", [(4_000_000,)] * 8)

        def write(_done: int, _total: int) -> None:
            writer.executescript("BEGIN; INSERT INTO left_hand VALUES (1); INSERT INTO right_hand VALUES (1); COMMIT")

        write(0, 0)
        copy_database(data / "qiao.db", tmp_path / "copy.db", pages=write)
        assert writer.execute(both).fetchone()[0] > 2
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute(both).fetchone() == (1, 1)


@pytest.fixture
async def two_databases() -> AsyncGenerator[tuple[str, str]]:
    async with postgres_database() as one, postgres_database() as two:
        yield one, two


@pytest.mark.skipif(not POSTGRES, reason="QIAO_TEST_POSTGRES names no database")
def test_postgresql_is_copied_by_its_own_programs(run: Run, tmp_path: Path, two_databases: tuple[str, str]) -> None:
    one, two = ({"QIAO_DATABASE_URL": url} for url in two_databases)
    data, key = tmp_path / "data", tmp_path / "data/keys/master.key"
    read_key_ring(key, create=True)
    assert run("migrate", "--data", data, env=one).exit_code == 0
    words = ("staff", "add", "linmei", "--name", "林美", "--post", "online_agent", "--password-stdin", "--data", data)
    assert run(*words, stdin=f"{PASSWORD}\n", env=one).exit_code == 0
    result = run("backup", tmp_path / "backup", "--data", data, env=one)
    assert result.exit_code == 0, result.stderr

    refused = run("restore", tmp_path / "backup", "--data", tmp_path / "new", "--key", key)
    assert (refused.exit_code, "QIAO_DATABASE_URL" in refused.stderr) == (1, True)
    refused = run("restore", tmp_path / "backup", "--data", tmp_path / "new", "--key", key, env=one)
    assert (refused.exit_code, "already" in refused.stderr) == (1, True)

    result = run("restore", tmp_path / "backup", "--data", tmp_path / "new", "--key", key, env=two)
    assert result.exit_code == 0, result.stderr
    assert "linmei" in run("staff", "list", "--data", tmp_path / "new", env=two).stdout


@pytest.mark.skipif(not POSTGRES, reason="QIAO_TEST_POSTGRES names no database")
def test_without_pg_dump_it_says_what_to_install(run: Run, tmp_path: Path, two_databases: tuple[str, str]) -> None:
    read_key_ring(tmp_path / "data/keys/master.key", create=True)
    env = {"QIAO_DATABASE_URL": two_databases[0], "PATH": str(tmp_path)}
    result = run("backup", tmp_path / "backup", "--data", tmp_path / "data", env=env)
    assert (result.exit_code, "postgresql-client" in result.stderr) == (1, True)
    assert not (tmp_path / "backup").exists()


def test_a_password_stands_on_no_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []

    class Done:
        returncode, stderr = 1, "no"

    def ran(command: list[str], *, env: dict[str, str], **_: object) -> Done:
        seen.append((command, env))
        return Done()

    monkeypatch.setattr(postgres_dump.subprocess, "run", ran)
    monkeypatch.setattr(postgres_dump.shutil, "which", str)
    url = "postgresql+psycopg://qiao:s%40cret@db.example/qiao?sslmode=require"
    with pytest.raises(postgres_dump.ProgramFailed):
        postgres_dump.restore(url, tmp_path)
    ((command, env),) = seen
    assert "s@cret" not in " ".join(command)
    assert "cret" not in " ".join(command)
    assert env["PGPASSWORD"] == "s@cret"
    assert "sslmode=require" in " ".join(command)


def test_a_master_key_is_rotated_and_an_old_backup_still_opens_with_what_was_kept(
    run: Run, founded: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(founded, tmp_path / "data")
    assert run("backup", "--data", data, tmp_path / "before").exit_code == 0

    rotated = run("keys", "rotate", "--data", data)
    assert rotated.exit_code == 0, rotated.output
    status = run("keys", "status", "--data", data).output
    assert "current" in status
    assert "older" in status
    restored = run("restore", "--data", tmp_path / "again", "--key", key_of(data), tmp_path / "before")
    assert restored.exit_code == 0, restored.output

    assert run("keys", "retire", "--data", data, "--yes").exit_code == 0
    assert "older" not in run("keys", "status", "--data", data).output
    refused = run("restore", "--data", tmp_path / "late", "--key", key_of(data), tmp_path / "before")
    assert refused.exit_code == 1
    assert "does not open this backup" in refused.output


def test_retention_says_what_is_over_and_deletes_it(run: Run, founded: Path, tmp_path: Path) -> None:
    data = shutil.copytree(founded, tmp_path / "data")
    with contextlib.closing(sqlite3.connect(data / "qiao.db")) as database, database:
        database.executemany(
            "INSERT INTO used_identities (jti, expires_at) VALUES (?, ?)",
            [("old", "2020-01-01 00:00:00.000000"), ("new", "2999-01-01 00:00:00.000000")],
        )
    dry = run("retention", "run", "--dry-run", "--data", data)
    assert "1 rows are over" in dry.output
    assert "1 rows deleted" in run("retention", "run", "--data", data).output
    assert "Nothing is over" in run("retention", "run", "--data", data).output
    with contextlib.closing(sqlite3.connect(data / "qiao.db")) as database:
        assert database.execute("SELECT jti FROM used_identities").fetchall() == [("new",)]
