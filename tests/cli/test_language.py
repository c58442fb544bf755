import json
from itertools import product
from pathlib import Path

import pytest

from tests.cli.conftest import Run

WORDS = {
    "how_to_repay": (["怎么", "如何", "在哪里", "怎样"], ["还款", "还钱", "把账还了", "还上这期"]),
    "raise_limit": (["帮我", "想要", "能不能", "申请"], ["提额", "提高额度", "把额度调高", "加点额度"]),
    "close_account": (["我要", "怎么", "请帮我", "申请"], ["注销账户", "销户", "注销账号", "删掉账户"]),
}
OUTSIDE = [start + end for start, end in product(["今天", "明天", "周末"], ["天气好吗", "吃什么", "看电影去"])]
ROWS = [(start + end, intent) for intent, (starts, ends) in WORDS.items() for start, end in product(starts, ends)]


def written(path: Path, rows: list[tuple[str, str]], *, label: str = "intent") -> Path:
    path.write_text("".join([f"text,{label}\n", *(f'"{text}",{named}\n' for text, named in rows)]), encoding="utf-8")
    return path


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    return written(tmp_path / "lessons.csv", ROWS)


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    return written(tmp_path / "tests.csv", [*ROWS[::3], *((text, "out_of_scope") for text in OUTSIDE)])


@pytest.fixture
def model(run: Run, lessons: Path, tmp_path: Path) -> Path:
    path = tmp_path / "intents.model"
    assert run("language", "train", lessons, "--out", path).exit_code == 0
    return path


def test_every_command_helps_with_examples(run: Run) -> None:
    for command in ("train", "evaluate", "understand", "identifiers", "emotion"):
        shown = run("language", command, "--help").stdout
        assert "Example" in shown
        assert f"qiao language {command}" in shown


def test_the_same_seed_trains_the_same_model(run: Run, lessons: Path, model: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.model"
    assert run("language", "train", lessons, "--out", again, "--seed", "0").exit_code == 0
    assert again.read_bytes() == model.read_bytes()


def test_evaluation_tells_programs_the_figures(run: Run, model: Path, tests: Path, lessons: Path) -> None:
    told = json.loads(run("language", "evaluate", model, tests, "--json").stdout)
    assert told["n"] == len(ROWS[::3]) + len(OUTSIDE)
    assert set(told) == {
        *("n", "accuracy", "macro_f1", "ece", "brier", "in_scope_accuracy"),
        *("out_of_scope_recall", "out_of_scope_precision", "in_scope_rejected", "mcc"),
    }
    assert told["in_scope_accuracy"] == 1
    assert told["out_of_scope_recall"] > 0.8
    inside = json.loads(run("language", "evaluate", model, lessons, "--json").stdout)
    assert set(inside) == {"n", "accuracy", "macro_f1", "ece", "brier"}


def test_a_report_compares_two_models_in_one_file(run: Run, model: Path, lessons: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    words = ("language", "evaluate", model, lessons, "--compare", model, "--learn-from", lessons)
    assert run(*words, "--html", page).exit_code == 0
    shown = page.read_text(encoding="utf-8")
    assert "no difference shown" in shown
    assert shown.count('class="picture"') == 3
    assert json.loads(run(*words, "--json").stdout)["comparison"]["p_value"] == 1
    assert "no difference shown" in run(*words).stdout
    assert run(*words, "--json", "--html", page).exit_code == 2


def test_a_text_a_line_is_an_object_a_line(run: Run, model: Path) -> None:
    result = run(
        *("language", "understand", "--model", model, "--now", "2026-11-23T12:00+08:00"),
        stdin="怎么还款，三千五后天能还吗\n\n气死了我要投诉你们，转人工\n",
    )
    assert result.exit_code == 0
    repay, empty, complaint = [json.loads(line) for line in result.stdout.splitlines()]
    assert repay["intent"] == "how_to_repay"
    assert 0 <= repay["out_of_scope"] <= 1
    assert [name for name, _ in repay["alternatives"]] != []
    assert {("amount", 350_000), ("date", "2026-11-25")} <= {(one["type"], one["value"]) for one in repay["entities"]}
    assert (empty["intent"], empty["accepted"], empty["entities"]) == ("out_of_scope", False, [])
    assert {"complaint", "human_request"} <= set(complaint["signals"])


def test_the_packs_own_model_understands_without_being_named(run: Run, learnt: Path) -> None:
    told = json.loads(run("language", "understand", "--data", learnt, stdin="怎么提前还款\n").stdout)
    assert told["accepted"] is True
    assert told["emotion"] == {"label": "neutral", "intensity": 0}


def test_what_decided_is_told_when_asked_for(run: Run, model: Path) -> None:
    words = ("language", "understand", "--model", model)
    told = json.loads(run(*words, "--explain", stdin="请问怎么还款\n").stdout)
    assert "还 款" in [sign for sign, weight in told["because"]["signs"] if weight > 0]
    assert told["because"]["examples"][0][:2] == ["怎么还款", "how_to_repay"]
    assert "because" not in json.loads(run(*words, stdin="请问怎么还款\n").stdout)


def test_identifiers_stand_at_the_offsets_of_the_text_as_given(run: Run) -> None:
    lines = [{"id": 7, "text": "我电话13812345678"}, {"id": "b", "text": "😀😀 13812345678\n好的"}]
    result = run("language", "identifiers", stdin="".join(json.dumps(line) + "\n" for line in lines))
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"id": 7, "spans": [[3, 14, "CN_PHONE"]]},
        {"id": "b", "spans": [[3, 14, "CN_PHONE"]]},
    ]


