"""What is wrong with the rules of routing is told with file, line and remedy."""

import shutil
from pathlib import Path

import pytest

from qiao import app
from qiao.policy import PackInvalid


@pytest.fixture
def routing_yaml(tmp_path: Path) -> Path:
    shutil.copytree(app.shipped_pack(), tmp_path / "pack")
    return tmp_path / "pack" / "desk" / "routing.yaml"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("conversation: chat", "conversation: carrier_pigeon", "conversation comes by no channel → name one"),
        ("languages: {en: english}", "languages: {en: klingon}", "klingon is no skill → name it under skills"),
        ("conflicts: [complain_service_attitude]", "conflicts: [weather]", "weather is no intent → use one"),
        ("skills: {elder: 1}", "skills: {patience: 1}", "patience is no skill → name it under skills"),
        ("overflow: {to: general, after_s: 30}", "overflow: {to: elders, after_s: 30}", "elders is no other queue"),
        ("    overflow: {to: general, after_s: 30}\n", "", "who waits here may wait for ever → relax the skills"),
        ("head_start_s: 1800", "head_start_s: 100", "distress would be served before emergency → give emergency"),
        ('from: "09:00", to: "20:00"', 'from: "20:00", to: "09:00"', "it closes before it opens → put the earlier"),
        ("id: elders", "id: crisis", "the queue crisis stands twice → give it another id"),
        ("after_s: 8, skills: {care: 1}", "after_s: 15, skills: {care: 1}", "the steps do not follow each other"),
        ("offer_s: 10", "offer_s: -1", "greater than 0"),
        (
            "  leave: [emergency",
            "  leave: [life, emergency",
            "leave would be offered to whoever is in danger → leave out",
        ),
    ],
)
def test_each_mistake_is_named(routing_yaml: Path, old: str, new: str, told: str) -> None:
    text = routing_yaml.read_text(encoding="utf-8")
    assert old in text
    routing_yaml.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackInvalid) as found:
        app.read_pack(routing_yaml.parents[1])
    problems = [problem for problem in found.value.problems if told in f"{problem.what} → {problem.remedy}"]
    assert [problem.file for problem in problems] == ["desk/routing.yaml"], found.value
    assert problems[0].line > 1
