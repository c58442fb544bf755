"""What is wrong with the weights of a risk is told with file, line and remedy."""

from pathlib import Path

import pytest

from qiao import app
from qiao.desk.foresight import RISK
from qiao.policy import PackFolder


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("watch_from: 30", "watch_from: 60", "high_from is not above watch_from"),
        ("high_from: 60", "high_from: 1000", "no conversation could ever reach it → lower it, or let something"),
        ("{at_least: 2, weight: 35", "{at_least: 2, weight: 15", "more of broken would weigh less, or the same amount"),
        ("{at_least: 10, weight: 15", "{at_least: 3, weight: 15", "more of waits would weigh less, or the same amount"),
        (
            "{at_least: 1, weight: 30, why: {zh: 提到起诉",
            "{at_least: 1, weight: 9, why: {zh: 提到起诉",
            "court alone would",
        ),
        ("对 {n} 元有争议", "对 {m} 元有争议", "{m} is no variable here → leave it out; there is {n}, the amount"),
        ("打官司,", "打官司 ~,", "“打官司 ~” cannot be read: a phrase begins and ends with words → see the top of"),
        ("  rising:\n    - {at_least: 1, weight: 5", "  rise:\n    - {at_least: 1, weight: 5", "rise"),
        ("  media:\n    zh:", "  feels:\n    zh:", "no phrase tells media → add phrases under media"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "desk").mkdir()
    text = (app.shipped_pack() / "desk" / "risk.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "desk" / "risk.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    folder = PackFolder(tmp_path)

    RISK.read(folder, {})

    assert {problem.file for problem in folder.problems} == {"desk/risk.yaml"}
    assert told in "\n".join(f"{one.what} → {one.remedy}" for one in folder.problems)
