"""`qiao plan`: from a history to the agents of a day, and to what becomes of them."""

import asyncio
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert

from qiao.cli.common import open_database, settings_from
from qiao.desk.model import ItemState, WorkItemRow
from qiao.desk.routing import Kind
from qiao.policy import Lane
from tests.cli.conftest import Run

TUESDAY = "2026-03-10"


def _write(path: Path, days: int = 60, calls: int = 60) -> Path:
    rows = ["start,calls,team"]
    for number in range(days):
        day = date(2026, 1, 1) + timedelta(days=number)
        rows += [f"{day}T{hour:02}:{minute:02},{calls},one" for hour in (9, 10) for minute in (0, 30)]
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    return path


@pytest.fixture
def history(tmp_path: Path) -> Path:
    return _write(tmp_path / "calls.csv")


def test_a_plan_names_each_half_hour_its_agents_and_what_erlang_c_asks(run: Run, history: Path) -> None:
    result = run("plan", "--history", history, "--on", TUESDAY, "--shrinkage", "0.3", "--json")
    assert result.exit_code == 0, result.output
    plan = json.loads(result.stdout)
    assert [slot["start"] for slot in plan["half_hours"]] == ["09:00", "09:30", "10:00", "10:30"]
    assert all(slot["calls"] == pytest.approx(60, rel=0.1) for slot in plan["half_hours"])
    assert all(slot["rostered"] >= slot["agents"] / 0.7 for slot in plan["half_hours"])
    assert plan["hours"] == sum(slot["agents"] for slot in plan["half_hours"]) / 2 < plan["erlang_c_hours"]
    assert plan["day"]["answered"] > 0.95
    assert plan["day_if"] is None


def test_what_if_shows_the_same_plan_otherwise(run: Run, history: Path) -> None:
    words = ["plan", "--history", history, "--on", TUESDAY, "--agents", "-2", "--calls", "1.3", "--longer", "1.2"]
    plan = json.loads(run(*words, "--json").stdout)
    assert plan["day_if"]["answered"] < plan["day"]["answered"]
    assert [slot["if"]["agents"] for slot in plan["half_hours"]] == [slot["agents"] - 2 for slot in plan["half_hours"]]
    shown = run(*words, "--language", "en").stdout
    assert "IF SO: ANSWERED" in shown
    assert f"{plan['day_if']['answered']:.1%}" in shown


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ("半小时", "在岗", "全天")), ("en", ("HALF HOUR", "ON DUTY", "day"))]
)
def test_the_table_speaks_both_languages(run: Run, history: Path, language: str, words: tuple[str, ...]) -> None:
    shown = run("plan", "--history", history, "--on", TUESDAY, "--language", language).stdout
    assert all(word in shown for word in (*words, TUESDAY, "09:30"))


def test_a_busy_morning_asks_for_more_in_the_rest_of_the_day(run: Run, history: Path) -> None:
    def rest(came: str) -> list[dict[str, float]]:
        words = ["plan", "--history", history, "--on", TUESDAY, "--so-far", "10:00", came, "--json"]
        return json.loads(run(*words).stdout)["half_hours"]

    usual, busy = rest("120"), rest("200")
    assert [slot["start"] for slot in busy] == ["10:00", "10:30"]
    assert sum(slot["agents"] for slot in busy) > sum(slot["agents"] for slot in usual)


def test_days_that_are_further_off_need_more(run: Run, history: Path) -> None:
    def hours(*off: str) -> float:
        return json.loads(run("plan", "--history", history, "--on", TUESDAY, "--off", *off, "--json").stdout)["hours"]

    assert hours("0", "0") < hours("0.1", "0.08") < hours("0.3", "0.08")


def test_who_holds_several_conversations_at_once_is_needed_less(run: Run, history: Path) -> None:
    def hours(at_once: str) -> float:
        words = ["plan", "--history", history, "--on", TUESDAY, "--at-once", at_once, "--json"]
        return json.loads(run(*words).stdout)["hours"]

    assert hours("1") / 3 <= hours("3") < hours("1") / 2


def test_a_plan_is_lived_through_by_the_routing(run: Run, tmp_path: Path) -> None:
    words = ["plan", "--history", _write(tmp_path / "few.csv", calls=12), "--on", TUESDAY, "--simulate", "40"]
    kept = json.loads(run(*words, "--json").stdout)["kept"]
    assert 0.75 <= kept <= 1
    assert f"40 个模拟日中，{kept:.1%}" in run(*words).stdout


def test_the_house_knows_its_own_history(run: Run, founded: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(founded, data)
    assert "No conversation came to people" in run("plan", "--data", data).output
    asyncio.run(_seed(data))
    result = run("plan", "--data", data, "--json")
    assert result.exit_code == 0, result.output
    plan = json.loads(result.stdout)
    assert len(plan["half_hours"]) == 1
    assert plan["day"]["calls"] == pytest.approx(20, rel=0.2)
    longer = json.loads(run("plan", "--data", data, "--service", "900", "--json").stdout)
    assert longer["hours"] > plan["hours"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("start,number\n2026-01-01T08:00,4", "no column `calls`"),
        ("start,calls\n2026-01-01T08:00,many", "calls.csv:2: write a half hour"),
        ("start,calls\nyesterday,4", "calls.csv:2: write a half hour"),
        ("start,calls\n2026-01-01T08:00,-4", "calls.csv:2: write a half hour"),
        ("start,calls\n2026-01-01T08:00,0", "has no calls"),
        ("start,calls\n2026-01-01T08:00,5", "two weeks of days"),
    ],
)
def test_what_is_no_history_is_told_with_what_to_write(run: Run, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(text, encoding="utf-8")
    result = run("plan", "--history", path)
    assert result.exit_code == 1
    assert message in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [(["--answered", "1"], "Targets are shares below one"), (["--so-far", "9:15", "4"], "from 09:00 to 10:30")],
)
def test_what_cannot_be_planned_is_refused(run: Run, history: Path, words: list[str], message: str) -> None:
    result = run("plan", "--history", history, *words)
    assert result.exit_code == 1
    assert message in result.output


async def _seed(data: Path) -> None:
    """Twenty conversations a day at noon in Beijing, each half of them served for five minutes."""
    today = datetime.now(UTC).replace(hour=4, minute=10, second=0, microsecond=0)
    rows = [
        {
            "id": UUID(int=day * 100 + number),
            "kind": Kind.CONVERSATION,
            **dict.fromkeys(("conversation_id", "contact_id", "customer_id"), UUID(int=number)),
            "number": f"T{day}-{number}",
            "lane": Lane.NORMAL,
            "lane_rank": 9,
            "skills": {},
            "exclude": [],
            "missed_by": [],
            "preview": "",
            "state": ItemState.DONE,
            "waiting_since": today - timedelta(days=day),
            "assigned_at": today - timedelta(days=day) if number % 2 else None,
            "done_at": today - timedelta(days=day) + timedelta(minutes=5),
        }
        for day in range(1, 31)
        for number in range(20)
    ]
    async with open_database(settings_from(data)) as database, database.transaction() as session:
        await session.execute(insert(WorkItemRow), rows)
