"""What is wrong with a playbook is named with its line, before anybody is told anything by it."""

import shutil
from pathlib import Path

import pytest

from qiao.emergencies import PLAYBOOKS
from qiao.policy import Pack, PackFolder


def test_the_shipped_playbooks_are_sound(pack: Pack) -> None:
    assert {"disaster", "epidemic", "payment_down", "app_outage", "impersonation", "policy_rush"} <= set(
        pack.section(PLAYBOOKS).playbooks
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("hold_days: 30", "hold_days: 31", "collection holds 30 days at most"),
        ("notices: [7, 3]", "notices: []", "the pause would end without a word"),
        ("notices: [7, 3]", "notices: [30]", "it would come before the pause begins"),
        ("relief: [defer,", "relief: [gift,", "the form of disaster_affected has no gift"),
        ("{place}发生{kind}：", "{where}发生{kind}：", "{where} is not filled in here"),
        ("{{service_number}}", "{{no_such_fact}}", "{{no_such_fact}} is no fact of lender.yaml"),
        ("urgent: [disaster_affected,", "urgent: [disaster,", "disaster is no intent"),
        ("entry: {intent: how_to_repay,", "entry: {intent: how_to_pay,", "how_to_pay is no intent"),
        ("      flood: [暴雨", "      war: [暴雨", "war is none of its kinds"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, pack: Pack, old: str, new: str, said: str) -> None:
    for name in ("emergencies/playbooks.yaml", "standing.yaml", "lender.yaml", "flows/disaster_need.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(pack.path / name, tmp_path / name)
    file = tmp_path / "emergencies/playbooks.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    folder = PackFolder(tmp_path)
    PLAYBOOKS.read(folder, pack.intents)
    (problem,) = folder.problems
    assert said in problem.what
    assert problem.line > 1
