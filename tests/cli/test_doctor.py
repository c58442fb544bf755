import json
import shutil
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def data(learnt: Path, founded: Path) -> Path:
    shutil.copytree(founded, learnt, dirs_exist_ok=True)
    return learnt


def examined(run: Run, data: Path, **env: str) -> tuple[int, dict[str, Any]]:
    result = run("doctor", "--json", "--data", data, env={"QIAO_PORT": "0", **env})
    body = json.loads(result.stdout)
    assert body["well"] == (result.exit_code == 0)
    return result.exit_code, {one["check"]: one for one in body["findings"]}


def test_a_well_kept_deployment_is_well(run: Run, data: Path) -> None:
    status, found = examined(run, data)
    assert status == 0
    expected = {"settings", "data folder", "disk", "master key", "database", "sealed values", "jobs", "pack", "model"}
    assert expected <= {check for check, one in found.items() if one["level"] == "well"}


def test_before_the_first_start_it_says_what_will_be_made_and_makes_nothing(run: Run, tmp_path: Path) -> None:
    status, found = examined(run, tmp_path / "new")
    assert status == 0
    careful = {check for check, one in found.items() if one["level"] == "care"}
    assert {"data folder", "master key", "database", "model"} <= careful
    assert not (tmp_path / "new").exists()


def test_every_illness_comes_with_what_to_do(run: Run, data: Path) -> None:
    (data / "keys" / "master.key").chmod(0o644)
    database = sqlite3.connect(data / "qiao.db")
    database.execute(
        "INSERT INTO jobs (id, kind, key, lane, due_at, payload, state, attempt, trouble)"
        " VALUES ('0', 'on:bot', 'k', 'l', '2026-01-01 00:00:00', '{}', 'dead', 12, 'KeyError')"
    )
    database.commit()
    database.close()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        other.listen()
        status, found = examined(run, data, QIAO_PORT=port, QIAO_PROT="1", QIAO_PACK=str(data))
    assert status == 1
    assert "chmod 600" in found["master key"]["do"]
    assert found["dead jobs"]["what"] == "1× on:bot (KeyError)"
    assert "QIAO_PROT" in found["settings"]["what"]
    assert "qiao pack check" in found["pack"]["do"]
    assert "QIAO_PORT" in found["port"]["do"]
    assert all(one["do"] for one in found.values() if one["level"] != "well")


def test_a_wrong_setting_an_old_schema_and_a_foreign_key_are_named(run: Run, data: Path) -> None:
    status, found = examined(run, data, QIAO_PORT="many")
    assert (status, found["settings"]["level"]) == (1, "ill")
    assert "QIAO_PORT" in found["settings"]["what"]

    database = sqlite3.connect(data / "qiao.db")
    database.execute(
        "INSERT INTO customer_keys (id, owner_id, master_id, wrapped, created_at) VALUES (?, ?, ?, ?, ?)",
        ("0" * 32, "0" * 32, "another", b"0", "2026-01-01 00:00:00"),
    )
    database.commit()
    assert examined(run, data)[1]["sealed values"]["level"] == "ill"
    database.execute("UPDATE alembic_version SET version_num = '0000'")
    database.commit()
    database.close()
    status, found = examined(run, data)
    assert (status, found["database"]["do"]) == (1, "qiao migrate")


def test_lines_for_people_begin_with_a_sign(run: Run, tmp_path: Path) -> None:
    result = run("doctor", "--data", tmp_path / "new", env={"QIAO_PORT": "0"})
    assert "\x1b" not in result.stdout
    assert all(line.startswith(("✓ ", "! ", "✗ ", "    → ")) for line in result.stdout.splitlines())
