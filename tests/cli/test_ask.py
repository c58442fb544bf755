import json
from pathlib import Path

from tests.cli.conftest import Run

QUESTIONS = "怎么还款\n我要找人工\n我电话13812345678，帮我看看\nHow do I repay early?\n我要投诉你们\n\n"


def test_it_tells_programs_what_is_understood_and_what_would_be_done(run: Run, learnt: Path) -> None:
    result = run("ask", "-", "--json", "--data", learnt, stdin=QUESTIONS)
    assert result.exit_code == 0
    repay, human, phone, english, complaint, empty = [json.loads(line) for line in result.stdout.splitlines()]
    assert (repay["language"], repay["decision"]["kind"]) == ("zh", "answer")
    assert repay["intents"][0]["confidence"] > 0.5
    assert "还款" in repay["decision"]["text"]
    assert "{{" not in repay["decision"]["text"]
    assert repay["decision"]["source"]
    assert repay["decision"]["reasons"]
    assert human["decision"]["kind"] == "hand_over"
    assert human["signals"][0]["signal"] == "human_request"
    assert human["signals"][0]["span"] in "我要找人工"
    assert phone["masked"] == "我电话138****5678，帮我看看"
    assert phone["personal_data"] == [{"kind": "CN_PHONE", "start": 3, "end": 14}]
    assert english["language"] == "en"
    assert (complaint["decision"]["kind"], complaint["decision"]["lane"]) == ("hand_over", "complaint")
    assert empty["decision"]["text"]


def test_it_tells_people_in_lines(run: Run, learnt: Path) -> None:
    result = run("ask", "怎么还款", "--data", learnt)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    names = {line.split(" ")[0] for line in result.stdout.splitlines()}
    assert {"Message", "Normalised", "Understood", "Decision", "Source"} <= names


def test_a_pack_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    result = run("ask", "怎么还款", "--data", tmp_path, env={"QIAO_PACK": str(tmp_path / "none")})
    assert (result.exit_code, "there is no such folder" in result.stderr) == (1, True)
