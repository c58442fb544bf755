import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.customer import Turn
from evaluations.replay import Outcome

from evaluations import replay

TEXTS = {"请换个说法": "not_understood"}
INVENTED = [
    "怎么还款",
    "我想提前还清",
    "利息多少",
    "转人工",
    "还款日可以改吗",
    "  ",
    "额度怎么没了",
    "你们几点下班",
    "怎么开结清证明",
    "今天天气怎么样",
] * 3


def entry(seq: int, author: str, text: str = "", *, reply_to: int | None = None, **content: Any) -> dict[str, Any]:
    message = {
        "id": f"m{seq}",
        "author": {"kind": author},
        "reply_to": f"m{reply_to}" if reply_to else None,
        "content": {"v": 1, "kind": "text", "text": text, **content},
    }
    return {"seq": seq, "kind": "message", "message": message}


def owner(seq: int, kind: str) -> dict[str, Any]:
    return {"seq": seq, "kind": "owner", "owner": {"kind": kind}}


def opened(seq: int) -> dict[str, Any]:
    return {"seq": seq, "kind": "contact"}


def test_every_way_the_robot_replies_has_its_name() -> None:
    buttons = [{"id": "intent:due_date_query", "label": "还款日"}]
    entries = [
        opened(1),
        entry(2, "customer"),
        entry(3, "bot", reply_to=2, kind="card"),
        entry(4, "customer"),
        entry(5, "bot", reply_to=4, kind="buttons", buttons=buttons),
        entry(6, "customer"),
        entry(7, "bot", "请换个说法", reply_to=6),
        entry(8, "customer"),
        entry(9, "bot", "不客气", reply_to=8),
        entry(10, "customer"),
        owner(11, "nobody"),
        entry(12, "house", kind="notice"),
        entry(13, "customer"),
    ]

    outcomes, troubles = replay.judge(entries, TEXTS)

    kinds = ["answered", "clarified", "not_understood", "small_talk", "handed_over", "unheard"]
    assert ([outcome.kind for outcome in outcomes], troubles) == (kinds, [])


@pytest.mark.parametrize(
    ("entries", "trouble"),
    [
        ([entry(1, "customer")], "0 replies and 0 hand-overs after m1"),
        (
            [entry(1, "customer"), entry(2, "bot", reply_to=1), entry(3, "bot", reply_to=1)],
            "2 replies and 0 hand-overs after m1",
        ),
        ([entry(1, "customer"), entry(3, "bot", reply_to=1)], "entry 3 stands at 2"),
        ([entry(1, "customer"), entry(2, "bot", reply_to=9)], "a reply to another question after m1"),
        (
            [entry(1, "customer"), owner(2, "nobody"), entry(3, "customer"), entry(4, "bot", reply_to=3)],
            "the robot spoke after the hand-over, after m3",
        ),
    ],
    ids=["no turn", "two turns", "a gap", "crossed", "after a hand-over"],
)
def test_what_is_not_whole_is_told(entries: list[dict[str, Any]], trouble: str) -> None:
    assert trouble in replay.judge(entries, TEXTS)[1]


def test_accepted_and_stored_are_the_same_in_the_same_order() -> None:
    first = Turn("a", acked_at=1.0, replied_at=2.0, message="m1")
    second = Turn("b", acked_at=1.0, replied_at=2.0, message="m2")
    refused = Turn("", refused="TextEmpty")
    stored = [Outcome("m1", "answered"), Outcome("m2", "answered")]
    assert replay.differences([first, refused, second], stored) == []
    assert replay.differences([second, refused, first], stored) != []
    assert replay.differences([first, second], stored[:1]) != []
    assert replay.differences([Turn("a", acked_at=1.0, message="m1")], stored[:1]) != []


def test_invented_questions_through_a_real_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("\n".join(INVENTED) + "\n", encoding="utf-8")

    replay.main(["--questions", str(file), "--customers", "5", "--json"])

    figures = json.loads(capsys.readouterr().out)
    assert figures["questions"] == 30
    assert figures["refused"] == {"TextEmpty": 3}
    assert figures["verified"] == {"questions_with_exactly_one_turn": 27, "troubles": 0}
    assert "handed_over" in figures["recognition"]
