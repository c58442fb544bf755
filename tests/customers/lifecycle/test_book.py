"""What is wrong with a lifecycle of a pack is named with its file, its line and what to do."""

import shutil
from pathlib import Path

import pytest

from qiao import app
from qiao.customers.lifecycle import LIFECYCLE, draw
from qiao.policy import PackFolder
from tests.customers.lifecycle.stories import book


def _problems(folder: Path) -> list[tuple[str, int, str]]:
    read = PackFolder(folder)
    LIFECYCLE.read(read, {})
    return [(one.file, one.line, one.what) for one in read.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(app.shipped_pack() / "lifecycle", tmp_path / "lifecycle")
    return tmp_path


def test_the_shipped_one_is_right(folder: Path) -> None:
    assert _problems(folder) == []


@pytest.mark.parametrize(
    ("file", "said", "instead", "what"),
    [
        ("events", "visitor.seen, version: 1", "visitor.seen, version: 2", "visitor.seen has no version 1"),
        ("events", "session.started, version: 1", "visitor.seen, version: 1", "visitor.seen 1 stands twice"),
        ("loan", "draw.submitted: submitted", "draw.dreamt: submitted", "draw.dreamt cannot be told of this"),
        ("loan", "relief: {date: until_on}", "relief: {date: someday}", "no event has a date someday"),
        ("loan", "relief: {date: until_on}", "relief: {}", "relief remembers neither or both"),
        ("loan", "{money: [on_its_way]}", "{money: [lost]}", "money is never lost"),
        ("loan", "{money: [on_its_way]}", "{coins: [lost]}", "there is no mark coins"),
        ("loan", "due: {days: [61, 90]}", "due: {days: [90, 61]}", "no day lies between 90 and 61"),
        ("loan", "status: {is: [archived]}", "status: {is: [archive]}", "status is never archive"),
        ("loan", "to: [disbursing, cancelled, expired]", "to: [nowhere]", "funding_queued leads to nowhere"),
        ("loan", "id: manual_review", "id: risk_review", "risk_review stands twice"),
        ("loan", ", when: {status: {is: [rejected]}}", "", "rejected always fits"),
        ("customer", "loans: [overdue]", "loans: [late]", "no loan is in a group late"),
        ("customer", "to: [verifying, verified, closed]", "to: [verified, closed]", "no stage leads to verifying"),
        ("customer", ", to: [registered]}", ", loans: [repaying]}", "visitor is the last and does not always fit"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(folder: Path, file: str, said: str, instead: str, what: str) -> None:
    path = folder / "lifecycle" / f"{file}.yaml"
    text = path.read_text()
    assert said in text
    path.write_text(text.replace(said, instead, 1))
    found = [one for one in _problems(folder) if one[2].startswith(what)]
    assert found, _problems(folder)
    name, line, _ = found[0]
    assert name == f"lifecycle/{file}.yaml"
    # The line is at most that of the stage or mark in which something was changed.
    changed = next(index for index, one in enumerate(text.splitlines(), 1) if said in one)
    assert line <= changed <= line + 6 or "stands twice" in what or "no stage leads" in what


def test_a_machine_is_drawn_with_every_stage_and_every_step() -> None:
    machine = book().machines.loan
    picture = draw(machine, "en")
    assert picture.count("<rect") == len(machine.stages) + 1
    assert picture.count("<path d=") == sum(len(machine.follows(one) - {one}) for one in machine.stages) + 1
    assert "In relief" in picture
    assert "纾困中" in draw(machine)
    assert "30 d" in draw(book().machines.customer)
