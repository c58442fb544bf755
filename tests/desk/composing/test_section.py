"""What is wrong with checks and ready texts is told with file, line and remedy."""

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
    ("file", "old", "new", "told"),
    [
        ("checks", "id: promise_limit", "id: promise_approval", "promise_approval stands twice → give it another id"),
        ("checks", "<sure> ~ <approve>", "<sore> ~ <approve>", "there is no class of words sore → see the top"),
        ("checks", "severity: block", "severity: shout", "severity: input should be 'block' or 'warn' → use one of"),
        ("checks", "identifiers: [CN_PHONE", "identifiers: [SHOE_SIZE", "identifiers.0"),
        ("snippets", "- key: still", "- key: wait", "the key wait stands twice → give it another key"),
        ("snippets", "group: safety", "group: weather", "weather is no group → name it under groups"),
        ("snippets", "{minutes}分钟，请不要", "{moons}分钟，请不要", "{moons} is no variable → name it under blanks"),
        ("snippets", "{{deduct_time}}，", "{{deduct_tide}}，", "{{deduct_tide}} is no fact of lender.yaml → correct"),
        ("snippets", "  request: {zh", "  petition: {zh", "request has no name for its gap → say what is missing"),
    ],
)
def test_each_mistake_is_named(folder: Path, file: str, old: str, new: str, told: str) -> None:
    path = folder / "desk" / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackInvalid) as found:
        app.read_pack(folder)
    problems = [problem for problem in found.value.problems if told in f"{problem.what} → {problem.remedy}"]
    assert [problem.file for problem in problems] == [f"desk/{file}.yaml"], found.value
    assert problems[0].line > 1
