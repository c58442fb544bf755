"""`qiao audit …` as operators and auditors run it."""

import asyncio
import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from qiao.access import audit
from qiao.foundation.clock import SystemClock
from qiao.foundation.database import Database
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings
from tests.cli.conftest import Run


@pytest.fixture
def data(tmp_path: Path, founded: Path) -> Path:
    """A deployment whose first account is on the record, sealed, with a head."""
    data = tmp_path / "data"
    shutil.copytree(founded, data)
    seal(data)
    return data


def seal(data: Path) -> None:
    """What the running service does by itself."""

    async def once() -> None:
        settings = Settings(data=data)
        database = Database(settings.database)
        await database.connect()
        keys = audit.attach(database, read_key_ring(settings.master_key_file, create=False))
        sealer = audit.Sealer(database, keys, SystemClock(), [audit.FileHeads(settings.audit_heads_file)])
        await sealer.seal()
        await sealer.put_head()
        await database.close()

    asyncio.run(once())


def heads_of(data: Path) -> Path:
    return data / "audit" / "heads.jsonl"


def test_a_trail_as_it_was_written_is_proven(run: Run, data: Path) -> None:
    result = run("audit", "verify", "--data", data)
    assert (result.exit_code, "1 records in 1 batches are as they were written" in result.stdout) == (0, True)
    figures = json.loads(run("audit", "verify", "--data", data, "--json").stdout)
    assert (figures["proven"], figures["records"], figures["tail"]["count"]) == (True, 1, 0)


def test_the_tail_that_is_not_sealed_yet_is_named(run: Run, data: Path) -> None:
    assert run("staff", "disable", "linmei", "--data", data).exit_code == 0
    result = run("audit", "verify", "--data", data)
    assert (result.exit_code, "Not sealed yet: 1 records" in result.stdout) == (0, True)


def test_a_changed_record_is_named_and_the_exit_status_says_so(run: Run, data: Path) -> None:
    with sqlite3.connect(data / "qiao.db") as database:
        database.execute("UPDATE audit_records SET actor = 'operator:nobody'")
    database.close()
    result = run("audit", "verify", "--data", data)
    assert (result.exit_code, "edited" in result.stdout) == (1, True)
    record = json.loads(run("audit", "verify", "--data", data, "--json").stdout)["listed"][0]["record"]
    assert record in result.stdout


def test_a_restored_backup_older_than_the_heads_counts_as_rolled_back_until_it_is_accepted(
    run: Run, tmp_path: Path, data: Path
) -> None:
    assert run("backup", tmp_path / "backup", "--data", data).exit_code == 0
    seal(data)
    run("staff", "disable", "linmei", "--data", data)
    seal(data)
    new = tmp_path / "new"
    restored = run("restore", tmp_path / "backup", "--data", new, "--key", data / "keys" / "master.key")
    assert restored.exit_code == 0, restored.stderr
    outside = {"QIAO_AUDIT_HEADS": str(heads_of(data))}

    found = run("audit", "verify", "--data", new, env=outside)
    assert (found.exit_code, "rolled_back" in found.stdout) == (1, True), found.stdout

    accepted = run("audit", "accept", "--reason", "磁盘损坏，恢复备份", "--yes", "--data", new, env=outside)
    assert accepted.exit_code == 0, accepted.stderr
    found = run("audit", "verify", "--data", new, env=outside)
    assert (found.exit_code, "lost by a restore that an operator accepted" in found.stdout) == (0, True), found.stdout
    actions = run("audit", "search", "--action", "restored", "--json", "--data", new, env=outside)
    assert [one["reason"] for one in json.loads(actions.stdout)["records"]] == ["磁盘损坏，恢复备份", None]


def test_a_chain_that_was_tampered_with_cannot_be_accepted(run: Run, data: Path) -> None:
    with sqlite3.connect(data / "qiao.db") as database:
        database.execute("DELETE FROM audit_batches")
    database.close()
    result = run("audit", "accept", "--reason", "x", "--yes", "--data", data)
    assert (result.exit_code, "qiao audit verify" in result.stderr) == (1, True)


def test_backups_are_on_the_record(run: Run, tmp_path: Path, data: Path) -> None:
    assert run("backup", tmp_path / "backup", "--data", data).exit_code == 0
    found = json.loads(run("audit", "search", "--action", "backed_up", "--json", "--data", data).stdout)["records"]
    assert [(one["action"], one["detail"]) for one in found] == [("backed_up", {"to": "backup"})]
    assert found[0]["actor"].startswith("operator:")


def test_a_search_by_hand_shows_who_and_is_recorded(run: Run, data: Path) -> None:
    result = run("audit", "search", "--action", "rights_changed", "--data", data)
    assert (result.exit_code, "rights_changed" in result.stdout) == (0, True)
    assert "Nothing on record fits" in run("audit", "search", "--field", "phone", "--data", data).stdout
    found = json.loads(run("audit", "search", "--action", "searched", "--json", "--data", data).stdout)["records"]
    assert [one["detail"].get("field") for one in found] == ["phone", None]
    assert run("audit", "search", "--staff", "nobody", "--data", data).exit_code == 1


def test_a_proof_is_checked_without_the_deployment(run: Run, tmp_path: Path, data: Path) -> None:
    (record,) = json.loads(run("audit", "search", "--json", "--data", data).stdout)["records"]
    proof = tmp_path / "proof.json"
    proof.write_text(run("audit", "prove", record["id"], "--data", data).stdout)
    found = re.search(r"public key  (\S+)", run("audit", "head", "--data", data).stdout)
    assert found is not None
    assert run("audit", "check", proof, "--public-key", found[1]).exit_code == 0
    proof.write_text(proof.read_text().replace("rights_changed", "rights_chamged"))
    changed = run("audit", "check", proof, "--public-key", found[1])
    assert (changed.exit_code, "does not hold" in changed.stderr) == (1, True)
    proof.write_text("{}")
    assert "no proof" in run("audit", "check", proof, "--public-key", found[1]).stderr


def test_what_no_head_covers_cannot_be_proven(run: Run, data: Path) -> None:
    run("staff", "disable", "linmei", "--data", data)
    (newest, *_) = json.loads(run("audit", "search", "--json", "--data", data).stdout)["records"]
    result = run("audit", "prove", newest["id"], "--data", data)
    assert (result.exit_code, "within a minute" in result.stderr) == (1, True)
