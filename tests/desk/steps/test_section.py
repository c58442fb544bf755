"""What is wrong with the steps is told with file, line and remedy."""

import shutil
from pathlib import Path

import pytest

from qiao import app
from qiao.policy import PackInvalid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(app.shipped_pack(), tmp_path / "pack")
    return tmp_path / "pack"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: carry_on", "id: request_runs", "request_runs stands twice → give it another id"),
        ("{ended: [stuck]}", "{}", "request_is_stuck would always be advised → say when"),
        ("[auto_deduct_failed, how", "[auto_deduct_fell, how", "auto_deduct_fell is no intent → use one of the pack"),
        ("last: [praise_thanks]", "last: [praise_spanks]", "praise_spanks is no intent → use one of the pack"),
        ("lacks: care", "lacks: cure", "cure is no skill → use one of the skills of desk/routing.yaml"),
        ("skill: complaint}", "skill: complaining}", "complaining is no skill → use one of the skills"),
        ("[vulnerable,", "[venerable,", "venerable is no flag and no hold → use one of standing.yaml"),
        ("name: collection}", "name: collecting}", "collecting is no hold → use one of standing.yaml"),
        ("intent: disaster_affected", "intent: interest_rate_query", "interest_rate_query begins no request → use an"),
        ("when: {begins: true}", "when: {waits: true}", "nothing says which request begins → name an intent, or say"),
        ("intent: auto_deduct_failed}", "intent: talk_to_human}", "talk_to_human has no article → use an intent"),
        ("「{request}」剩下", "「{matter}」剩下", "{matter} may be unknown → ask for begins or intents or wants"),
        ("「{request}」剩下", "「{weather}」剩下", "{weather} is no variable here → leave it out"),
        ("您不用一直等", "{call}不用一直等", "{call} is no variable here → leave it out"),
        ("{{anti_fraud_line}}；", "{{anti_fried_line}}；", "{{anti_fried_line}} is no fact of lender.yaml → correct"),
        ("{do: close}", "{do: close, skill: care}", "close takes no skill → correct the value"),
        ("{do: close}", "{do: say}", "say needs words → correct the value"),
        ("kind: hold, name: collection}", "kind: hold}", "kind and name go together"),
        ("rank: end", "rank: work", "a conversation would end before its matter → give it the rank end"),
    ],
)
def test_each_mistake_is_named(folder: Path, old: str, new: str, told: str) -> None:
    assert told in _told(folder, old, new)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "when: {signals: [self_harm]}\n    step: {zh: 先确认",
            "when: {signals: [self_harm], lacks: care}\n    step: {zh: 先确认",
            "whoever says something of self_harm may be met with other steps first → add a step of the rank danger",
        ),
        (
            "rank: danger\n    when: {signals: [threat",
            "rank: care\n    when: {signals: [threat",
            "whoever says something of threat_to_others may be met with other steps first → add a step of the rank",
        ),
        (
            "rank: complaint\n    when: {signals: [complaint]}",
            "rank: care\n    when: {signals: [complaint]}",
            "whoever says something of complaint may be met with other steps first → add a step of the rank complaint",
        ),
        ("rank: care\n    when: {signals: [fraud]}", "rank: danger\n    when: {signals: [fraud]}", "before danger"),
        (
            "{signals: [complaint], requests: false}",
            "{signals: [complaint], requests: true}",
            "not every post can do what",
        ),
    ],
)
def test_nothing_may_come_before_danger_and_complaints(folder: Path, old: str, new: str, told: str) -> None:
    assert told in _told(folder, old, new)


def _told(folder: Path, old: str, new: str) -> str:
    """What is said of `desk/steps.yaml` once `old` is `new` in it, each with its line."""
    path = folder / "desk" / "steps.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackInvalid) as found:
        app.read_pack(folder)
    assert {problem.file for problem in found.value.problems} == {"desk/steps.yaml"}
    assert all(problem.line > 1 for problem in found.value.problems)
    return "\n".join(f"{one.what} → {one.remedy}" for one in found.value.problems)
