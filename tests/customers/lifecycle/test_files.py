"""A file of events: each part is in as a whole or not at all, and the same file again takes nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from qiao.cli.main import main
from qiao.customers import lifecycle
from qiao.customers.lifecycle import Intake, Manifest, PartChanged, Taken
from qiao.customers.lifecycle.model import ImportPartRow, ImportRow, LifecycleEventRow
from qiao.foundation.events import EventRow
from tests.conftest import TestHouse
from tests.customers.lifecycle.stories import BORROWED, book, wire


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three parts of four lines, and a fourth of what cannot be taken."""
    monkeypatch.setattr("qiao.customers.lifecycle.files.LINES_A_PART", 4)
    lines = [json.dumps(wire(one)) for one in BORROWED]
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join([*lines[:6], "", *lines[6:], "{broken", '{"id": "e9"}']) + "\n")
    return path


async def _read(house: TestHouse, file: Path, *, parts: int | None = None) -> list[Taken | None]:
    manifest = lifecycle.manifest_of(file)
    intake = Intake(house.house.parts.ring, book(), "file")
    done: list[Taken | None] = []
    async with house.database.transaction() as session:
        await lifecycle.begin(session, manifest, now=house.clock.now())
    for number, lines in list(enumerate(lifecycle.parts_of(file)))[:parts]:
        async with house.database.transaction() as session:
            taken = await lifecycle.take_part(session, intake, manifest, number, lines, now=house.clock.now())
            done.append(taken)
    async with house.database.transaction() as session:
        await lifecycle.end(session, manifest, now=house.clock.now())
    return done


async def _count(house: TestHouse, table: type) -> int:
    async with house.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_file_is_read_in_parts(house: TestHouse, file: Path) -> None:
    done = await _read(house, file)
    assert [(one.taken, len(one.shelved)) for one in done if one is not None] == [(4, 0), (4, 0), (4, 0), (0, 2)]
    assert await _count(house, LifecycleEventRow) == 12


async def test_the_same_file_again_takes_nothing(house: TestHouse, file: Path) -> None:
    await _read(house, file)
    assert await _read(house, file) == [None] * 4
    assert (await _count(house, ImportRow), await _count(house, ImportPartRow)) == (1, 4)


async def test_a_file_that_was_broken_off_goes_on_where_it_was(house: TestHouse, file: Path) -> None:
    await _read(house, file, parts=2)
    done = await _read(house, file)
    assert [one.taken if one is not None else None for one in done] == [None, None, 4, 0]


async def test_a_part_that_fails_leaves_nothing(house: TestHouse, file: Path) -> None:
    manifest, intake = lifecycle.manifest_of(file), Intake(house.house.parts.ring, book(), "file")
    lines = next(lifecycle.parts_of(file))

    async def broken_off() -> None:
        async with house.database.transaction() as session:
            await lifecycle.take_part(session, intake, manifest, 0, lines, now=house.clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken_off()
    assert (await _count(house, LifecycleEventRow), await _count(house, ImportPartRow)) == (0, 0)


async def test_a_file_that_changes_while_it_is_read_is_not_taken(house: TestHouse, file: Path) -> None:
    manifest, intake = lifecycle.manifest_of(file), Intake(house.house.parts.ring, book(), "file")
    other = Manifest(manifest.sha256, ("0" * 64, *manifest.parts[1:]), manifest.lines)
    async with house.database.transaction() as session:
        with pytest.raises(PartChanged):
            await lifecycle.take_part(session, intake, other, 0, next(lifecycle.parts_of(file)), now=house.clock.now())


async def test_the_past_is_nobodys_news(house: TestHouse, file: Path) -> None:
    await _read(house, file)
    async with house.database.reading() as session:
        types = set(await session.scalars(select(EventRow.type)))
    assert "StageChanged" not in types


def test_a_file_is_read_folded_and_explained_from_the_command_line(
    tmp_path: Path, file: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "qiao.db").write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("QIAO_DATA", str(data))
    for name in ("QIAO_DATABASE_URL", "QIAO_TEST_POSTGRES"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, ["customers", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    assert "4 parts of 4 read: 12 events taken, 0 known before, 2 on the shelf" in run("import", str(file))
    again = run("recompute")
    for what in ("stages", "traits and tags"):
        assert f"{what}: 1 customers made anew; of 0 something else was kept" in again
    assert "tags over columns: 1 customers made anew; of 0 something else was kept" in run("recompute", "--columns")
    said = run("explain", "borrower-1").replace("\n", " ")
    assert "The customer stands at overdue (C9)" in said
    assert "funding_queued → disbursing" in said
    assert "Tag overdue_now (version 1): {loans: [overdue]} fits" in said
    assert "draws is 1 as of 2026-03-05, from the lender (contract)" in said
    assert "fewer than 20 customers" in run("audience", "overdue_now")
    why = run("audience", "{all: [{tag: overdue_now}, {group: [joining]}]}", "--why", "borrower-1").replace("\n", " ")
    assert "borrower-1 is not in it:   overdue_now: yes, {loans: [overdue]} fits" in why
    assert "{group: [joining]}: no, she stands at overdue" in why
    assert "2  shelved" in run("shelf", "--replay")