def test_feelings_are_heard_without_a_model(run: Run, learnt: Path) -> None:
    result = run("language", "emotion", "--data", learnt, stdin="气死我了！！！\n怎么还款\n")
    angry, calm = [json.loads(line) for line in result.stdout.splitlines()]
    assert (angry["label"], angry["intensity"] > 0) == ("angry", True)
    assert calm == {"label": "neutral", "intensity": 0}


def test_emotions_are_learnt_like_intents(run: Run, tmp_path: Path) -> None:
    names = {"how_to_repay": "neutral", "raise_limit": "pleased", "close_account": "angry"}
    data = written(tmp_path / "emotions.csv", [(text, names[intent]) for text, intent in ROWS], label="emotion")
    model = tmp_path / "emotions.model"
    assert run("language", "train", data, "--out", model).exit_code == 0
    result = run("language", "emotion", "--model", model, stdin="怎么还款\n我要注销账户\n\n")
    calm, angry, empty = [json.loads(line) for line in result.stdout.splitlines()]
    assert calm == empty == {"label": "neutral", "intensity": 0}
    assert (angry["label"], angry["intensity"] > 0) == ("angry", True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"text,intent\n", "no texts below it"),
        (b"text,label\na,b\n", "no column `intent` or `emotion`"),
        (b"question,intent\na,b\n", "no column `text`"),
        ("text,intent\n怎么还款,a\n".encode("gb18030"), ":2: not UTF-8"),
        (b"text,intent\nhello,a\nhello\n", ":3: this row has no intent"),
        (b'text,intent\n"hello,a\n', "is no CSV file"),
        (b"text,intent\nhello,a\n", "at least two intents"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    data = tmp_path / "data.csv"
    data.write_bytes(content)
    result = run("language", "train", data, "--out", tmp_path / "model")
    assert result.exit_code == 1
    assert said in result.stderr
    assert not (tmp_path / "model").exists()


def test_a_damaged_model_is_said(run: Run, model: Path, lessons: Path) -> None:
    model.write_bytes(model.read_bytes()[:-9])
    for words in (("evaluate", model, lessons), ("understand", "--model", model), ("emotion", "--model", model)):
        result = run("language", *words, stdin="怎么还款\n")
        assert (result.exit_code, "train again" in result.stderr) == (1, True)
    assert run("language", "evaluate", lessons, lessons).exit_code == 1
    assert "No such file" in run("language", "evaluate", model.with_name("none"), lessons).stderr


def test_input_that_cannot_be_read_is_said_with_its_line(run: Run) -> None:
    assert "line 1 of the input is not JSON" in run("language", "identifiers", stdin="hello\n").stderr
    assert 'no object with a "text"' in run("language", "identifiers", stdin='{"id": 1}\n').stderr
