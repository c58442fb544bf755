"""What the pack says of the governor; a file that leaves something out is told where, and what to do."""

import shutil
from pathlib import Path

import pytest

from qiao import app
from qiao.customers import STANDING
from qiao.customers.standing import Kind as StandingKind
from qiao.outreach import GOVERNOR
from qiao.outreach.book import Window
from qiao.policy import Pack, PackInvalid

FILE = "outreach/governor.yaml"


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackInvalid) as invalid:
        app.read_pack(folder)
    return [str(one) for one in invalid.value.problems]


def test_every_flag_and_hold_of_the_pack_is_spoken_of(pack: Pack) -> None:
    rules, book = pack.section(GOVERNOR), pack.section(STANDING)
    assert set(rules.file.flags) == set(book.rules[StandingKind.FLAG])
    assert set(rules.file.holds) == set(book.rules[StandingKind.HOLD])


def test_her_quiet_hours_can_be_read(pack: Pack) -> None:
    for value in pack.section(STANDING).rule(StandingKind.PREFERENCE, "quiet_hours").values:
        assert Window.read(value).start != Window.read(value).end


@pytest.mark.parametrize(
    ("was", "becomes", "said", "remedy"),
    [
        ("  deceased_reported: {", "  dead: {", "deceased_reported of standing.yaml is missing", "say what it stops"),
        ("  deceased_reported: {", "  dead: {", "dead is not in standing.yaml", "correct the id or take it out"),
        ("  draw: {then", "  withdrawal: {then", "draw of standing.yaml is missing", "for: [] where it stops nothing"),
        ("{gate: law, for", "{gate: quiet, for", "quiet is no gate of flags", "one of"),
        ("purpose: marketing, needed", "purpose: sales, needed", "sales is no consent", "one of"),
        ("medium: app, consent: push", "medium: app, consent: fax", "no consent knows fax", "see standing.yaml"),
        ("[{channels: [robot_call], debts: true}], then", "[{channels: [robot]}], then", "robot is no", "one"),
        ("id: service_hours", "id: marketing_hours", "marketing_hours stands twice", "rename one"),
        ("id: service_hours", "id: litigation", "litigation stands twice", "rename one"),
        ("[{channels: [robot_call, agent_call]}], per: number", "[{}], per: number", "dials_a_day", "calls alone"),
        ("debts: true}], connected: true", "debts: true}, {}], connected: true", "collection_calls_a_day", "calls"),
        ("value: 2, source: house rule", "value: two, source: house rule", "valid integer", "correct the value"),
        ('value: "21:00-08:00", source', 'value: "21:00-21:00", source', "no time at all", "two different times"),
        ("  hardship: [{kinds: [M]}]\\n", "", "silence.hardship: field required", "add it"),
        ("{E: drop, T: hold, S: drop, M: drop}", "{E: drop, T: hold, S: drop}", "M is missing", "add it"),
        ("  not_judged: {", "  not_judgd: {", "not_judgd", "use one of the values named"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_a_remedy(
    tmp_path: Path, was: str, becomes: str, said: str, remedy: str
) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(app.shipped_pack(), folder)
    was = was.replace("\\n", "\n")
    file = folder / FILE
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    found = [one for one in problems(folder) if said in one and remedy in one]
    assert found
    assert all(one.startswith(f"{FILE}:") and int(one.split(":")[1]) > 0 for one in found)


def test_two_values_of_one_day_and_a_reporter_that_stands_twice(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(app.shipped_pack(), folder)
    file = folder / FILE
    text = file.read_text(encoding="utf-8")
    figure = "{from: 2026-01-01, value: 30, source: house rule, certainty: C}"
    system = "system: 00000000-0000-7000-8000-000000000001"
    text = text.replace(figure, f"{figure}, {figure}")
    text = text.replace(
        "reporters: {}",
        f"reporters: {{one: {{name: {{zh: 甲, en: A}}, {system}}}, two: {{name: {{zh: 乙, en: B}}, {system}}}}}",
    )
    file.write_text(text, encoding="utf-8")
    found = problems(folder)
    assert any("two values from 2026-01-01 → keep one of them" in one for one in found)
    assert any("stands twice → give each reporter its own webhook" in one for one in found)
